/// Makes keys, mouse events and pastes of the bytes a terminal sends.
///
/// Reads the bytes themselves, not curses' key codes: curses knows neither dragging nor pastes nor the
/// answers to queries, and a pure function over bytes can be tested with any input. Both forms of every
/// key (normal and application mode) are understood, so terminfo is not needed for them.
struct KeyDecoder: Sendable {
  /// What a lone ESC waits for before it counts as the key: a sequence arrives in one piece, or nearly.
  static let escapeDelay = 0.025
  /// Longer pastes are cut here; a path or a command never gets near.
  static let longestPaste = 1 << 20

  private var buffer: [UInt8] = []
  private var pasted: [UInt8]?

  /// Whether bytes wait for the rest of a sequence; when `escapeDelay` passes without more,
  /// call `flush`.
  var isPending: Bool { !buffer.isEmpty && pasted == nil }

  /// Takes bytes as they came.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    buffer.append(contentsOf: bytes)
    return decode(isComplete: false)
  }

  /// No more bytes came: what waits is taken as it stands.
  mutating func flush() -> [InputEvent] {
    pasted == nil ? decode(isComplete: true) : []
  }

  private mutating func decode(isComplete: Bool) -> [InputEvent] {
    var events: [InputEvent] = []
    var rest = buffer[...]
    while !rest.isEmpty {
      if pasted != nil {
        guard let event = takePaste(&rest) else { break }
        events.append(event)
      } else if rest.starts(with: Self.oldMouse) {
        guard rest.count >= 6 || isComplete else { break }
        if let event = Self.oldMouseEvent(rest) { events.append(.mouse(event)) }
        rest = rest.dropFirst(6)
      } else if case .found(let sequence, let length) = ControlSequence.scan(rest) {
        rest = rest.dropFirst(length)
        if sequence == Self.pasteStart {
          pasted = []
        } else if let event = Self.event(sequence) {
          events.append(event)
        }
      } else {
        guard isComplete else { break }
        events += Self.takeRemnant(&rest)
      }
    }
    buffer = Array(rest)
    return events
  }

  private static let oldMouse: [UInt8] = Array("\u{1B}[M".utf8)
  private static let pasteStart = ControlSequence.csi(
    .init(parameters: [200], final: UInt8(ascii: "~")))
  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  /// Takes the beginning of a sequence whose rest never came: ESC is a key, and so is what was typed
  /// with it; longer remnants are dropped.
  private static func takeRemnant(_ rest: inout ArraySlice<UInt8>) -> [InputEvent] {
    let isEscape = rest.first == 0x1B
    let isLong = rest.count > 2
    rest = isEscape && isLong ? [] : rest.dropFirst()
    return isEscape && !isLong ? [.key(.escape)] : []
  }

  /// Moves the paste's bytes out of `rest`; the event once its end is there.
  private mutating func takePaste(_ rest: inout ArraySlice<UInt8>) -> InputEvent? {
    let end = Self.pasteEnd
    var text = pasted ?? []
    var index = rest.startIndex
    while index < rest.endIndex {
      if rest[index] == 0x1B {
        let window = rest[index...].prefix(end.count)
        if window.elementsEqual(end) {
          rest = rest[(index + end.count)...]
          pasted = nil
          return .paste(Self.cleanPaste(text))
        }
        // The end may be cut in two.
        if end.starts(with: window) { break }
      }
      if text.count < Self.longestPaste { text.append(rest[index]) }
      index += 1
    }
    rest = rest[index...]
    pasted = text
    return nil
  }

  /// Text without controls other than line ends (as `\n`) and tabs.
  private static func cleanPaste(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    var scalars = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0D: scalars.append("\n")
      case 0x0A where isAfterReturn: break
      case 0x09, 0x0A: scalars.append(scalar)
      case 0..<0x20, 0x7F..<0xA0: break
      default: scalars.append(scalar)
      }
      isAfterReturn = scalar.value == 0x0D
    }
    return String(scalars)
  }

  /// `ESC [ M` and three bytes, from terminals without the SGR form.
  private static func oldMouseEvent(_ bytes: ArraySlice<UInt8>) -> MouseEvent? {
    guard bytes.count >= 6 else { return nil }
    let start = bytes.startIndex
    let code = Int(bytes[start + 3]) - 32
    return MouseReport(
      code: code, column: Int(bytes[start + 4]) - 33, row: Int(bytes[start + 5]) - 33,
      isRelease: code & 0x43 == 3
    ).event
  }

  private static func event(_ sequence: ControlSequence) -> InputEvent? {
    switch sequence {
    case .control(let byte): .key(KeyTable.control(byte))
    case .scalar(let scalar): .key(.character(Character(scalar)))
    case .ss3(let final): KeyTable.applicationKey(final).map(InputEvent.key)
    case .csi(let csi): event(csi)
    case .string, .garbage: nil
    }
  }

  private static func event(_ csi: ControlSequence.CSI) -> InputEvent? {
    guard csi.intermediates.isEmpty else { return nil }
    switch (csi.prefix, csi.final) {
    case (UInt8(ascii: "<"), UInt8(ascii: "M")), (UInt8(ascii: "<"), UInt8(ascii: "m")):
      guard csi.parameters.count == 3 else { return nil }
      return MouseReport(
        code: csi.parameters[0], column: csi.parameters[1] - 1, row: csi.parameters[2] - 1,
        isRelease: csi.final == UInt8(ascii: "m")
      ).event.map(InputEvent.mouse)
    case (0, UInt8(ascii: "I")) where csi.parameters.isEmpty: return .focus(true)
    case (0, UInt8(ascii: "O")) where csi.parameters.isEmpty: return .focus(false)
    case (0, UInt8(ascii: "n")) where csi.parameters == [0]: return .fence
    case (0, UInt8(ascii: "t")):
      guard csi.parameters.count == 3, csi.parameters[0] == 6 else { return nil }
      return .cell(PixelSize(width: csi.parameters[2], height: csi.parameters[1]))
    case (0, _): return KeyTable.key(csi).map(InputEvent.key)
    default: return nil
    }
  }
}
