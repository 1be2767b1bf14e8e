/// Breaks text into lines.
enum Wrap {
  /// Lines of at most so many cells, broken at spaces; words that are longer are cut into pieces.
  static func lines(_ text: String, _ width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ").flatMap({ pieces(String($0), width) }) {
      let together = line.isEmpty ? word : line + " " + word
      if TextWidth.columns(of: together) <= width {
        line = together
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  private static func pieces(_ word: String, _ width: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var columns = 0
    for character in word {
      let own = TextWidth.columns(of: character)
      if columns + own > width, !piece.isEmpty {
        pieces.append(piece)
        piece = ""
        columns = 0
      }
      piece.append(character)
      columns += own
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }
}
