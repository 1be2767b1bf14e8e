/// A grid of styled cells: what a view draws on and a painter brings to the terminal.
///
/// Drawing outside the grid is clipped, never an error, so that every view works at every size.
struct Screen: Hashable, Sendable {
  /// One cell.
  ///
  /// A wide character fills its cell and the empty `text` of the one right of it.
  struct Cell: Hashable, Sendable {
    var text: String = " "
    var style = Style.plain
  }

  let size: Size
  private(set) var cells: [Cell]

  init(size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: max(0, size.columns) * max(0, size.rows))
  }

  subscript(row: Int, column: Int) -> Cell {
    get { cells[row * size.columns + column] }
    set {
      guard row >= 0, row < size.rows, column >= 0, column < size.columns else { return }
      cells[row * size.columns + column] = newValue
    }
  }

  /// Writes text from a cell rightwards, clipped at `limit` (or the screen's edge); gives back the
  /// column after the last.
  @discardableResult
  mutating func put(
    _ text: String, row: Int, column: Int, style: Style = .plain, limit: Int? = nil
  ) -> Int {
    let end = min(limit ?? size.columns, size.columns)
    var column = column
    for character in text {
      let width = TextWidth.columns(of: character)
      guard width > 0 else { continue }
      guard column + width <= end else { break }
      self[row, column] = Cell(text: String(character), style: style)
      if width == 2 { self[row, column + 1] = Cell(text: "", style: style) }
      column += width
    }
    return column
  }

  /// Fills a rectangle with one character.
  mutating func fill(_ rect: Rect, _ text: String = " ", style: Style = .plain) {
    for row in max(0, rect.row)..<max(0, rect.row, min(rect.endRow, size.rows)) {
      for column in max(0, rect.column)..<max(0, rect.column, min(rect.endColumn, size.columns)) {
        self[row, column] = Cell(text: text, style: style)
      }
    }
  }

  /// The characters alone, one line a row, without spaces at the ends: what snapshots hold.
  var text: String {
    (0..<size.rows).map { row in
      var line = ""
      for column in 0..<size.columns { line += self[row, column].text }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
