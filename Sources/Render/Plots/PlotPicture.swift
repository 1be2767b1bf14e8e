/// Draws a plot as a picture of few colours.
public enum PlotPicture {
  /// The plot at a pixel size, as an indexed picture.
  public static func indexed(
    _ plot: Plot, width: Int, height: Int, style: PlotStyle = .dark
  ) -> IndexedImage {
    let raster = raster(plot, width: width, height: height, style: style)
    return IndexedImage(drawing: raster)
  }

  /// The plot at a pixel size; at least 1 × 1.
  public static func raster(
    _ plot: Plot, width: Int, height: Int, style: PlotStyle = .dark
  ) -> Raster {
    var drawing = PlotDrawing(plot, width: width, height: height, style: style)
    drawing.draw()
    return drawing.canvas.raster
  }
}

/// One plot being drawn: margins for the labels, the grid, the series, the cursor.
private struct PlotDrawing {
  private let plot: Plot
  private let style: PlotStyle
  private let scale: Int
  private let frame: PlotFrame
  private let xTicks: [Ticks.Tick]
  private let yTicks: [Ticks.Tick]
  private let isLabelled: Bool
  var canvas: Canvas

  init(_ plot: Plot, width: Int, height: Int, style: PlotStyle) {
    self.plot = plot
    self.style = style
    canvas = Canvas(width: width, height: height, background: style.background)
    let scale = style.scale(width: canvas.width, height: canvas.height)
    let line = BitmapFont.lineHeight * scale
    // Without room for a few characters beside and above the plot there is only the plot.
    isLabelled = canvas.width >= 80 * scale && canvas.height >= 5 * line
    let maximum = max(2, canvas.height / (3 * line))
    yTicks = isLabelled ? Ticks.ticks(plot.y, maximum: maximum) : []
    let labelWidth = yTicks.map { BitmapFont.width($0.label, scale: scale) }.max() ?? 0
    let left = isLabelled ? labelWidth + 5 * scale : 1
    let top = isLabelled ? line + 4 * scale : 1
    let bottom = isLabelled ? line + 3 * scale : 1
    let right = isLabelled ? 4 * scale : 1
    frame = PlotFrame(
      plot, left: left, top: top, width: canvas.width - left - right,
      height: canvas.height - top - bottom)
    xTicks = isLabelled ? Ticks.ticks(plot.x, maximum: max(2, frame.width / (48 * scale))) : []
    self.scale = scale
  }

  mutating func draw() {
    drawGrid()
    canvas.clip(
      x: frame.left, y: frame.top - scale, width: frame.width + scale,
      height: frame.height + 2 * scale)
    drawCursor()
    for series in plot.series { draw(series) }
    canvas.unclip()
    drawAxes()
    drawCursorMark()
    if isLabelled {
      drawTickLabels()
      drawTitles()
    }
  }

  private mutating func drawGrid() {
    for tick in yTicks {
      guard let y = frame.y(tick.value) else { continue }
      canvas.fill(x: frame.left, y: y, width: frame.width, height: 1, style.grid)
    }
    for tick in xTicks {
      guard let x = frame.x(tick.value) else { continue }
      canvas.fill(x: x, y: frame.top, width: 1, height: frame.height, style.grid)
    }
  }

  private mutating func drawAxes() {
    canvas.fill(x: frame.left - 1, y: frame.top, width: 1, height: frame.height + 1, style.muted)
    canvas.fill(
      x: frame.left - 1, y: frame.bottom + 1, width: frame.width + 1, height: 1, style.muted)
  }

  private mutating func drawCursor() {
    guard let cursor = plot.cursor, let x = frame.x(cursor) else { return }
    let width = 2 * scale - 1
    canvas.fill(
      x: x - width / 2, y: frame.top, width: width, height: frame.height, style.cursor)
  }

  /// A triangle at the top end, which shows where bars or stems hide the line.
  private mutating func drawCursorMark() {
    guard let cursor = plot.cursor, let x = frame.x(cursor), isLabelled else { return }
    guard (frame.left...frame.right).contains(x) else { return }
    for row in 0..<(3 * scale) {
      let half = 3 * scale - 1 - row
      canvas.fill(
        x: x - half, y: frame.top - 2 * scale + row, width: 2 * half + 1, height: 1, style.cursor)
    }
  }

  private mutating func drawTickLabels() {
    for tick in yTicks {
      guard let y = frame.y(tick.value) else { continue }
      let x = frame.left - 4 * scale - BitmapFont.width(tick.label, scale: scale)
      canvas.text(tick.label, x: x, y: y - 3 * scale, style.muted, scale: scale)
    }
    let titleStart = canvas.width - BitmapFont.width(plot.x.title, scale: scale) - 4 * scale
    var free = 0
    for tick in xTicks {
      guard let place = frame.x(tick.value) else { continue }
      let width = BitmapFont.width(tick.label, scale: scale)
      let x = max(0, place - width / 2)
      guard x >= free, x + width < titleStart - 6 * scale else { continue }
      canvas.fill(x: place, y: frame.bottom + 2, width: 1, height: 2 * scale, style.muted)
      canvas.text(tick.label, x: x, y: frame.bottom + 2 + 3 * scale, style.muted, scale: scale)
      free = x + width + 6 * scale
    }
    canvas.text(
      plot.x.title, x: titleStart, y: frame.bottom + 2 + 3 * scale, style.ink, scale: scale)
  }

  /// The vertical axis' title at the top left, the legend at the top right as far as there is room.
  private mutating func drawTitles() {
    canvas.text(plot.y.title, x: 2 * scale, y: scale, style.ink, scale: scale)
    let titleEnd = 2 * scale + BitmapFont.width(plot.y.title, scale: scale) + 8 * scale
    var right = canvas.width - 4 * scale
    for series in plot.series.reversed() where !series.name.isEmpty {
      let width = BitmapFont.width(series.name, scale: scale)
      let start = right - width - 10 * scale
      guard start >= titleEnd else { return }
      canvas.fill(
        x: start, y: scale + scale, width: 6 * scale, height: 5 * scale, series.colour)
      canvas.text(series.name, x: right - width, y: scale, style.ink, scale: scale)
      right = start - 8 * scale
    }
  }

  private mutating func draw(_ series: Plot.Series) {
    var previous: (x: Int, y: Int)?
    let barWidth = barWidth(of: series)
    for (index, (valueX, valueY)) in zip(series.x, series.y).enumerated() {
      guard let x = frame.x(valueX), let y = frame.y(valueY) else {
        previous = nil
        continue
      }
      switch series.mark {
      case .line where series.isAlone(index): drawDot(x, y, series.colour, radius: 2 * scale)
      case .line:
        let from = previous ?? (x, y)
        canvas.line(fromX: from.x, y: from.y, toX: x, y: y, series.colour, thickness: scale)
      case .points: drawDot(x, y, series.colour, radius: scale)
      case .stems:
        drawColumn(x - (scale - 1) / 2, y, width: scale, series.colour)
        drawDot(x, y, series.colour, radius: scale)
      case .bars: drawColumn(x - barWidth / 2, y, width: barWidth, series.colour)
      }
      previous = (x, y)
    }
  }

  private mutating func drawDot(_ x: Int, _ y: Int, _ colour: RGB, radius: Int) {
    let size = 2 * radius + 1
    canvas.fill(x: x - radius, y: y - radius + 1, width: size, height: size - 2, colour)
    canvas.fill(x: x - radius + 1, y: y - radius, width: size - 2, height: size, colour)
  }

  private mutating func drawColumn(_ x: Int, _ y: Int, width: Int, _ colour: RGB) {
    let base = frame.baseline
    canvas.fill(x: x, y: min(y, base), width: width, height: abs(base - y) + 1, colour)
  }

  /// Two thirds of the narrowest distance between neighbours.
  private func barWidth(of series: Plot.Series) -> Int {
    guard series.mark == .bars else { return 1 }
    let places = series.x.compactMap { frame.x($0) }.sorted()
    let gaps = zip(places.dropFirst(), places).map { $0 - $1 }.filter { $0 > 0 }
    return max(1, (gaps.min() ?? frame.width / 3) * 2 / 3)
  }
}
