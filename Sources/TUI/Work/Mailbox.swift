internal import Glibc
internal import Synchronization

/// Where workers leave messages for the main thread, which sleeps in `poll` on `descriptor`.
final class Mailbox: Sendable {
  private struct Contents {
    var messages: [Message] = []
    var isAwake = false
    /// Whether something came that can change what is shown.
    var hasNews = false
  }

  private let contents = Mutex(Contents())
  /// Readable once something was posted or `wake` was called.
  let descriptor: Int32
  private let bell: Int32

  /// A mailbox; nil when the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    bell = ends[1]
  }

  deinit {
    close(descriptor)
    close(bell)
  }

  /// Leaves a message; from any thread.
  func post(_ message: Message) {
    contents.withLock { contents in
      // Of the progress inside a network only the newest counts.
      if Self.isStage(message), let last = contents.messages.last, Self.isStage(last) {
        contents.messages.removeLast()
      }
      contents.messages.append(message)
      contents.hasNews = true
      ring(&contents)
    }
  }

  /// Wakes the main thread without a message: a picture is ready, or work has ended.
  func wake() {
    contents.withLock { contents in
      contents.hasNews = true
      ring(&contents)
    }
  }

  /// Wakes the main thread only to see that a worker rests: there is nothing new to show.
  func rest() {
    contents.withLock { ring(&$0) }
  }

  /// Whether nothing came since the last `drain`, no wake either.
  var isEmpty: Bool { contents.withLock { $0.messages.isEmpty && !$0.isAwake } }

  /// Takes everything out, oldest first, and says whether there was anything but rest.
  func drain() -> (messages: [Message], hasNews: Bool) {
    contents.withLock { contents in
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(descriptor, &bytes, bytes.count) > 0 {}
      defer {
        contents.isAwake = false
        contents.hasNews = false
        contents.messages = []
      }
      return (contents.messages, contents.hasNews)
    }
  }

  private func ring(_ contents: inout Contents) {
    guard !contents.isAwake else { return }
    contents.isAwake = true
    var byte: UInt8 = 1
    _ = write(bell, &byte, 1)
  }

  private static func isStage(_ message: Message) -> Bool {
    if case .run(_, .stage) = message { true } else { false }
  }
}
