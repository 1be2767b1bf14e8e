/// What the terminal should show: cells, and pictures over some of them.
struct Frame: Hashable, Sendable {
  var screen: Screen
  var placements: [Placement] = []
  /// Pictures that are left out while a popup is over them.
  var covered: [Placement] = []
  /// Where a text cursor stands, when a line is being typed.
  var cursor: Position?

  struct Position: Hashable, Sendable {
    var row: Int
    var column: Int
  }
}

/// A picture over a rectangle of cells; the cells under it belong to the painter.
struct Placement: Hashable, Sendable {
  var key: ImageKey
  var rect: Rect
}
