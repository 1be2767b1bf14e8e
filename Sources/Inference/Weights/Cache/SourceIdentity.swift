internal import CKernels
internal import Foundation
internal import Synchronization

/// Which weights a component's files hold, wherever they lie.
struct SourceIdentity: Sendable, Equatable {
  /// The files.
  let paths: [String]
  /// Their sizes and first bytes, with which the safetensors header begins.
  let outline: UInt64
  /// Bytes of all files.
  let byteCount: Int
  /// What the file system says of them: device, file, size, and when bytes and attributes last changed.
  let stamps: [String]
  /// Whether the files have rested for so long that any later change gives another stamp.
  let isSettled: Bool

  /// First bytes that are looked at: most of the header, and little enough that what lies behind is told by its digest alone.
  private static let headBytes = 64 << 10
  /// Bytes of a piece of the content.
  private static let pieceBytes = 4 << 20
  /// Seconds after which clocks of file systems surely have moved on.
  private static let settledSeconds = 2.0

  /// The identity of files as they are now.
  ///
  /// - Throws: what opening and reading throws.
  init(_ paths: [String]) throws(InferenceError) {
    self.paths = paths
    var outline: UInt64 = 0
    var (byteCount, newest) = (0, 0.0)
    var stamps: [String] = []
    for path in paths {
      let file = try OpenFile(path: path, advice: "fetch the folder again")
      let head = try file.bytes(at: 0, count: min(file.size, Self.headBytes))
      outline = ck_digest(head, head.count, outline &+ UInt64(file.size))
      byteCount += file.size
      let (stamp, changed) = try file.stamp()
      stamps.append(stamp)
      newest = max(newest, changed)
    }
    self.outline = outline
    self.byteCount = byteCount
    self.stamps = stamps
    isSettled = Date().timeIntervalSince1970 - newest > Self.settledSeconds
  }

  /// A digest of all bytes of all files.
  ///
  /// - Throws: what reading throws; `cancelled`.
  func content(
    threads: Int = Threads.count, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> UInt64 {
    var digest: UInt64 = 0
    for path in paths {
      let file = try OpenFile(path: path, advice: "fetch the folder again")
      let pieces = try Self.pieces(of: file, threads, checkpoint)
      digest = pieces.withUnsafeBytes { ck_digest($0.baseAddress, $0.count, digest) }
    }
    return digest
  }

  private static func pieces(
    of file: OpenFile, _ threads: Int, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> [UInt64] {
    let count = (file.size + pieceBytes - 1) / pieceBytes
    let found = Mutex(
      (digests: [UInt64](repeating: 0, count: count), failure: InferenceError?.none))
    let scratch = Workspace()
    try Parallel.run(chunks: count, threads: threads, checkpoint: checkpoint) { index, _ in
      do throws(InferenceError) {
        let start = index * pieceBytes
        let bytes = min(pieceBytes, file.size - start)
        let buffer = try scratch.buffer(floats: pieceBytes / 4)
        defer { withExtendedLifetime(buffer) {} }
        try file.read(
          into: UnsafeMutableRawBufferPointer(start: buffer.pointer, count: bytes), at: start)
        let digest = ck_digest(buffer.pointer, bytes, 0)
        found.withLock { $0.digests[index] = digest }
      } catch {
        found.withLock { $0.failure = error }
      }
    }
    let (digests, failure) = found.withLock { $0 }
    if let failure { throw failure }
    return digests
  }
}

extension OpenFile {
  /// What the file system says of the file, and when it last changed, in seconds since 1970.
  fileprivate func stamp() throws(InferenceError) -> (stamp: String, changed: Double) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .unreadable(path: path, reason: Self.reason(errno))
    }
    let times = [status.st_mtim, status.st_ctim]
    let parts =
      [Int(status.st_dev), Int(status.st_ino), Int(status.st_size)]
      + times.flatMap { [$0.tv_sec, $0.tv_nsec] }
    return (
      parts.map(String.init).joined(separator: ":"),
      times.map { Double($0.tv_sec) + Double($0.tv_nsec) / 1e9 }.max() ?? 0
    )
  }
}
