import Inference
import Render

/// An error map in characters: half blocks in colour, else a ramp that is dense where the error is small.
enum MapText {
  private static let labelWidth = 5

  static func draw(_ plot: ErrorMapPlot, _ rect: Rect, into drawing: inout Drawing) {
    let isLabelled = rect.columns >= 20 && rect.rows >= 6
    var area = rect
    if isLabelled {
      area.row += 1
      area.rows -= 2
      area.column += labelWidth
      area.columns -= labelWidth
    }
    guard area.rows > 0, area.columns > 0 else { return }
    let hasBlocks = drawing.terminal.usesColour && drawing.terminal.usesUnicode
    let dots = hasBlocks ? 2 : 1
    let frame = Self.frame(plot.map.grid, columns: area.columns, rows: area.rows * dots)
    cells(plot, frame, area, dots, into: &drawing)
    marks(plot, area, into: &drawing)
    drawing.hit(
      area,
      .map(
        MapArea(
          rect: area, cell: PixelSize(width: 1, height: 1),
          frame: Self.frame(plot.map.grid, columns: area.columns, rows: area.rows),
          grid: plot.map.grid)))
    if isLabelled { labels(plot, rect, area, into: &drawing) }
  }

  /// A frame without room for anything but cells.
  private static func frame(_ grid: ErrorMapGrid, columns: Int, rows: Int) -> ErrorMapFrame {
    ErrorMapFrame(grid, width: columns, height: rows, scale: 1000)
  }

  private static func cells(
    _ plot: ErrorMapPlot, _ frame: ErrorMapFrame, _ area: Rect, _ dots: Int,
    into drawing: inout Drawing
  ) {
    let filled = plot.filled
    let range = plot.map.range
    func value(_ row: Int, _ column: Int) -> (level: Float, isKnown: Bool)? {
      guard let cell = frame.cell(x: column, y: row),
        let found = filled[cell.row * plot.map.grid.columns + cell.column]
      else { return nil }
      return (ErrorMapPlot.level(found.error, in: range), found.isKnown)
    }
    for row in 0..<area.rows {
      for column in 0..<area.columns {
        guard let upper = value(row * dots, column),
          let lower = value(row * dots + dots - 1, column)
        else { continue }
        let (text, style) = character(upper, lower, dots, drawing.terminal)
        drawing.put(text, area.row + row, area.column + column, style: style)
      }
    }
  }

  private static func character(
    _ upper: (level: Float, isKnown: Bool), _ lower: (level: Float, isKnown: Bool), _ dots: Int,
    _ terminal: TerminalFacts
  ) -> (String, Style) {
    var style = Style()
    let ramp = Array(BlockArt.ramp)
    let place = Int((1 - max(0, min(1, lower.level))) * Float(ramp.count - 1))
    guard terminal.usesColour else { return (String(ramp[place]), style) }
    style.foreground = colour(upper)
    style.background = colour(lower)
    if dots == 2 { return ("▀", style) }
    style.foreground = .standard
    return (" ", style)
  }

  private static func colour(_ value: (level: Float, isKnown: Bool)) -> Colour {
    let colour = ErrorMapPicture.colour(value.level, isKnown: value.isKnown)
    return .rgb(colour.red, colour.green, colour.blue)
  }

  /// The diagonal, the steps and the cursor over the cells.
  private static func marks(_ plot: ErrorMapPlot, _ area: Rect, into drawing: inout Drawing) {
    let grid = plot.map.grid
    func put(_ text: String, _ place: ErrorMapGrid.Place, _ role: Role) {
      let column = Int((place.column + 0.5) * Double(area.columns) / Double(grid.columns))
      let row = area.rows - 1 - Int((place.row + 0.5) * Double(area.rows) / Double(grid.rows))
      drawing.put(
        text, area.row + min(max(0, row), area.rows - 1),
        area.column + min(max(0, column), area.columns - 1), role)
    }
    for row in 0..<grid.rows {
      let share = Double(row) / Double(max(1, grid.rows - 1))
      put("·", .init(column: share * Double(grid.columns - 1), row: Double(row)), .label)
    }
    for (step, place) in plot.path.enumerated() where step != plot.selectedStep {
      put("o", place, .key)
    }
    if let step = plot.selectedStep, plot.path.indices.contains(step) {
      put("O", plot.path[step], .key)
    }
    if let cursor = plot.cursor {
      put("X", .init(column: Double(cursor.column), row: Double(cursor.row)), .selected)
    }
  }

  /// The colours' meaning above, the told timesteps below, the held noise at the left.
  private static func labels(
    _ plot: ErrorMapPlot, _ rect: Rect, _ area: Rect, into drawing: inout Drawing
  ) {
    let grid = plot.map.grid
    if let range = plot.map.range {
      let small = plot.label(range.lowerBound)
      let large = plot.label(range.upperBound)
      drawing.putCut(
        "held  \(plot.errorName): bright \(small), dark \(large)", rect.row, rect.column, .label,
        width: rect.columns)
    }
    for (share, row) in [(1.0, area.row), (0.5, area.row + area.rows / 2), (0, area.endRow - 1)] {
      let place = grid.cell(nearest: .init(column: 0, row: share * Double(grid.rows - 1)))
      let noise = Format.metric(grid.heldNoise[place.row])
      drawing.put(noise, row, rect.column, .label, limit: area.column)
    }
    let foot = area.endRow
    drawing.put("0", foot, area.column, .label)
    let middle = "told t"
    drawing.put(
      middle, foot, area.column + (area.columns - middle.count) / 2, .label, limit: area.endColumn)
    let last = String(grid.trainTimesteps - 1)
    drawing.put(last, foot, area.endColumn - last.count, .label, limit: area.endColumn)
  }
}
