/// A size in character cells.
struct Size: Hashable, Sendable {
  var columns: Int
  var rows: Int
}

/// A size in pixels.
struct PixelSize: Hashable, Sendable {
  var width: Int
  var height: Int
}

/// A rectangle of character cells; row 0, column 0 is the top left.
struct Rect: Hashable, Sendable {
  var row: Int
  var column: Int
  var rows: Int
  var columns: Int

  /// The row below the last.
  var endRow: Int { row + rows }
  /// The column right of the last.
  var endColumn: Int { column + columns }

  func contains(row: Int, column: Int) -> Bool {
    row >= self.row && row < endRow && column >= self.column && column < endColumn
  }

  func intersects(_ other: Rect) -> Bool {
    row < other.endRow && other.row < endRow && column < other.endColumn
      && other.column < endColumn
  }

  /// The rectangle without a border of one cell.
  var inner: Rect {
    Rect(
      row: row + 1, column: column + 1, rows: max(0, rows - 2), columns: max(0, columns - 2))
  }
}
