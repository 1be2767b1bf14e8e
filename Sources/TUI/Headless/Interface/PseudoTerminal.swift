internal import Glibc

/// A terminal without a screen that runs a program: it answers as a sixel terminal does, and notes when
/// every byte came.
final class PseudoTerminal {
  private let master: Int32
  private var process: pid_t = 0
  private var answered = 0
  private var hasIntroduced = false
  /// Where each piece that was read begins, and when it came.
  private var pieces: [(start: Int, time: Double)] = []
  /// Bytes a second that it takes; nil is as many as come.
  var rate: Double?
  /// Everything that was written so far.
  private(set) var bytes: [UInt8] = []
  /// When the program was started, in seconds of the monotonic clock.
  private(set) var started = 0.0

  private static let unlock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430
  /// `POSIX_SPAWN_SETSID`: the first terminal that is opened becomes the program's own.
  private static let newSession: Int16 = 0x80
  /// `POSIX_SPAWN_SETSIGMASK`.
  private static let ownSignals: Int16 = 0x08
  static let fence = Array("\u{1B}[5n".utf8)

  /// Starts a program on a new terminal.
  ///
  /// - Throws: when the system gives no terminal or no process.
  init(
    _ path: String, _ arguments: [String], environment: [String: String], size: Size,
    cell: PixelSize
  ) throws(TerminalError) {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var number: Int32 = 0
    guard master >= 0, ioctl(master, Self.unlock, &locked) == 0,
      ioctl(master, Self.number, &number) == 0
    else { throw .cannotOpen(path: "/dev/ptmx", reason: String(cString: strerror(errno))) }
    self.cell = cell
    resize(size)
    started = Clock.seconds
    let failure = Self.spawn(
      path, arguments, environment, terminal: "/dev/pts/\(number)", &process)
    guard failure == 0 else { throw .cannotStart(reason: String(cString: strerror(failure))) }
  }

  private let cell: PixelSize

  /// Gives the window another size; the program is told by its signal.
  func resize(_ size: Size) {
    var window = winsize(
      ws_row: UInt16(clamping: size.rows), ws_col: UInt16(clamping: size.columns),
      ws_xpixel: UInt16(clamping: size.columns * cell.width),
      ws_ypixel: UInt16(clamping: size.rows * cell.height))
    _ = ioctl(master, UInt(TIOCSWINSZ), &window)
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ environment: [String: String], terminal: String,
    _ process: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // Whoever starts it may take no signals, yet the window's size comes as one.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, newSession | ownSignals)
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    return posix_spawn(&process, path, &actions, &attributes, &words, &variables)
  }

  // MARK: Talking

  /// Types text; the time at which it was there to be read.
  @discardableResult
  func type(_ text: String) -> Double {
    let bytes = Array(text.utf8)
    let now = Clock.seconds
    _ = write(master, bytes, bytes.count)
    return now
  }

  /// Reads and answers until something is so or time is up; whether it became so.
  @discardableResult
  func pump(seconds: Double, until isDone: () -> Bool = { false }) -> Bool {
    let deadline = Clock.seconds + seconds
    while true {
      if isDone() { return true }
      let left = deadline - Clock.seconds
      guard left > 0 else { return false }
      guard Clock.isReadable(master, seconds: min(left, 0.01)) else { continue }
      guard readOnce() else { return isDone() }
    }
  }

  /// Pumps until nothing has come for a while.
  func pumpUntilQuiet(_ quiet: Double, within limit: Double) {
    let deadline = Clock.seconds + limit
    var count = -1
    while count != bytes.count, Clock.seconds < deadline {
      count = bytes.count
      pump(seconds: quiet)
    }
  }

  private func readOnce() -> Bool {
    var buffer = [UInt8](repeating: 0, count: rate == nil ? 65_536 : 1_024)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    pieces.append((bytes.count, Clock.seconds))
    bytes += buffer.prefix(count)
    if let rate { usleep(UInt32(Double(count) / rate * 1e6)) }
    answer()
    return true
  }

  /// Answers the questions that came, the first time with all that a terminal says of itself.
  private func answer() {
    while let place = bytes.firstPlace(of: Self.fence, from: answered) {
      answered = place + Self.fence.count
      type(hasIntroduced ? "\u{1B}[0n" : Self.introduction(cell))
      hasIntroduced = true
    }
  }

  private static func introduction(_ cell: PixelSize) -> String {
    "\u{1B}[1;2R\u{1B}]11;rgb:0000/0000/0000\u{1B}\\\u{1B}[?2026;2$y\u{1B}[6;\(cell.height);\(cell.width)t"
      + "\u{1B}[?1;0;256S\u{1B}P>|bench(1)\u{1B}\\\u{1B}[?62;4c\u{1B}[0n"
  }

  /// When a byte came.
  func time(of place: Int) -> Double {
    pieces.last { $0.start <= place }?.time ?? started
  }

  /// Waits for the program's end; its status, nil while it still runs.
  func waitForEnd(seconds: Double) -> Int32? {
    var status: Int32 = 0
    let deadline = Clock.seconds + seconds
    while waitpid(process, &status, WNOHANG) != process {
      guard Clock.seconds < deadline else { return nil }
      // The terminal may be gone before the program is.
      pump(seconds: 0.01)
      usleep(2_000)
    }
    process = 0
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  deinit {
    close(master)
    guard process > 0 else { return }
    kill(process, SIGTERM)
    for _ in 0..<200 where waitpid(process, nil, WNOHANG) == 0 { usleep(10_000) }
    kill(process, SIGKILL)
  }
}

extension [UInt8] {
  /// Where a sequence begins, at a place or after it.
  func firstPlace(of sequence: [UInt8], from start: Int = 0, before end: Int = .max) -> Int? {
    let last = Swift.min(end, count) - sequence.count
    guard let first = sequence.first, start <= last else { return nil }
    return withUnsafeBufferPointer { bytes in
      var place = Swift.max(0, start)
      while place <= last {
        if bytes[place] == first,
          (1..<sequence.count).allSatisfy({ bytes[place + $0] == sequence[$0] })
        {
          return place
        }
        place += 1
      }
      return nil
    }
  }

  /// Where a sequence begins for the last time before a place.
  func lastPlace(of sequence: [UInt8], from start: Int, before end: Int) -> Int? {
    var found: Int?
    var place = start
    while let next = firstPlace(of: sequence, from: place, before: end) {
      found = next
      place = next + 1
    }
    return found
  }
}
