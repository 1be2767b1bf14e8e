internal import CKernels
internal import Foundation

/// A file whose pages are memory: shared with other processes, and the kernel's to drop and read again.
///
/// Where another program shortens the file, what it lost reads as zeros and `isBroken` says so.
final class MappedFile: @unchecked Sendable {
  /// Where it is.
  let path: String
  /// Its first byte.
  let start: UnsafeRawPointer
  /// Its length.
  let count: Int
  private let guardian: Int32

  /// Maps a whole file; nil where it is not there, is not a plain file, or cannot be mapped.
  init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
    else { return nil }
    let count = Int(status.st_size)
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else { return nil }
    let guardian = ck_guard(start, count)
    guard guardian >= 0 else {
      munmap(start, count)
      return nil
    }
    madvise(start, count, MADV_WILLNEED)
    self.path = path
    self.guardian = guardian
    self.start = UnsafeRawPointer(start)
    self.count = count
    // The least recently used files make room for others.
    utimensat(AT_FDCWD, path, nil, 0)
  }

  deinit {
    ck_unguard(guardian)
    munmap(UnsafeMutableRawPointer(mutating: start), count)
  }

  /// Whether something read a page that the file has lost.
  var isBroken: Bool { ck_guard_broken(guardian) != 0 }

  /// Throws where something may have computed with what the file has lost.
  ///
  /// - Throws: `damaged`.
  func check() throws(InferenceError) {
    guard isBroken else { return }
    throw .damaged(
      path: path, reason: "it became shorter while its weights were in use",
      advice: "open the model again")
  }
}
