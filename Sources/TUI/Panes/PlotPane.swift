import Render

/// A plot in a border: a picture where there are pixels, else braille.
enum PlotPane {
  static func draw(
    _ title: String, _ trailing: String, _ plot: Plot?, _ rect: Rect,
    into drawing: inout Drawing
  ) {
    drawing.box(rect, title, trailing)
    let area = rect.inner
    guard let plot, area.rows > 0, area.columns > 0 else { return }
    if drawing.terminal.hasPixels, let fit = Fit.filling(area, drawing.terminal) {
      drawing.place(ImageKey(content: .plot(plot), pixels: fit.pixels), in: fit.rect)
      return
    }
    let lines = BraillePlot.lines(
      plot, columns: area.columns, rows: area.rows, ascii: !drawing.terminal.usesUnicode)
    for (offset, line) in lines.prefix(area.rows).enumerated() {
      drawing.put(line, area.row + offset, area.column, limit: area.endColumn)
    }
  }
}
