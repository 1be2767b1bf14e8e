/// A small font of five columns and nine rows, capitals seven high; six by ten with the space between.
///
/// Printable ASCII and the Greek and signs that schedules are written with; anything else shows a box.
public enum BitmapFont {
  /// The step from one character to the next.
  public static let advance = 6
  /// The step from one line to the next.
  public static let lineHeight = 10
  /// The height of capitals and digits, whose foot is the baseline.
  public static let capHeight = 7

  /// The width of a line of text without the space after its last character.
  public static func width(_ text: String, scale: Int = 1) -> Int {
    max(0, text.count * advance - 1) * scale
  }

  /// Nine rows of a character, the leftmost column in the lowest bit.
  static func rows(_ character: Character) -> [UInt8] {
    character == " " ? blank : glyphs[character] ?? box
  }

  private static let blank = [UInt8](repeating: 0, count: 9)
  private static let box: [UInt8] = [31, 17, 17, 17, 17, 17, 31, 0, 0]

  private static let glyphs: [Character: [UInt8]] = {
    var result: [Character: [UInt8]] = [:]
    var names: [Character] = []
    for line in BitmapFontGlyphs.drawings.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.first?.count == 5 else {
        names = words.compactMap(\.first)
        continue
      }
      for (name, word) in zip(names, words) { result[name, default: []].append(bits(word)) }
    }
    return result
  }()

  private static func bits(_ drawing: Substring) -> UInt8 {
    drawing.reversed().reduce(0) { $0 << 1 | ($1 == "#" ? 1 : 0) }
  }
}
