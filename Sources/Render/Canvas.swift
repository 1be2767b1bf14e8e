/// A picture to draw on: rectangles, lines and text, all cut at the clipping rectangle.
public struct Canvas: Sendable {
  /// What has been drawn.
  public private(set) var raster: Raster
  private var columns: Range<Int>
  private var rows: Range<Int>

  /// A canvas of one colour, at least 1 × 1.
  public init(width: Int, height: Int, background: RGB) {
    raster = Raster(width: max(1, width), height: max(1, height), fill: background)
    columns = 0..<raster.width
    rows = 0..<raster.height
  }

  /// Columns.
  public var width: Int { raster.width }
  /// Rows.
  public var height: Int { raster.height }

  /// Draws inside a rectangle only, as far as it lies on the canvas.
  public mutating func clip(x: Int, y: Int, width: Int, height: Int) {
    columns = (0..<raster.width).clamped(to: x..<(x + max(0, width)))
    rows = (0..<raster.height).clamped(to: y..<(y + max(0, height)))
  }

  /// Draws everywhere again.
  public mutating func unclip() {
    columns = 0..<raster.width
    rows = 0..<raster.height
  }

  /// Sets one pixel.
  public mutating func point(x: Int, y: Int, _ colour: RGB) {
    if columns.contains(x), rows.contains(y) { raster[y, x] = colour }
  }

  /// Fills a rectangle; nothing when it has no area.
  public mutating func fill(x: Int, y: Int, width: Int, height: Int, _ colour: RGB) {
    guard width > 0, height > 0 else { return }
    let across = columns.clamped(to: x..<(x + width))
    for row in rows.clamped(to: y..<(y + height)) {
      for column in across { raster[row, column] = colour }
    }
  }

  /// Fills a rectangle with diagonal stripes of one colour over another.
  public mutating func hatch(x: Int, y: Int, width: Int, height: Int, _ colour: RGB, over: RGB) {
    guard width > 0, height > 0 else { return }
    let across = columns.clamped(to: x..<(x + width))
    for row in rows.clamped(to: y..<(y + height)) {
      for column in across { raster[row, column] = (row + column) % 4 < 2 ? colour : over }
    }
  }

  /// Draws the outline of a rectangle, one pixel wide and inside it.
  public mutating func rectangle(x: Int, y: Int, width: Int, height: Int, _ colour: RGB) {
    fill(x: x, y: y, width: width, height: 1, colour)
    fill(x: x, y: y + height - 1, width: width, height: 1, colour)
    fill(x: x, y: y, width: 1, height: height, colour)
    fill(x: x + width - 1, y: y, width: 1, height: height, colour)
  }

  /// Draws a line, both ends included; `thickness` widens it downwards and to the right.
  ///
  /// The ends must be within a few million pixels of the canvas.
  public mutating func line(
    fromX: Int, y fromY: Int, toX: Int, y toY: Int, _ colour: RGB, thickness: Int = 1
  ) {
    let steps = max(abs(toX - fromX), abs(toY - fromY))
    guard steps > 0 else {
      fill(x: fromX, y: fromY, width: thickness, height: thickness, colour)
      return
    }
    for step in 0...steps {
      // Rounded division, so that a line looks the same from both ends of its middle.
      let x = fromX + divided(step * (toX - fromX), by: steps)
      let y = fromY + divided(step * (toY - fromY), by: steps)
      if thickness == 1 {
        point(x: x, y: y, colour)
      } else {
        fill(x: x, y: y, width: thickness, height: thickness, colour)
      }
    }
  }

  /// Writes a line of text; x and y are the top left of its first capital.
  public mutating func text(_ text: String, x: Int, y: Int, _ colour: RGB, scale: Int = 1) {
    var left = x
    for character in text {
      for (row, bits) in BitmapFont.rows(character).enumerated() where bits != 0 {
        for column in 0..<5 where bits & (1 << UInt8(column)) != 0 {
          fill(
            x: left + column * scale, y: y + row * scale, width: scale, height: scale, colour)
        }
      }
      left += BitmapFont.advance * scale
    }
  }

  private func divided(_ value: Int, by steps: Int) -> Int {
    let doubled = 2 * value + steps
    let quotient = doubled / (2 * steps)
    return doubled % (2 * steps) < 0 ? quotient - 1 : quotient
  }
}
