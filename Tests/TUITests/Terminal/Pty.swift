import Glibc
import Synchronization
import Testing

/// A terminal without a screen: keeps what is written to it, and answers as it is told.
final class Pty: Sendable {
  /// What happens when a text appears in the output: once each, in order.
  struct Reaction: Sendable {
    var text: String
    var answer: String
  }

  private struct State {
    var bytes: [UInt8] = []
    var seen = 0
    var reactions: [Reaction]
  }

  /// The path of the terminal's side.
  let path: String
  private let master: Int32
  /// Kept open, so that the output outlives the program's own descriptors.
  private let slave: Int32
  private let state: Mutex<State>

  init(_ reactions: [Reaction], size: (columns: UInt16, rows: UInt16) = (80, 24)) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: Int32 = 0
    var isLocked: Int32 = 0
    try #require(ioctl(master, 0x4004_5431, &isLocked) == 0, "unlock (TIOCSPTLCK)")
    try #require(ioctl(master, 0x8004_5430, &number) == 0, "number (TIOCGPTN)")
    path = "/dev/pts/\(number)"
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var window = winsize(
      ws_row: size.rows, ws_col: size.columns, ws_xpixel: size.columns * 8,
      ws_ypixel: size.rows * 16)
    try #require(ioctl(master, UInt(TIOCSWINSZ), &window) == 0)
    state = Mutex(State(reactions: reactions))
    var thread = pthread_t()
    let this = Unmanaged.passRetained(self)
    pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Pty>.fromOpaque(argument).takeRetainedValue().listen()
        return nil
      }, this.toOpaque())
    pthread_detach(thread)
  }

  /// Until the terminal's side is closed by everybody.
  private func listen() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(master, &buffer, buffer.count)
      guard count > 0 else { break }
      let answers = state.withLock { Self.take(buffer.prefix(count), &$0) }
      for answer in answers {
        let bytes = Array(answer.utf8)
        _ = write(master, bytes, bytes.count)
      }
    }
    close(master)
  }

  private static func take(_ bytes: ArraySlice<UInt8>, _ state: inout State) -> [String] {
    state.bytes += bytes
    var answers: [String] = []
    while let next = state.reactions.first {
      let wanted = Array(next.text.utf8)
      let places = state.seen..<max(state.seen, state.bytes.count - wanted.count + 1)
      guard let place = places.first(where: { state.bytes[$0...].starts(with: wanted) }) else {
        break
      }
      state.seen = place + wanted.count
      state.reactions.removeFirst()
      answers.append(next.answer)
    }
    return answers
  }

  /// What was written so far, once nothing more has come for a moment.
  func output() -> String {
    var length = -1
    while true {
      let now = state.withLock { $0.bytes.count }
      if now == length { break }
      length = now
      usleep(60_000)
    }
    return state.withLock { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// The reactions that nothing has called forth.
  var pending: [String] { state.withLock { $0.reactions.map(\.text) } }

  /// The modes of the terminal, comparable.
  func modes() -> [UInt32] {
    var modes = termios()
    tcgetattr(slave, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }

  /// Ends listening.
  func hangUp() { close(slave) }
}
