internal import Foundation

/// Writes a file so that under its name there is either the old content or the complete new one.
///
/// The bytes go to a temporary file in the same folder, are forced to the disk and renamed.
/// Whatever fails, the temporary file is removed.
public struct AtomicFile: ~Copyable {
  /// The system calls, replaceable so that tests can make each of them fail.
  struct System: Sendable {
    var write: @Sendable (Int32, UnsafeRawPointer, Int) -> Int = { Foundation.write($0, $1, $2) }
    var sync: @Sendable (Int32) -> Int32 = { fsync($0) }
    var rename: @Sendable (String, String) -> Int32 = { Foundation.rename($0, $1) }
  }

  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private let system: System
  private var isCommitted = false

  /// Writes a whole file.
  ///
  /// - Throws: `cannotWrite`.
  public static func write(_ bytes: [UInt8], to path: String) throws(InferenceError) {
    var file = try AtomicFile(path: path)
    try file.append(bytes)
    try file.commit()
  }

  /// Begins a file that appears under `path` when it is committed.
  ///
  /// - Throws: `cannotWrite`.
  init(path: String, system: System = System()) throws(InferenceError) {
    let folder = (path as NSString).deletingLastPathComponent
    let name = (path as NSString).lastPathComponent
    let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let temporary = ".\(name.prefix(80)).\(suffix).partial"
    self.path = path
    self.system = system
    temporaryPath =
      folder.isEmpty ? temporary : (folder as NSString).appendingPathComponent(temporary)
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      isCommitted = true
      throw .cannotWrite(path: path, reason: OpenFile.reason(errno))
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isCommitted { unlink(temporaryPath) }
  }

  private func failure() -> InferenceError {
    .cannotWrite(path: path, reason: OpenFile.reason(errno))
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `cannotWrite`.
  func append(_ bytes: UnsafeRawBufferPointer) throws(InferenceError) {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = system.write(descriptor, start, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      } else if count == 0 || errno != EINTR {
        throw failure()
      }
    }
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `cannotWrite`.
  func append(_ bytes: [UInt8]) throws(InferenceError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
      try append(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Adds float32 values, little endian, at the end.
  ///
  /// - Throws: `cannotWrite`.
  func append(_ floats: [Float]) throws(InferenceError) {
    try floats.withUnsafeBufferPointer { (buffer) throws(InferenceError) in
      try append(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Forces the bytes to the disk and gives the file its name.
  ///
  /// - Throws: `cannotWrite`.
  mutating func commit() throws(InferenceError) {
    guard system.sync(descriptor) == 0 else { throw failure() }
    guard system.rename(temporaryPath, path) == 0 else { throw failure() }
    isCommitted = true
    syncFolder()
  }

  /// Forces the new name to the disk, as far as the file system can: the content is safe already.
  private func syncFolder() {
    let folder = (path as NSString).deletingLastPathComponent
    let handle = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }
}
