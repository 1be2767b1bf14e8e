internal import CTerminal
internal import Glibc
internal import Inference

/// The person's terminal: its device, its modes and its curses screen.
///
/// Used from the main thread only. Opening changes the terminal, `close` puts it back; so do the fatal
/// signal handler and, whatever happens to this process, its parent.
final class Terminal: TerminalOutput {
  private(set) var capabilities: Capabilities
  private(set) var window: Capabilities.Window
  /// Seconds that the terminal took to answer when it was asked for its capabilities.
  let delay: Double
  /// What was typed while the terminal was asked for its capabilities.
  let leftover: [UInt8]
  /// For `poll` and reading.
  let descriptor: Int32
  /// Becomes readable when a signal came; read it with `nextSignal`.
  let signalDescriptor: Int32
  /// Writes through this one can be given up.
  private let output: Int32
  private let colourMap: ColourMap
  private let usesMouse: Bool
  private var isOpen = true
  private var wasCutShort = false

  /// How long a terminal may take nothing at all before a picture is given up.
  private static let stall: Int32 = 5_000

  init(
    path: String = "/dev/tty", environment: [String: String],
    overrides: Capabilities.Overrides = .init(), usesMouse: Bool = true,
    handlesSignals: Bool = true
  ) throws(TerminalError) {
    self.usesMouse = usesMouse
    let term = try Self.terminalType(environment)
    let isUTF8 = ct_use_utf8_locale()
    descriptor = ct_tty_open(path, false)
    output = ct_tty_open(path, true)
    guard descriptor >= 0, output >= 0, ct_modes_save(descriptor) == 0 else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    let window = Self.window(of: descriptor)
    let asked = Clock.seconds
    let replies = Self.ask(descriptor, output)
    delay = Clock.seconds - asked
    var capabilities = Capabilities(
      replies, window: window, environment: environment, isUTF8: isUTF8, overrides: overrides)
    do {
      try Self.openScreen(path, capabilities, term)
    } catch {
      _ = ct_modes_restore(descriptor, false)
      Glibc.close(descriptor)
      Glibc.close(output)
      throw error
    }
    capabilities.limitColours(to: Int(ct_screen_colours()), overrides: overrides)
    self.window = window
    self.capabilities = capabilities
    colourMap = ColourMap(depth: capabilities.colours)
    leftover = replies.leftover
    signalDescriptor = handlesSignals ? ct_signals_install() : -1
    if handlesSignals {
      let restore = Array(TerminalModes.fullRepair.utf8)
      ct_fatal_install(descriptor, restore, restore.count)
    }
    ct_screen_flush()
    _ = write(Array(TerminalModes.enter(mouse: usesMouse).utf8))
  }

  /// Throws unless a person sits at this program.
  static func checkStandardStreams() throws(TerminalError) {
    guard isatty(0) == 1 else { throw .notATerminal(stream: "input") }
    guard isatty(1) == 1 else { throw .notATerminal(stream: "output") }
  }

  /// Throws where `TERM` names nothing usable.
  static func terminalType(_ environment: [String: String]) throws(TerminalError) -> String {
    guard let term = environment["TERM"], !term.isEmpty else { throw .noTerminalType }
    guard term != "dumb" else { throw .tooSimple(term) }
    return term
  }

  private static func openScreen(
    _ path: String, _ capabilities: Capabilities, _ term: String
  ) throws(TerminalError) {
    for name in TerminalNames.candidates(capabilities, term: term) {
      switch ct_screen_open(path, name) {
      case CTOpened: return
      case CTNoCursorAddressing: throw .tooSimple(Printable.clean(term))
      case CTNoMemory: throw .noMemory
      default: continue
      }
    }
    throw .unknownTerminalType(Printable.clean(term))
  }

  /// Asks the questions in raw mode; the modes are as before afterwards.
  static func ask(_ descriptor: Int32, _ output: Int32) -> TerminalReplies {
    _ = ct_modes_raw(descriptor)
    let questions = Array(TerminalReplies.questions.utf8)
    _ = ct_write_all(output, questions, questions.count, 500)
    var bytes: [UInt8] = []
    let deadline = Clock.seconds + 1
    while !TerminalReplies.isComplete(bytes) {
      let left = deadline - Clock.seconds
      guard left > 0, Clock.isReadable(descriptor, seconds: left),
        let more = read(from: descriptor)
      else { break }
      bytes += more
    }
    _ = ct_modes_restore(descriptor, false)
    return TerminalReplies(bytes)
  }

  // MARK: Input

  /// What has been typed; nil when the terminal is gone.
  ///
  /// Blocks unless there is something to read.
  func read() -> [UInt8]? { Self.read(from: descriptor) }

  private static func read(from descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  /// The number of the next signal that came.
  func nextSignal() -> Int32? {
    var byte: UInt8 = 0
    return Glibc.read(signalDescriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }

  // MARK: Output

  func put(_ cell: Screen.Cell, row: Int, column: Int) {
    let foreground = colourMap.number(cell.style.foreground)
    let background = colourMap.number(cell.style.background)
    var attributes: UInt32 = 0
    if cell.style.bold || foreground.isBright { attributes |= CTBold }
    if cell.style.dim { attributes |= CTDim }
    if cell.style.reverse { attributes |= CTReverse }
    if cell.style.underline { attributes |= CTUnderline }
    let character = cell.text.first ?? " "
    var scalars = character.unicodeScalars.map(\.value)
    var width = TextWidth.columns(of: character)
    if !capabilities.isUTF8 {
      scalars = character.unicodeScalars.prefix(1).map { GlyphTable.ascii($0).value }
      if width == 2 {
        ct_screen_put(Int32(row), Int32(column + 1), [0x20], 1, 1, attributes, -1, -1)
        width = 1
      }
    }
    ct_screen_put(
      Int32(row), Int32(column), scalars, Int32(scalars.count), Int32(max(1, width)), attributes,
      foreground.number, background.number)
  }

  func putMarker(row: Int, column: Int) {
    // Curses must not take the cell for an empty one, or it would wipe the picture with the rest of a
    // line. Where there is no such space, a bold one is not empty either.
    let scalar: UInt32 = capabilities.isUTF8 ? 0xA0 : 0x20
    ct_screen_put(
      Int32(row), Int32(column), [scalar], 1, 1, capabilities.isUTF8 ? 0 : CTBold, -1, -1)
  }

  func place(cursor: Frame.Position?) {
    ct_screen_cursor(
      Int32(cursor?.row ?? 0), Int32(cursor?.column ?? 0), cursor != nil)
  }

  func flushCells() { ct_screen_flush() }

  func invalidate() { ct_screen_invalidate() }

  func write(_ bytes: [UInt8]) -> Bool {
    // A picture that was given up is ended first: the terminal would swallow everything else.
    let all = wasCutShort ? Array(TerminalModes.endString.utf8) + bytes : bytes
    let isWhole = ct_write_all(output, all, all.count, Self.stall) == all.count
    wasCutShort = !isWhole
    return isWhole
  }

  // MARK: Size, suspension and the end

  /// Asks the kernel for the size and tells curses.
  func updateSize() {
    window = Self.window(of: descriptor)
    ct_screen_resize(Int32(window.size.columns), Int32(window.size.rows))
  }

  static func window(of descriptor: Int32) -> Capabilities.Window {
    var columns: Int32 = 0
    var rows: Int32 = 0
    var width: Int32 = 0
    var height: Int32 = 0
    _ = ct_window_size(descriptor, &columns, &rows, &width, &height)
    // A terminal without a size is as large as the first ones were.
    let size = columns > 0 && rows > 0 ? Size(columns: Int(columns), rows: Int(rows)) : standard
    return Capabilities.Window(
      size: size, pixels: PixelSize(width: Int(width), height: Int(height)))
  }

  private static let standard = Size(columns: 80, rows: 24)

  /// The cell's size after a change of font.
  func update(cell: PixelSize?) { capabilities.cell = cell }

  /// Stops the process as Ctrl-Z does and comes back when it is continued.
  func suspend() {
    _ = write(Array(TerminalModes.leave.utf8))
    ct_screen_suspend()
    _ = ct_modes_restore(descriptor, false)
    ct_signals_stop_self()
    reenter()
  }

  /// After a stop this process did not know of: true if the terminal had to be taken again.
  func reenterIfLeft() -> Bool {
    guard !ct_modes_are_raw(descriptor) else { return false }
    ct_screen_suspend()
    reenter()
    return true
  }

  private func reenter() {
    updateSize()
    ct_screen_resume()
    _ = write(Array(TerminalModes.enter(mouse: usesMouse).utf8))
  }

  /// Leaves the terminal as it was found; does nothing the second time.
  func close() {
    guard isOpen else { return }
    isOpen = false
    _ = write(Array(TerminalModes.leave.utf8))
    ct_screen_close()
    _ = ct_modes_restore(descriptor, false)
    if signalDescriptor >= 0 {
      ct_fatal_remove()
      ct_signals_remove()
    }
    Glibc.close(output)
    Glibc.close(descriptor)
  }

  deinit { close() }
}
