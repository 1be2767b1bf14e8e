public import Inference

/// Where the cells of an error map lie inside its picture.
public struct ErrorMapFrame: Sendable, Hashable {
  /// The left edge of the cells, in pixels.
  public let left: Int
  /// Their top edge.
  public let top: Int
  /// How wide they are together.
  public let width: Int
  /// How high they are together.
  public let height: Int
  /// Whether there is room for axes and legend.
  public let isLabelled: Bool
  private let columns: Int
  private let rows: Int

  /// The frame in a picture of a size.
  public init(_ grid: ErrorMapGrid, width: Int, height: Int, scale: Int = 1) {
    columns = grid.columns
    rows = grid.rows
    let line = BitmapFont.lineHeight * scale
    isLabelled = width >= 150 * scale && height >= 8 * line
    left = isLabelled ? BitmapFont.width(".95", scale: scale) + 7 * scale : 0
    top = isLabelled ? line + 4 * scale : 0
    let right = isLabelled ? Self.legendWidth * scale : 0
    let bottom = isLabelled ? 2 * line + 4 * scale : 0
    self.width = max(1, width - left - right)
    self.height = max(1, height - top - bottom)
  }

  /// Room for the colour bar and its numbers, at scale 1.
  static let legendWidth = 48

  /// The pixels of a column of cells.
  func x(_ column: Int) -> Range<Int> {
    (left + column * width / columns)..<(left + (column + 1) * width / columns)
  }

  /// The pixels of a row of cells; row 0 is at the foot.
  func y(_ row: Int) -> Range<Int> {
    let down = rows - 1 - row
    return (top + down * height / rows)..<(top + (down + 1) * height / rows)
  }

  /// The pixel of a place; whole numbers are the middles of cells.
  func point(_ place: ErrorMapGrid.Place) -> (x: Int, y: Int) {
    (
      left + Int((place.column + 0.5) * Double(width) / Double(columns)),
      top + height - 1 - Int((place.row + 0.5) * Double(height) / Double(rows))
    )
  }

  /// The cell at a pixel; nil beside the cells.
  public func cell(x: Int, y: Int) -> ErrorMapGrid.Cell? {
    guard (left..<(left + width)).contains(x), (top..<(top + height)).contains(y) else {
      return nil
    }
    return ErrorMapGrid.Cell(
      column: min(columns - 1, (x - left) * columns / width),
      row: rows - 1 - min(rows - 1, (y - top) * rows / height))
  }
}
