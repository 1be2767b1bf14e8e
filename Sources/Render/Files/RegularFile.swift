internal import Glibc

/// Reads and writes whole regular files by system calls, with every failure as a sentence.
enum RegularFile {
  /// All bytes of a regular file.
  static func read(_ path: String, atMost limit: Int) throws(RenderError) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw .missing(path: path) }
    var status = stat()
    // Asked before opening: opening a pipe can block and opening a device can do something.
    guard stat(path, &status) == 0 else { throw failure(path) }
    try checkRegular(status, path)
    let file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    guard fstat(file, &status) == 0 else { throw failure(path) }
    try checkRegular(status, path)
    guard status.st_size <= limit else {
      throw .tooLarge(
        name: path, found: "\(status.st_size) bytes", limit: "\(limit / 1_000_000) MB a file")
    }
    return try readAll(file, size: Int(status.st_size), path: path)
  }

  /// Reads up to the size that was stated; a file that shrinks meanwhile gives fewer bytes.
  private static func readAll(
    _ file: Int32, size: Int, path: String
  ) throws(RenderError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let result = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
        if result > 0 { count += result }
        if result == 0 { break }
        if result < 0, errno != EINTR {
          code = errno
          break
        }
      }
    }
    guard code == 0 else { throw .unreadable(path: path, reason: message(code)) }
    return bytes
  }

  private static func checkRegular(_ status: stat, _ path: String) throws(RenderError) {
    let kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: ""
      case S_IFDIR: "a folder"
      case S_IFIFO: "a pipe"
      case S_IFSOCK: "a socket"
      case S_IFCHR, S_IFBLK: "a device"
      default: "something special"
      }
    guard kind.isEmpty else { throw .notAFile(path: path, kind: kind) }
  }

  private static func failure(_ path: String) -> RenderError {
    let code = errno
    return code == ENOENT || code == ENOTDIR
      ? .missing(path: path) : .unreadable(path: path, reason: message(code))
  }

  /// Writes a file so that its name leads to either all of the bytes or to what it led to before.
  static func write(_ bytes: [UInt8], to path: String) throws(RenderError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw .cannotWrite(path: path, reason: "it is a folder")
    }
    // A name of its own beside the final one: renaming works within one file system only.
    let temporary = "\(path).\(UInt32.random(in: 0...UInt32.max)).part"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .cannotWrite(path: path, reason: message(errno)) }
    let code = writeAll(file, bytes)
    let closed = close(file) == 0 ? 0 : errno
    guard code == 0, closed == 0, rename(temporary, path) == 0 else {
      let reason = message(code != 0 ? code : closed != 0 ? closed : errno)
      unlink(temporary)
      throw .cannotWrite(path: path, reason: "\(reason) (\(bytes.count) bytes are needed)")
    }
  }

  /// Writes and forces to the disk; the error number, 0 for none.
  private static func writeAll(_ file: Int32, _ bytes: [UInt8]) -> Int32 {
    let code: Int32 = bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let result = Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if result < 0, errno != EINTR { return errno }
        done += max(0, result)
      }
      return 0
    }
    return code != 0 ? code : fsync(file) == 0 ? 0 : errno
  }

  private static func message(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }
}
