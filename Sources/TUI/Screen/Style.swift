/// A colour of a cell.
enum Colour: Hashable, Sendable {
  /// The terminal's own.
  case standard
  /// One of the terminal's sixteen, 0…15.
  case ansi(UInt8)
  /// A true colour; painters approximate it where the terminal has fewer.
  case rgb(UInt8, UInt8, UInt8)
}

/// How a cell looks.
struct Style: Hashable, Sendable {
  var foreground = Colour.standard
  var background = Colour.standard
  var bold = false
  var dim = false
  var reverse = false
  var underline = false

  static let plain = Style()
}
