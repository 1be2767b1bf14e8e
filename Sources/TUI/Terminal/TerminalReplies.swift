internal import Render

/// What a terminal answered to the questions asked before the screen opens.
struct TerminalReplies: Hashable, Sendable {
  /// The parameters of the primary device attributes; 4 among them means sixel.
  var attributes: [Int] = []
  /// From XTVERSION, such as `XTerm(379)`; cleaned.
  var version: String?
  /// How many colour registers sixel pictures may use.
  var registers: Int?
  /// The largest picture.
  var geometry: PixelSize?
  /// The ground that text is written on, from `OSC 11`.
  var ground: RGB?
  /// From `CSI 16 t`.
  var cell: PixelSize?
  /// From `CSI 14 t`.
  var textArea: PixelSize?
  /// Whether output between `CSI ? 2026 h` and `l` appears at once.
  var hasSynchronisedOutput = false
  /// The columns that one character of two UTF-8 bytes took: 1 where the terminal reads UTF-8.
  var columnsOfTwoBytes: Int?
  /// Whether the terminal answered `CSI 5 n`.
  var hasFence = false
  /// What was typed in the meantime, to be read as keys.
  var leftover: [UInt8] = []

  /// The questions; the last one is answered by everything, so that no other needs a time limit.
  ///
  /// First a character of two bytes, where the cursor stands after it, and the line wiped again: only
  /// the terminal knows how it reads bytes, whatever the environment says of the locale.
  static let questions =
    "\r\u{E9}\u{1B}[6n\r\u{1B}[K\u{1B}]11;?\u{1B}\\"
    + "\u{1B}[?2026$p\u{1B}[16t\u{1B}[14t\u{1B}[?1;1;0S\u{1B}[?2;1;0S\u{1B}[>q\u{1B}[c\u{1B}[5n"

  /// Replies longer than this in all are not replies.
  static let longest = 16_384

  /// Sorts what came into replies and keys.
  init(_ bytes: [UInt8]) {
    var rest = bytes.prefix(Self.longest)
    while !rest.isEmpty {
      guard case .found(let sequence, let length) = ControlSequence.scan(rest) else {
        leftover += rest
        return
      }
      if !take(sequence) { leftover += rest.prefix(length) }
      rest = rest.dropFirst(length)
    }
  }

  /// False when it is no reply.
  private mutating func take(_ sequence: ControlSequence) -> Bool {
    switch sequence {
    case .string(let kind, let body):
      if kind == UInt8(ascii: "P"), body.starts(with: [UInt8(ascii: ">"), UInt8(ascii: "|")]) {
        version = Self.clean(body.dropFirst(2))
      }
      if kind == UInt8(ascii: "]") { ground = Self.ground(body) ?? ground }
      return true
    case .csi(let csi): return take(csi)
    default: return false
    }
  }

  private mutating func take(_ csi: ControlSequence.CSI) -> Bool {
    switch (csi.prefix, csi.final) {
    case (UInt8(ascii: "?"), UInt8(ascii: "c")):
      attributes = csi.parameters
    case (UInt8(ascii: "?"), UInt8(ascii: "S")):
      takeGraphics(csi)
    case (UInt8(ascii: "?"), UInt8(ascii: "y")):
      let state = csi.parameter(1) ?? 0
      if csi.parameter(0) == 2026 { hasSynchronisedOutput = state == 1 || state == 2 }
    case (0, UInt8(ascii: "t")):
      takeSize(csi)
    case (0, UInt8(ascii: "R")) where csi.parameters.count == 2 && columnsOfTwoBytes == nil:
      columnsOfTwoBytes = csi.parameters[1] - 1
    case (0, UInt8(ascii: "n")) where csi.parameters == [0]:
      hasFence = true
    default:
      return false
    }
    return true
  }

  /// `CSI ? item ; status ; value S`; a status other than 0 is a refusal.
  private mutating func takeGraphics(_ csi: ControlSequence.CSI) {
    guard csi.parameter(1) == 0 else { return }
    if csi.parameter(0) == 1, csi.parameters.count == 3, csi.parameters[2] > 1 {
      registers = csi.parameters[2]
    }
    if csi.parameter(0) == 2, csi.parameters.count == 4 {
      geometry = Self.size(width: csi.parameters[2], height: csi.parameters[3])
    }
  }

  /// `CSI kind ; height ; width t`.
  private mutating func takeSize(_ csi: ControlSequence.CSI) {
    guard csi.parameters.count == 3 else { return }
    let size = Self.size(width: csi.parameters[2], height: csi.parameters[1])
    if csi.parameters[0] == 6 { cell = size }
    if csi.parameters[0] == 4 { textArea = size }
  }

  private static func size(width: Int, height: Int) -> PixelSize? {
    width > 0 && height > 0 ? PixelSize(width: width, height: height) : nil
  }

  /// Whether the last question's answer is among the bytes.
  static func isComplete(_ bytes: [UInt8]) -> Bool {
    let fence = Array("\u{1B}[0n".utf8)
    guard bytes.count >= fence.count else { return bytes.count > longest }
    if bytes.count > longest { return true }
    return (0...(bytes.count - fence.count)).contains { bytes[$0...].starts(with: fence) }
  }

  /// `11;rgb:RRRR/GGGG/BBBB`, each of one to four hexadecimal digits.
  private static func ground(_ body: [UInt8]) -> RGB? {
    let text = String(decoding: body.prefix(40), as: UTF8.self)
    guard text.hasPrefix("11;rgb:") else { return nil }
    let parts = text.dropFirst(7).split(separator: "/", omittingEmptySubsequences: false)
    let channels = parts.compactMap { part -> UInt8? in
      guard (1...4).contains(part.count), let value = Int(part, radix: 16) else { return nil }
      let most = (1 << (4 * part.count)) - 1
      return UInt8(value * 255 / most)
    }
    guard channels.count == 3, parts.count == 3 else { return nil }
    return RGB(channels[0], channels[1], channels[2])
  }

  private static func clean(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix(80).filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
  }
}
