/// The signs the interface uses, for terminals that show ASCII only.
enum PlainText {
  /// A sign of one cell for a sign of one cell.
  static func ascii(_ character: Character) -> Character {
    if character.isASCII { return character }
    if let sign = signs[character] { return sign }
    guard let first = character.unicodeScalars.first, first.isASCII else { return "?" }
    return Character(first)
  }

  private static let signs: [Character: Character] = [
    "│": "|", "─": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┼": "+", "–": "-",
    "┤": "+", "█": "#",
    "▌": "#", "░": ".", "·": ".", "◆": "*", "━": "=", "×": "x", "→": ">", "←": "<", "↑": "^",
    "↓": "v", "…": "~", "−": "-", "σ": "s", "ᾱ": "a", "α": "a", "δ": "d", "ε": "e", "η": "n",
    "√": "V", "°": "o", "≈": "~", "≥": ">", "▶": ">", "▸": ">", "‖": "|", "■": "#", "▏": "|",
    "ε̂": "e", "●": "*",
  ]
}
