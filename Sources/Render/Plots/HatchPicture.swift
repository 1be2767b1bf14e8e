/// Stripes in place of a picture whose values are not finite.
public enum HatchPicture {
  /// Wide diagonal stripes with lines of text in their middle, as an indexed picture.
  ///
  /// - Parameters:
  ///   - lines: What is said; a line that is wider than the picture is cut.
  ///   - width: Pixels, at least 1.
  ///   - height: Pixels, at least 1.
  ///   - style: The colours.
  /// - Returns: A picture of a few colours.
  public static func indexed(
    _ lines: [String], width: Int, height: Int, style: PlotStyle = .dark
  ) -> IndexedImage {
    var canvas = Canvas(width: width, height: height, background: style.background)
    for y in 0..<canvas.height {
      for x in 0..<canvas.width where (x + y) / stripe % 2 == 0 {
        canvas.point(x: x, y: y, style.highlight)
      }
    }
    write(lines, style, on: &canvas)
    let raster = canvas.raster
    return IndexedImage(drawing: raster)
  }

  private static let stripe = 12

  private static func write(_ lines: [String], _ style: PlotStyle, on canvas: inout Canvas) {
    let scale = style.scale(width: canvas.width, height: canvas.height)
    let room = canvas.width / max(1, BitmapFont.width("0", scale: scale) + scale) - 2
    let shown = lines.map { $0.prefix(max(0, room)) }.filter { !$0.isEmpty }
    let line = BitmapFont.lineHeight * scale + 2 * scale
    let height = shown.count * line + 4 * scale
    let widest = shown.map { BitmapFont.width(String($0), scale: scale) }.max() ?? 0
    guard widest > 0, height <= canvas.height else { return }
    let top = (canvas.height - height) / 2
    canvas.fill(
      x: (canvas.width - widest) / 2 - 4 * scale, y: top, width: widest + 8 * scale,
      height: height, style.background)
    for (place, text) in shown.enumerated() {
      let width = BitmapFont.width(String(text), scale: scale)
      canvas.text(
        String(text), x: (canvas.width - width) / 2, y: top + 3 * scale + place * line, style.ink,
        scale: scale)
    }
  }
}
