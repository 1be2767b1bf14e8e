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
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      isCommitted = true
      throw .cannotWrite(path: path, reason: OpenFile.reason(errno))
    }
    // The one who wrote it before may have renamed it since it was opened here.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isStill(descriptor, path) else {
      isCommitted = true
      return nil
    }
    guard ftruncate(descriptor, 0) == 0 else {
      throw .cannotWrite(path: path, reason: OpenFile.reason(errno))
    }
  }

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
