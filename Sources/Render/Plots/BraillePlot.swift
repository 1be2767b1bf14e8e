/// Draws a plot with characters: eight dots a cell in braille, or one mark a cell in ASCII.
public enum BraillePlot {
  /// Exactly `rows` lines of `columns` characters.
  public static func lines(
    _ plot: Plot, columns: Int, rows: Int, ascii: Bool = false
  ) -> [String] {
    guard columns > 0, rows > 0 else { return [] }
    return BrailleDrawing(plot, columns: columns, rows: rows, ascii: ascii).lines()
  }
}

/// One plot laid out in character cells.
private struct BrailleDrawing {
  private let plot: Plot
  private let columns: Int
  private let rows: Int
  private let yTicks: [Ticks.Tick]
  private let labelWidth: Int
  private let isLabelled: Bool
  private var dots: DotGrid
  private let frame: PlotFrame

  init(_ plot: Plot, columns: Int, rows: Int, ascii: Bool) {
    self.plot = plot
    self.columns = columns
    self.rows = rows
    isLabelled = columns >= 16 && rows >= 4
    yTicks = isLabelled ? Ticks.ticks(plot.y, maximum: max(1, (rows - 2) / 2)) : []
    labelWidth = isLabelled ? (yTicks.map(\.label.count).max() ?? 0) + 1 : 0
    dots = DotGrid(
      columns: max(1, columns - labelWidth), rows: isLabelled ? rows - 2 : rows, ascii: ascii)
    frame = PlotFrame(plot, left: 0, top: 0, width: dots.width, height: dots.height)
    for series in plot.series { draw(series) }
    if let cursor = plot.cursor, let x = frame.x(cursor) {
      for y in stride(from: 0, to: dots.height, by: 2) { dots.set(x, y) }
    }
  }

  func lines() -> [String] {
    let body = dots.lines()
    guard isLabelled else { return body }
    var labels = [String](repeating: "", count: body.count)
    for tick in yTicks {
      guard let y = frame.y(tick.value), (0..<dots.height).contains(y) else { continue }
      labels[y / dots.dotsPerRow] = tick.label
    }
    let middle = zip(labels, body).map { label, line in
      String(repeating: " ", count: labelWidth - 1 - label.count) + label + "\u{2502}" + line
    }
    return [titleLine()] + (dots.isASCII ? middle.map(plain) : middle) + [axisLine()]
  }

  private func plain(_ line: String) -> String {
    String(line.map { $0 == "\u{2502}" ? "|" : $0 })
  }

  /// The vertical axis' title and, as far as they fit, the names of the series.
  private func titleLine() -> String {
    let names = plot.series.map(\.name).filter { !$0.isEmpty }.joined(separator: ", ")
    let room = columns - plot.y.title.count - names.count
    let line = room >= 2 ? plot.y.title + String(repeating: " ", count: room) + names : plot.y.title
    return fitted(line)
  }

  private func axisLine() -> String {
    var line = [Character](repeating: " ", count: columns)
    let title = Array(plot.x.title)
    let titleStart = max(0, columns - title.count)
    for (offset, character) in title.enumerated() where titleStart + offset < columns {
      line[titleStart + offset] = character
    }
    var free = 0
    for tick in Ticks.ticks(plot.x, maximum: max(1, dots.columns / 8)) {
      guard let place = frame.x(tick.value) else { continue }
      let label = Array(tick.label)
      let start = max(0, labelWidth + place / dots.dotsPerColumn - label.count / 2)
      guard start >= free, start + label.count < titleStart else { continue }
      line.replaceSubrange(start..<(start + label.count), with: label)
      free = start + label.count + 1
    }
    return String(line)
  }

  private func fitted(_ line: String) -> String {
    let cut = String(line.prefix(columns))
    return cut + String(repeating: " ", count: columns - cut.count)
  }

  private mutating func draw(_ series: Plot.Series) {
    var previous: (x: Int, y: Int)?
    for (index, (valueX, valueY)) in zip(series.x, series.y).enumerated() {
      guard let x = frame.x(valueX), let y = frame.y(valueY) else {
        previous = nil
        continue
      }
      switch series.mark {
      case .line where series.isAlone(index): dots.cross(x, y)
      case .line: dots.line(from: previous ?? (x, y), to: (x, y))
      case .points: dots.cross(x, y)
      case .stems, .bars: dots.line(from: (x, frame.baseline), to: (x, y))
      }
      previous = (x, y)
    }
  }
}
