internal import CKernels
internal import Foundation
internal import Synchronization

/// The packed weights of one component of a checkpoint: those of a file, else those that are packed now, to be
/// written when all are there.
final class PackedStore: Sendable {
  /// A weight with what its entry will say.
  struct Kept: Sendable {
    let name: String
    let storage: WeightStorage
    let panel: Int
    let outputs: Int
    let depth: Int
    let memory: Buffer
  }

  private let cache: WeightCache
  private let name: String
  private let key: String
  private let source: SourceIdentity
  private let file: PackedFile?
  private let state = Mutex((kept: [Kept](), isComplete: true))

  /// Raised whenever packed weights or what is computed for them change their bits.
  static let version = 1

  /// Whether the weights come from a file.
  var isReady: Bool { file != nil && state.withLock { $0.isComplete } }
  /// The memory that the weights are in; nil where they were packed now.
  var mapped: MappedFile? { file?.mapped }

  /// The store of a component; nil where it is not worth one or nothing is kept.
  ///
  /// - Parameters:
  ///   - cache: Where files are.
  ///   - component: The component's name.
  ///   - paths: The files of its weights.
  ///   - conditions: What packing hangs on besides: precision, configs.
  ///   - checkpoint: Cancellation.
  /// - Throws: what reading the files throws; `cancelled`.
  init?(
    _ cache: WeightCache, _ component: String, _ paths: [String], conditions: String,
    _ checkpoint: Checkpoint
  ) throws(InferenceError) {
    guard cache.limit > 0 else { return nil }
    let source = try SourceIdentity(paths)
    guard source.byteCount >= cache.leastBytes else { return nil }
    self.cache = cache
    self.source = source
    let panels = "panels of \(ck_panel_width())" + (ck_has_amx() != 0 ? " for tiles" : "")
    key = [
      "stepscope \(cache.program), format \(Self.version)", panels,
      component, conditions, "\(source.byteCount) bytes", String(source.outline, radix: 16),
    ].joined(separator: "; ")
    let digest = Array(key.utf8).withUnsafeBytes { ck_digest($0.baseAddress, $0.count, 0) }
    name = "\(component)-\(String(digest, radix: 16))\(WeightCache.ending)"
    file = try Self.open(cache, name, key, source, checkpoint)
  }

  private static func open(
    _ cache: WeightCache, _ name: String, _ key: String, _ source: SourceIdentity,
    _ checkpoint: Checkpoint
  ) throws(InferenceError) -> PackedFile? {
    let path = cache.path(name)
    func isDamaged(_ reason: String) {
      cache.sayOnce("\(Printable.clean(path)) is damaged: \(reason); the weights are packed anew.")
    }
    let file: PackedFile?
    do throws(PackedHeader.Problem) {
      file = try PackedFile(path: path)
    } catch {
      isDamaged(error.reason)
      return nil
    }
    guard let file, file.header.key == key, try isMade(of: source, file, checkpoint) else {
      return nil
    }
    guard try file.isSound(checkpoint) else {
      isDamaged("a weight is not the one that was written")
      return nil
    }
    return file
  }

  /// Whether a file was made of these sources: by what the file system says of them, else by all their bytes.
  private static func isMade(
    of source: SourceIdentity, _ file: PackedFile, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Bool {
    var seen = SeenSources(path: file.mapped.path + WeightCache.seenEnding)
    if source.isSettled, seen.contains(source) { return true }
    guard try source.content(checkpoint) == file.header.content else { return false }
    seen.add(source)
    return true
  }
}

/// Taking and keeping.
extension PackedStore {
  /// The packed weight of a name, where the file has it.
  func weight(_ name: String, _ layout: PanelLayout, depth: Int) -> PackedWeight? {
    guard
      let (storage, memory) = take(
        name, panel: layout.panel, outputs: layout.outputs, depth: depth)
    else { return nil }
    return PackedWeight(ready: memory, layout, depth: depth, storage: storage)
  }

  /// The tensor of a name, where the file has it.
  func tensor(_ name: String, shape: [Int]) throws(InferenceError) -> Tensor? {
    let count = shape.reduce(1, *)
    guard let (storage, memory) = take(name, panel: 0, outputs: count, depth: 1),
      storage == .floats
    else { return nil }
    let values = Array(UnsafeBufferPointer(start: memory.pointer, count: count))
    return try Tensor(values, shape: shape)
  }

  private func take(
    _ name: String, panel: Int, outputs: Int, depth: Int
  ) -> (WeightStorage, Buffer)? {
    guard let file, let entry = file.entry(name, panel: panel, outputs: outputs, depth: depth)
    else {
      state.withLock { $0.isComplete = false }
      return nil
    }
    let memory = file.buffer(of: entry)
    keep(name, entry.storage, panel: panel, outputs: outputs, depth: depth, memory)
    return (entry.storage, memory)
  }

  /// Keeps a weight that was packed now.
  func keep(_ name: String, _ weight: PackedWeight) {
    keep(
      name, weight.storage, panel: weight.layout.panel, outputs: weight.layout.outputs,
      depth: weight.depth, weight.memory)
  }

  /// Keeps a tensor that was read now.
  ///
  /// - Throws: `outOfMemory`.
  func keep(_ name: String, _ tensor: Tensor) throws(InferenceError) {
    keep(
      name, .floats, panel: 0, outputs: tensor.count, depth: 1, try Buffer(tensor.scalars))
  }

  private func keep(
    _ name: String, _ storage: WeightStorage, panel: Int, outputs: Int, depth: Int,
    _ memory: Buffer
  ) {
    let kept = Kept(
      name: name, storage: storage, panel: panel, outputs: outputs, depth: depth, memory: memory)
    state.withLock { $0.kept.append(kept) }
  }

  /// Writes what was packed, on a thread that gives way; nothing where all came from the file.
  func finish() {
    let kept = state.withLock { state in
      defer { state.kept = [] }
      return state.kept
    }
    guard !isReady, !kept.isEmpty else { return }
    cache.write { [cache, name, key, source] () throws(InferenceError) in
      try PackedWriting(cache: cache, name: name, key: key, source: source, kept: kept).run()
    }
  }
}
