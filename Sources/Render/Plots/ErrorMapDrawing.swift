internal import Inference

/// One error map being drawn.
struct ErrorMapDrawing {
  private let plot: ErrorMapPlot
  private let style: PlotStyle
  private let scale: Int
  private let frame: ErrorMapFrame
  private(set) var canvas: Canvas

  init(_ plot: ErrorMapPlot, width: Int, height: Int, style: PlotStyle) {
    self.plot = plot
    self.style = style
    canvas = Canvas(width: width, height: height, background: style.background)
    scale = style.scale(width: canvas.width, height: canvas.height)
    frame = ErrorMapPicture.frame(
      plot, width: canvas.width, height: canvas.height, style: style)
  }

  mutating func draw() {
    drawCells()
    canvas.clip(x: frame.left, y: frame.top, width: frame.width, height: frame.height)
    drawDiagonal()
    drawBest()
    drawPath()
    drawCursor()
    canvas.unclip()
    guard frame.isLabelled else { return }
    canvas.rectangle(
      x: frame.left - 1, y: frame.top - 1, width: frame.width + 2, height: frame.height + 2,
      style.muted)
    drawAxes()
    drawTitles()
    drawLegend()
  }

  private mutating func drawCells() {
    let grid = plot.map.grid
    let range = plot.map.range
    for (place, cell) in plot.filled.enumerated() {
      guard let cell else { continue }
      let x = frame.x(place % grid.columns)
      let y = frame.y(place / grid.columns)
      canvas.fill(
        x: x.lowerBound, y: y.lowerBound, width: x.count, height: y.count,
        ErrorMapPicture.colour(
          ErrorMapPlot.level(cell.error, in: range), isKnown: cell.isKnown, style: style))
    }
  }

  /// Dashes where told and held agree: both axes are even over the timesteps.
  private mutating func drawDiagonal() {
    let grid = plot.map.grid
    let steps = frame.width
    for step in 0..<steps where step / (3 * scale) % 2 == 0 {
      let share = Double(step) / Double(max(1, steps - 1))
      let point = frame.point(
        ErrorMapGrid.Place(
          column: share * Double(grid.columns - 1), row: share * Double(grid.rows - 1)))
      canvas.fill(
        x: point.x, y: point.y, width: scale, height: scale, ErrorMapPicture.diagonalColour)
    }
  }

  /// A mark in the best cell of each finished row.
  private mutating func drawBest() {
    guard frame.isLabelled else { return }
    for row in 0..<plot.map.grid.rows {
      guard let cell = plot.map.best(inRow: row) else { continue }
      let point = frame.point(
        ErrorMapGrid.Place(column: Double(cell.column), row: Double(cell.row)))
      drawDot(point, 3 * scale, style.background)
      drawDot(point, 2 * scale, ErrorMapPicture.bestColour)
    }
  }

  /// The steps in order, outlined, so that they can be seen on bright and dark.
  private mutating func drawPath() {
    let points = plot.path.map(frame.point)
    for (colour, width) in [(style.background, 3 * scale), (ErrorMapPicture.pathColour, scale)] {
      for (from, to) in zip(points, points.dropFirst()) {
        canvas.line(
          fromX: from.x - width / 2, y: from.y - width / 2, toX: to.x - width / 2,
          y: to.y - width / 2, colour, thickness: width)
      }
    }
    for (step, point) in points.enumerated() {
      let half = (step == plot.selectedStep ? 4 : 2) * scale
      drawDot(point, half + scale, style.background)
      drawDot(
        point, half, step == plot.selectedStep ? style.ink : ErrorMapPicture.pathColour)
    }
  }

  private mutating func drawDot(_ point: (x: Int, y: Int), _ half: Int, _ colour: RGB) {
    canvas.fill(
      x: point.x - half, y: point.y - half + 1, width: 2 * half + 1, height: 2 * half - 1, colour)
    canvas.fill(
      x: point.x - half + 1, y: point.y - half, width: 2 * half - 1, height: 2 * half + 1, colour)
  }

  /// Two rectangles around the cell, one dark and one light.
  private mutating func drawCursor() {
    guard let cell = plot.cursor, plot.map.grid.contains(cell) else { return }
    let x = frame.x(cell.column)
    let y = frame.y(cell.row)
    for inset in 0..<(2 * scale) {
      canvas.rectangle(
        x: x.lowerBound + inset, y: y.lowerBound + inset, width: x.count - 2 * inset,
        height: y.count - 2 * inset, inset < scale ? style.ink : style.background)
    }
  }

  private mutating func drawAxes() {
    let grid = plot.map.grid
    let last = Float(grid.trainTimesteps - 1)
    let y = frame.top + frame.height + 4 * scale
    var free = frame.left - 4 * scale
    for tick in Ticks.ticks(
      Plot.Axis("", 0...Double(last), isCounted: true), maximum: max(2, frame.width / (44 * scale))
    ) {
      let point = frame.point(grid.place(told: Float(tick.value), held: 0))
      let width = BitmapFont.width(tick.label, scale: scale)
      let x = point.x - width / 2
      guard x >= free else { continue }
      canvas.fill(
        x: point.x, y: frame.top + frame.height + 1, width: 1, height: 2 * scale, style.muted)
      canvas.text(tick.label, x: x, y: y, style.muted, scale: scale)
      free = x + width + 6 * scale
    }
    drawNoiseTicks()
    canvas.text(
      "told timestep", x: frame.left, y: y + BitmapFont.lineHeight * scale, style.ink,
      scale: scale)
  }

  private mutating func drawNoiseTicks() {
    let grid = plot.map.grid
    var free = frame.top + frame.height + 4 * scale
    for noise: Float in [0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 1] {
      let point = frame.point(grid.place(told: 0, held: noise))
      let label = noise == 1 ? "1" : Ticks.text(Double(noise), decimals: 2).dropFirst().description
      let text = label.hasSuffix("0") ? String(label.dropLast()) : label
      guard point.y + 4 * scale <= free else { continue }
      let x = frame.left - 5 * scale - BitmapFont.width(text, scale: scale)
      canvas.fill(x: frame.left - 3 * scale, y: point.y, width: 2 * scale, height: 1, style.muted)
      canvas.text(text, x: x, y: point.y - 3 * scale, style.muted, scale: scale)
      free = point.y - 5 * scale
    }
  }

  /// The vertical axis' title at the left, the names of what is drawn at the right as far as they fit.
  private mutating func drawTitles() {
    let title = "held noise std"
    canvas.text(title, x: 2 * scale, y: scale, style.ink, scale: scale)
    let titleEnd = BitmapFont.width(title, scale: scale) + 10 * scale
    var right = frame.left + frame.width
    let entries: [(String, RGB)] = [
      ("path", ErrorMapPicture.pathColour), ("told = held", ErrorMapPicture.diagonalColour),
      ("best told", ErrorMapPicture.bestColour),
    ]
    for (name, colour) in entries {
      let start = right - BitmapFont.width(name, scale: scale) - 10 * scale
      guard start >= titleEnd else { return }
      canvas.fill(x: start, y: 2 * scale, width: 6 * scale, height: 5 * scale, colour)
      canvas.text(name, x: start + 10 * scale, y: scale, style.ink, scale: scale)
      right = start - 8 * scale
    }
  }

  /// The colours from the smallest error at the foot to the largest at the top.
  private mutating func drawLegend() {
    let x = frame.left + frame.width + 6 * scale
    for row in 0..<frame.height {
      let level = 1 - Float(row) / Float(max(1, frame.height - 1))
      canvas.fill(
        x: x, y: frame.top + row, width: 8 * scale, height: 1,
        ErrorMapPicture.colour(level, style: style))
    }
    guard let range = plot.map.range else { return }
    let text = x + 11 * scale
    canvas.text(
      plot.label(range.upperBound), x: text, y: frame.top, style.muted, scale: scale)
    canvas.text(
      plot.label((range.lowerBound + range.upperBound) / 2), x: text,
      y: frame.top + frame.height / 2 - 3 * scale, style.muted, scale: scale)
    canvas.text(
      plot.label(range.lowerBound), x: text, y: frame.top + frame.height - 7 * scale,
      style.muted, scale: scale)
    let name = plot.errorName
    canvas.text(
      name, x: canvas.width - 2 * scale - BitmapFont.width(name, scale: scale),
      y: frame.top + frame.height + 4 * scale + BitmapFont.lineHeight * scale, style.ink,
      scale: scale)
  }
}
