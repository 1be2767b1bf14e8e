import Render

/// A plot in a border: a picture where there are pixels, else braille.
enum PlotPane {
  static func draw(
    _ title: String, _ trailing: String, _ plot: Plot?, _ rect: Rect,
    into drawing: inout Drawing
  ) {
    drawing.box(rect, title, trailing)
    guard let plot else { return }
    fill(rect.inner, .plot(plot, drawing.terminal.plotStyle), orText: plot, into: &drawing)
  }

  /// Told and held noise: bars where there are pixels, else curves.
  static func draw(
    _ title: String, _ trailing: String, mismatch bars: [MismatchBar]?, selected: Int,
    _ rect: Rect, into drawing: inout Drawing
  ) {
    drawing.box(rect, title, trailing)
    guard let bars, !bars.isEmpty else { return }
    let selected = min(max(0, selected), bars.count - 1)
    fill(
      rect.inner, .mismatch(bars, selected: selected, drawing.terminal.plotStyle),
      orText: MismatchPlot.plot(bars, selected: selected), into: &drawing)
  }

  private static func fill(
    _ area: Rect, _ content: ImageKey.Content, orText plot: Plot, into drawing: inout Drawing
  ) {
    guard area.rows > 0, area.columns > 0 else { return }
    if drawing.terminal.hasPixels, let fit = Fit.filling(area, drawing.terminal) {
      drawing.place(ImageKey(content: content, pixels: fit.pixels), in: fit.rect)
      return
    }
    let lines = BraillePlot.lines(
      plot, columns: area.columns, rows: area.rows, ascii: !drawing.terminal.usesUnicode)
    for (offset, line) in lines.prefix(area.rows).enumerated() {
      drawing.put(line, area.row + offset, area.column, limit: area.endColumn)
    }
  }
}
