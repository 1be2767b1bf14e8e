internal import CKernels
internal import Synchronization

/// A file of packed weights, mapped and checked.
struct PackedFile: Sendable {
  let mapped: MappedFile
  let header: PackedHeader
  private let entryByName: [String: PackedEntry]

  /// Opens a file, without a look at its weights; nil where there is none.
  ///
  /// - Throws: what is wrong with it.
  init?(path: String) throws(PackedHeader.Problem) {
    guard let mapped = MappedFile(path: path) else { return nil }
    self.mapped = mapped
    header = try PackedHeader(
      UnsafeRawBufferPointer(start: mapped.start, count: mapped.count))
    guard !mapped.isBroken else { throw PackedHeader.Problem("it became shorter") }
    entryByName = Dictionary(header.entries.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Looks at every weight, on all cores, which also brings their pages in.
  ///
  /// - Throws: `cancelled`.
  func isSound(_ checkpoint: Checkpoint) throws(InferenceError) -> Bool {
    let sound = Atomic<Bool>(true)
    // A large weight in pieces would need digests of pieces; there are hundreds of weights.
    let entries = header.entries.sorted { $0.byteCount > $1.byteCount }
    try Parallel.run(
      chunks: entries.count, threads: Threads.count, checkpoint: checkpoint
    ) { index, _ in
      let entry = entries[index]
      let digest = ck_digest(start(of: entry), entry.byteCount, 0)
      if digest != entry.digest { sound.store(false, ordering: .relaxed) }
    }
    return sound.load(ordering: .relaxed) && !mapped.isBroken
  }

  /// The entry of a name, of the numbers that are wanted.
  func entry(_ name: String, panel: Int, outputs: Int, depth: Int) -> PackedEntry? {
    guard let entry = entryByName[name], entry.panel == panel, entry.outputs == outputs,
      entry.depth == depth
    else { return nil }
    return entry
  }

  /// An entry's memory, which holds the file.
  func buffer(of entry: PackedEntry) -> Buffer {
    Buffer(
      mapped: start(of: entry), floats: (entry.byteCount + 3) / 4, owner: mapped)
  }

  private func start(of entry: PackedEntry) -> UnsafeRawPointer { mapped.start + entry.start }
}
