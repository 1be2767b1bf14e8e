internal import Foundation

/// A file that is being written, under a name of its own until it is complete.
///
/// Whoever writes it holds its lock, which the system lets go when a process ends, however it does. So one of
/// several processes writes, and what a killed one left is known by its lock being free.
final class PartialFile {
  private let path: String
  private let descriptor: Int32
  private var isCommitted = false

  /// Begins a file; nil when another process is writing it.
  ///
  /// - Throws: `cannotWrite`.
  init?(path: String) throws(InferenceError) {
    self.path = path
    guard let descriptor = try Self.locked(path) else { return nil }
    self.descriptor = descriptor
    guard ftruncate(descriptor, 0) == 0 else {
      throw .cannotWrite(path: path, reason: OpenFile.reason(errno))
    }
  }

  /// The file, opened and locked; nil where another process is writing it.
  ///
  /// Whoever sweeps holds a lock for a moment and may have removed the file since it was opened, so one look is not
  /// enough.
  private static func locked(_ path: String) throws(InferenceError) -> Int32? {
    for _ in 0..<Self.looks {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else {
        throw .cannotWrite(path: path, reason: OpenFile.reason(errno))
      }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(descriptor, path) { return descriptor }
      close(descriptor)
      usleep(2000)
    }
    return nil
  }
  private static let looks = 20

  deinit {
    // Before the lock goes.
    if !isCommitted { unlink(path) }
    if descriptor >= 0 { close(descriptor) }
  }

  /// Takes the room on the disk, so that a full one is known before anything is written.
  ///
  /// - Throws: `cannotWrite`.
  func reserve(_ bytes: Int) throws(InferenceError) {
    let code = posix_fallocate(descriptor, 0, off_t(bytes))
    // Some file systems cannot; writing will tell.
    guard code == 0 || code == EOPNOTSUPP || code == EINVAL else {
      throw .cannotWrite(path: path, reason: OpenFile.reason(code))
    }
    guard ftruncate(descriptor, off_t(bytes)) == 0 else {
      throw .cannotWrite(path: path, reason: OpenFile.reason(errno))
    }
  }

  /// Writes bytes at an offset.
  ///
  /// - Throws: `cannotWrite`.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(InferenceError) {
    var done = 0
    while done < bytes.count {
      let piece = UnsafeRawBufferPointer(rebasing: bytes[done..<min(done + 8 << 20, bytes.count)])
      let count = pwrite(descriptor, piece.baseAddress, piece.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw .cannotWrite(path: path, reason: OpenFile.reason(count == 0 ? ENOSPC : errno))
      }
    }
  }

  /// Forces the bytes to the disk and gives the file its name.
  ///
  /// - Throws: `cannotWrite`.
  func commit(as final: String) throws(InferenceError) {
    guard fsync(descriptor) == 0, rename(path, final) == 0 else {
      throw .cannotWrite(path: final, reason: OpenFile.reason(errno))
    }
    isCommitted = true
  }

  /// Removes files that nobody is writing any more.
  static func sweep(_ paths: [String]) {
    for path in paths {
      let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(descriptor, path) { unlink(path) }
      close(descriptor)
    }
  }

  /// Whether a path is still that of an open file.
  private static func isStill(_ descriptor: Int32, _ path: String) -> Bool {
    var (open, named) = (stat(), stat())
    return fstat(descriptor, &open) == 0 && lstat(path, &named) == 0
      && open.st_dev == named.st_dev && open.st_ino == named.st_ino
  }
}
