/// One piece of what a terminal sends: a byte, a character, or a whole control sequence.
///
/// - Source: ECMA-48 §5.4; xterm's `ctlseqs`.
enum ControlSequence: Hashable, Sendable {
  /// A C0 control or DEL.
  case control(UInt8)
  case scalar(Unicode.Scalar)
  /// `ESC [ prefix parameters intermediates final`.
  case csi(CSI)
  /// `ESC O final`.
  case ss3(UInt8)
  /// The body of a `DCS`, `OSC`, `APC`, `PM` or `SOS` string.
  case string(kind: UInt8, body: [UInt8])
  /// Bytes that mean nothing: invalid UTF-8, a sequence cut short, an overlong string.
  case garbage

  struct CSI: Hashable, Sendable {
    /// One of `<=>?`, else 0.
    var prefix: UInt8 = 0
    /// Empty parameters are 0; figures too large for sense are 65,535.
    var parameters: [Int] = []
    /// Bytes 0x20…0x2F before the final one.
    var intermediates: [UInt8] = []
    var final: UInt8

    func parameter(_ index: Int) -> Int? {
      parameters.indices.contains(index) ? parameters[index] : nil
    }
  }

  /// What `scan` found at a place.
  enum Scan: Hashable, Sendable {
    /// A piece, and how many bytes it took (at least one).
    case found(ControlSequence, length: Int)
    /// What is there is the beginning of something.
    case incomplete
  }

  /// Longer sequences are not replies that anyone waits for.
  static let longestCSI = 64
  /// Strings of terminals are names and versions.
  static let longestString = 4_096

  /// Reads the piece at `start`; there must be a byte.
  static func scan(_ bytes: ArraySlice<UInt8>) -> Scan {
    guard let first = bytes.first else { return .incomplete }
    if first == 0x1B { return scanEscape(bytes) }
    if first < 0x20 || first == 0x7F { return .found(.control(first), length: 1) }
    return scanScalar(bytes, first)
  }

  private static func scanEscape(_ bytes: ArraySlice<UInt8>) -> Scan {
    guard bytes.count > 1 else { return .incomplete }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case UInt8(ascii: "["): return scanCSI(bytes)
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return .incomplete }
      let third = bytes[bytes.startIndex + 2]
      guard (0x40..<0x7F).contains(third) else { return .found(.control(0x1B), length: 1) }
      return .found(.ss3(third), length: 3)
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "^"),
      UInt8(ascii: "X"):
      return scanString(bytes, kind: second)
    default:
      // Escape, then another key: the second is read on its own.
      return .found(.control(0x1B), length: 1)
    }
  }

  private static func scanCSI(_ bytes: ArraySlice<UInt8>) -> Scan {
    var csi = CSI(final: 0)
    var value: Int?
    var index = bytes.startIndex + 2
    while index < bytes.endIndex {
      let byte = bytes[index]
      let length = index - bytes.startIndex + 1
      if length > longestCSI { return .found(.garbage, length: length) }
      switch byte {
      case 0x30...0x39:
        value = min(65_535, (value ?? 0) * 10 + Int(byte - 0x30))
      case 0x3A, 0x3B:
        csi.parameters.append(value ?? 0)
        value = nil
      case 0x3C...0x3F:
        csi.prefix = byte
      case 0x20...0x2F:
        csi.intermediates.append(byte)
      case 0x40...0x7E:
        if byte == UInt8(ascii: "["), length == 3 { return scanConsoleKey(bytes) }
        if value != nil || !csi.parameters.isEmpty { csi.parameters.append(value ?? 0) }
        csi.final = byte
        return .found(.csi(csi), length: length)
      default:
        // A control inside a sequence ends it; the control itself is read next.
        return .found(.garbage, length: length - 1)
      }
      index += 1
    }
    return .incomplete
  }

  /// The Linux console's `ESC [ [ A` … `E` for F1…F5, told as `ESC [ 11 ~` … `15 ~`.
  private static func scanConsoleKey(_ bytes: ArraySlice<UInt8>) -> Scan {
    guard bytes.count > 3 else { return .incomplete }
    let letter = bytes[bytes.startIndex + 3]
    guard (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(letter) else {
      return .found(.garbage, length: 4)
    }
    let number = 11 + Int(letter - UInt8(ascii: "A"))
    return .found(.csi(CSI(parameters: [number], final: UInt8(ascii: "~"))), length: 4)
  }

  private static func scanString(_ bytes: ArraySlice<UInt8>, kind: UInt8) -> Scan {
    let body = bytes.startIndex + 2
    var index = body
    while index < bytes.endIndex {
      let byte = bytes[index]
      if index - body > longestString {
        return .found(.garbage, length: index - bytes.startIndex)
      }
      if byte == 0x07 {
        return .found(
          .string(kind: kind, body: Array(bytes[body..<index])),
          length: index - bytes.startIndex + 1)
      }
      if byte == 0x1B {
        guard index + 1 < bytes.endIndex else { return .incomplete }
        guard bytes[index + 1] == UInt8(ascii: "\\") else {
          return .found(.garbage, length: index - bytes.startIndex)
        }
        return .found(
          .string(kind: kind, body: Array(bytes[body..<index])),
          length: index - bytes.startIndex + 2)
      }
      index += 1
    }
    return .incomplete
  }

  private static func scanScalar(_ bytes: ArraySlice<UInt8>, _ first: UInt8) -> Scan {
    let length: Int
    switch first {
    case 0..<0x80: length = 1
    case 0xC2..<0xE0: length = 2
    case 0xE0..<0xF0: length = 3
    case 0xF0..<0xF5: length = 4
    default: return .found(.garbage, length: 1)
    }
    let piece = bytes.prefix(length)
    // A wrong continuation ends the attempt at once, whether or not more is to come.
    for byte in piece.dropFirst() where byte & 0xC0 != 0x80 {
      return .found(.garbage, length: 1)
    }
    guard piece.count == length else { return .incomplete }
    guard let text = String(validating: piece, as: UTF8.self),
      let scalar = text.unicodeScalars.first
    else { return .found(.garbage, length: 1) }
    return .found(.scalar(scalar), length: length)
  }
}
