internal import Foundation
internal import Synchronization

/// Packed weights that are kept in files from one start to the next.
///
/// A file holds one network of a checkpoint in the layout that this processor multiplies fastest. It is mapped,
/// so that a second start reads nothing and several processes share its pages.
public final class WeightCache: Sendable {
  /// Where the files are.
  public let folder: String
  /// The most bytes of all files; 0 keeps none.
  public let limit: Int
  /// Files of weights of fewer bytes are not worth it.
  public let leastBytes: Int
  /// What else the packed weights hang on: the program's version.
  let program: String
  private let say: @Sendable (String) -> Void
  private let said = Mutex(Set<String>())
  private let writing = DispatchGroup()

  /// The limit where nobody says anything.
  public static let usualLimit = 8_000_000_000
  /// Files of weights from which on a second start is quicker: smaller ones are packed in a part of a second.
  public static let usualLeastBytes = 64 << 20

  /// A cache in a folder, which need not be there yet.
  ///
  /// - Parameters:
  ///   - folder: Where the files are.
  ///   - limit: The most bytes of all files; 0 keeps none.
  ///   - leastBytes: Files of weights of fewer bytes are not kept.
  ///   - program: The version of the program.
  ///   - say: Told in a sentence what is wrong with the folder or a file, each thing once.
  public init(
    folder: String, limit: Int = WeightCache.usualLimit,
    leastBytes: Int = WeightCache.usualLeastBytes, program: String,
    say: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.folder = folder
    self.limit = limit
    self.leastBytes = leastBytes
    self.program = program
    self.say = say
  }

  /// `$XDG_CACHE_HOME/stepscope/weights`, else below `~/.cache`; nil without a home.
  public static func folder(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
      return folder + "/stepscope/weights"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.cache/stepscope/weights"
  }

  /// Waits until what was loaded has been written.
  public func finishWriting() { writing.wait() }

  /// The packed weights of a component of a checkpoint; nil where they are not worth keeping.
  ///
  /// - Throws: as `PackedStore.init`.
  func store(
    of component: Component, in folder: ModelFolder, conditions: String = "fp32",
    _ checkpoint: Checkpoint
  ) throws(InferenceError) -> PackedStore? {
    guard let files = folder.weightFiles[component.rawValue] else { return nil }
    return try PackedStore(
      self, component.rawValue, files.paths, conditions: conditions, checkpoint)
  }

  /// Says a sentence, unless it was said before.
  func sayOnce(_ sentence: String) {
    if said.withLock({ $0.insert(sentence).inserted }) { say(sentence) }
  }

  /// Carries out `body` on a thread of its own that gives way to all others.
  func write(_ body: @escaping @Sendable () throws(InferenceError) -> Void) {
    writing.enter()
    let thread = Thread { [self] in
      defer { writing.leave() }
      _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 19)
      do throws(InferenceError) {
        try body()
      } catch {
        sayOnce("The packed weights are not kept for the next start: \(error.description)")
      }
    }
    thread.name = "weight cache"
    thread.start()
  }
}

/// The files.
extension WeightCache {
  /// A file of packed weights.
  public struct File: Sendable, Equatable {
    /// Its name in the folder.
    public let name: String
    /// Its length.
    public let bytes: Int
    /// When it was last used, in seconds since 1970.
    public let used: Double
  }

  static let ending = ".packed"
  static let partialEnding = ".partial"
  /// What the file system said of the sources of a file when they were last looked at in full.
  static let seenEnding = ".seen"

  /// The files, the one that was used last first.
  public var files: [File] {
    names(with: Self.ending).compactMap { name in
      var status = stat()
      guard stat(path(name), &status) == 0 else { return nil }
      let used = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
      return File(name: name, bytes: Int(status.st_size), used: used)
    }.sorted { ($0.used, $0.name) > ($1.used, $1.name) }
  }

  /// Bytes of all files.
  public var byteCount: Int { files.reduce(0) { $0 + $1.bytes } }

  /// Removes all files; processes that use one keep what they have.
  ///
  /// - Returns: The bytes that were freed.
  /// - Throws: `cannotWrite` for the first file that cannot be removed.
  public func clear() throws(InferenceError) -> Int {
    var freed = 0
    for file in files {
      guard unlink(path(file.name)) == 0 || errno == ENOENT else {
        throw .cannotWrite(path: path(file.name), reason: OpenFile.reason(errno))
      }
      freed += file.bytes
    }
    for name in names(with: Self.seenEnding) { unlink(path(name)) }
    PartialFile.sweep(names(with: Self.partialEnding).map(path))
    return freed
  }

  /// Removes what killed processes left, and the files that were not used for longest until `bytes` more fit.
  ///
  /// - Parameters:
  ///   - bytes: What will be written.
  ///   - name: The file that it replaces.
  func makeRoom(for bytes: Int, replacing name: String) {
    PartialFile.sweep(names(with: Self.partialEnding).map(path))
    var files = files.filter { $0.name != name }
    while files.reduce(bytes, { $0 + $1.bytes }) > limit, let oldest = files.popLast() {
      unlink(path(oldest.name))
      unlink(path(oldest.name) + Self.seenEnding)
    }
  }

  func path(_ name: String) -> String { folder + "/" + name }

  private func names(with ending: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { $0.hasSuffix(ending) }.sorted()
  }
}
