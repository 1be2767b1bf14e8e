internal import CKernels
internal import Foundation

/// The writing of a file of packed weights.
struct PackedWriting {
  let cache: WeightCache
  /// The file's name.
  let name: String
  let key: String
  let source: SourceIdentity
  let kept: [PackedStore.Kept]

  /// Writes the file, unless it is larger than the cache may be, another process is at it, or the checkpoint has
  /// changed since it was read.
  ///
  /// - Throws: what reading the checkpoint throws; `cannotWrite`.
  func run() throws(InferenceError) {
    let (entries, end) = layout()
    let size = end + PackedHeader.slack
    guard size <= cache.limit else { return }
    let content = try source.content(threads: 1)
    guard try SourceIdentity(source.paths).stamps == source.stamps else { return }
    try createFolder()
    cache.makeRoom(for: size, replacing: name)
    let path = cache.path(name)
    guard let partial = try PartialFile(path: path + WeightCache.partialEnding) else { return }
    try partial.reserve(size)
    for (entry, kept) in zip(entries, kept) {
      try partial.write(
        UnsafeRawBufferPointer(start: kept.memory.pointer, count: entry.byteCount),
        at: entry.start)
    }
    let header = PackedHeader(key: key, content: content, entries: entries)
    let bytes = header.bytes(fileSize: size)
    try bytes.withUnsafeBufferPointer { (bytes) throws(InferenceError) in
      try partial.write(UnsafeRawBufferPointer(bytes), at: 0)
    }
    try partial.commit(as: path)
    var seen = SeenSources(path: path + WeightCache.seenEnding)
    seen.add(source)
  }

  /// Where each weight goes, and where the last one ends.
  private func layout() -> (entries: [PackedEntry], end: Int) {
    var entries: [PackedEntry] = []
    // The header's length hangs on the numbers in it: enough room for the longest ones.
    let names = kept.reduce(0) { $0 + 2 * $1.name.utf8.count }
    var next = PackedHeader.aligned(4096 + 2 * key.utf8.count + names + 256 * kept.count)
    for kept in kept {
      let bytes =
        PackedEntry.byteCount(
          kept.storage, panel: kept.panel, outputs: kept.outputs, depth: kept.depth) ?? 0
      entries.append(
        PackedEntry(
          name: kept.name, storage: kept.storage, panel: kept.panel, outputs: kept.outputs,
          depth: kept.depth, start: next, byteCount: bytes,
          digest: ck_digest(kept.memory.pointer, bytes, 0)))
      next = PackedHeader.aligned(next + bytes)
    }
    return (entries, next)
  }

  private func createFolder() throws(InferenceError) {
    do {
      try FileManager.default.createDirectory(
        atPath: cache.folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw .cannotWrite(path: cache.folder, reason: error.localizedDescription)
    }
  }
}
