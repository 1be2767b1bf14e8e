internal import Foundation

/// A regular file open for reading at any position.
///
/// Files are read, never mapped: a mapped file that another program shortens ends the process with
/// SIGBUS, where a read gives an error.
final class OpenFile: Sendable {
  /// Where it is.
  let path: String
  /// Its length when it was opened.
  let size: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: `missing` with `advice`; `unreadable` for a folder, a device and what the system
  ///   refuses.
  init(path: String, advice: String) throws(InferenceError) {
    // Without O_NONBLOCK, opening a named pipe waits for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw .missing(path: path, advice: advice) }
      throw .unreadable(
        path: path,
        reason: code == EACCES
          ? "the permission to read it is missing, chmod gives it" : Self.reason(code))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .unreadable(path: path, reason: Self.reason(code))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .unreadable(path: path, reason: isFolder ? Self.isFolder : "it is not a plain file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `destination` with the bytes from `offset` on.
  ///
  /// - Throws: `damaged` when the file ends before (it became shorter); `unreadable` for an I/O
  ///   error.
  func read(into destination: UnsafeMutableRawBufferPointer, at offset: Int) throws(InferenceError)
  {
    var done = 0
    while done < destination.count {
      let remaining = UnsafeMutableRawBufferPointer(rebasing: destination[done...])
      let count = pread(descriptor, remaining.baseAddress, remaining.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .damaged(
          path: path,
          reason: "it became shorter while it was open: \(offset + destination.count) bytes are "
            + "needed and \(offset + done) are there",
          advice: "fetch the file again")
      } else if errno != EINTR {
        throw .unreadable(path: path, reason: Self.reason(errno))
      }
    }
  }

  /// `count` bytes from `offset` on.
  ///
  /// - Throws: as `read(into:at:)`.
  func bytes(at offset: Int, count: Int) throws(InferenceError) -> [UInt8] {
    var failure: InferenceError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(InferenceError) {
        try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The whole file, at most `limit` bytes.
  ///
  /// - Throws: `damaged` when the file is larger; what opening and reading throw.
  static func contents(
    of path: String, limit: Int, advice: String
  ) throws(InferenceError) -> [UInt8] {
    let file = try OpenFile(path: path, advice: advice)
    guard file.size <= limit else {
      throw .damaged(
        path: path, reason: "it has \(file.size) bytes where at most \(limit) are expected",
        advice: advice)
    }
    return try file.bytes(at: 0, count: file.size)
  }

  private static let isFolder = "it is a folder where a file is expected, remove it"

  /// The system's words for an error number.
  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
