internal import Glibc
internal import Inference
internal import Synchronization

/// Writes what happens into a file, one line each, so that a test can wait for it instead of sleeping.
///
/// Lines: `ready` when everything asked for at the start is done and shown, `command TEXT` when a command
/// begins, `done TEXT` when its effects are complete, `key KEY`, `resized COLUMNSxROWS`, `shown WHAT` for
/// each picture sent, `failed WHY`, `idle` whenever nothing is left to do after any of these, `exit CODE`; workers add
/// their own.
final class EventLog: Sendable {
  private let descriptor: Int32
  private let lock = Mutex(())

  init(path: String) throws(TerminalError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .cannotUseFile(
        option: "--log", path: Printable.clean(path), reason: String(cString: strerror(errno)))
    }
  }

  deinit { close(descriptor) }

  /// Adds a line; from any thread.
  func add(_ line: String) {
    let bytes = Array((Printable.clean(line, limit: 2_000) + "\n").utf8)
    lock.withLock { _ in _ = write(descriptor, bytes, bytes.count) }
  }
}
