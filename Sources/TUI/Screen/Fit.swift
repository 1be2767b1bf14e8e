/// Where a picture goes inside an area of cells.
struct Fit: Hashable {
  /// The cells it covers.
  var rect: Rect
  /// Its size: whole cells wide and, for sixel, whole bands of six pixels high.
  var pixels: PixelSize

  /// A cell's pixels where the terminal does not say; only their ratio matters then.
  private static let usualCell = PixelSize(width: 8, height: 16)
  /// xterm draws nothing of a picture that is larger.
  private static let largestEdge = 1000

  /// A picture of the given proportions as large as it goes, centred; nil where there is no room.
  static func picture(
    width: Int, height: Int, in area: Rect, _ terminal: TerminalFacts
  ) -> Fit? {
    guard width > 0, height > 0, area.columns > 0, area.rows > 0 else { return nil }
    let cell = terminal.cell ?? usualCell
    let ratio = Double(height) / Double(width)
    let roomHeight = min(area.rows * cell.height, largestEdge)
    let roomWidth = min(area.columns * cell.width, largestEdge)
    let pixelWidth = min(Double(roomWidth), Double(roomHeight) / ratio)
    let columns = min(max(1, Int(pixelWidth) / max(1, cell.width)), area.columns)
    let wanted = Int((Double(columns * cell.width) * ratio).rounded())
    return place(
      columns: columns, pixelHeight: min(wanted, roomHeight), in: area, cell, terminal)
  }

  /// A picture that fills the area, such as a plot.
  static func filling(_ area: Rect, _ terminal: TerminalFacts) -> Fit? {
    guard area.columns > 0, area.rows > 0 else { return nil }
    let cell = terminal.cell ?? usualCell
    let columns = min(area.columns, largestEdge / max(1, cell.width))
    return place(
      columns: columns, pixelHeight: min(area.rows * cell.height, largestEdge), in: area, cell,
      terminal)
  }

  private static func place(
    columns: Int, pixelHeight: Int, in area: Rect, _ cell: PixelSize, _ terminal: TerminalFacts
  ) -> Fit? {
    guard columns > 0, cell.height > 0 else { return nil }
    let height = terminal.hasPixels ? pixelHeight / 6 * 6 : max(pixelHeight, cell.height)
    guard height > 0 else { return nil }
    let rows = min(area.rows, (height + cell.height - 1) / cell.height)
    let rect = Rect(
      row: area.row + (area.rows - rows) / 2, column: area.column + (area.columns - columns) / 2,
      rows: rows, columns: columns)
    let pixels =
      terminal.hasPixels
      ? PixelSize(width: columns * cell.width, height: height)
      : PixelSize(width: columns, height: rows * 2)
    return Fit(rect: rect, pixels: pixels)
  }
}
