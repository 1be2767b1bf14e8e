/// The fixed colours 16…255 of 256-colour terminals.
///
/// The first sixteen belong to the person's theme and are never used.
public enum Palette256 {
  /// The six strengths of a channel of the colour cube.
  public static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

  /// The number of the colour nearest to one, 16…255.
  public static func index(nearest colour: RGB) -> UInt8 {
    let red = nearestLevel(colour.red)
    let green = nearestLevel(colour.green)
    let blue = nearestLevel(colour.blue)
    let cube = UInt8(16 + 36 * red + 6 * green + blue)
    let mean = (Int(colour.red) + Int(colour.green) + Int(colour.blue)) / 3
    let gray = UInt8(232 + max(0, min(23, (mean - 3) / 10)))
    return distance(colour, self.colour(gray)) < distance(colour, self.colour(cube)) ? gray : cube
  }

  /// The colour with a number; the first sixteen, which every theme sets, as black.
  public static func colour(_ index: UInt8) -> RGB {
    if index >= 232 {
      let level = UInt8(8 + 10 * (Int(index) - 232))
      return RGB(level, level, level)
    }
    guard index >= 16 else { return RGB(0, 0, 0) }
    let cube = Int(index) - 16
    return RGB(levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
  }

  /// A picture in the colours of the cube, with an ordered dither against banding.
  public static func dithered(_ raster: Raster) -> Raster {
    var result = raster
    for index in result.pixels.indices {
      let threshold = OrderedDither.threshold(
        row: index / max(1, raster.width), column: index % max(1, raster.width))
      let pixel = raster.pixels[index]
      result.pixels[index] = RGB(
        level(pixel.red, threshold), level(pixel.green, threshold), level(pixel.blue, threshold))
    }
    return result
  }

  /// The level below or above a value, the nearer one more often.
  private static func level(_ value: UInt8, _ threshold: Float) -> UInt8 {
    let above = levels.firstIndex { $0 >= value } ?? 5
    guard above > 0, levels[above] != value else { return levels[above] }
    let low = Float(levels[above - 1])
    let fraction = (Float(value) - low) / (Float(levels[above]) - low)
    return fraction > threshold ? levels[above] : levels[above - 1]
  }

  private static func nearestLevel(_ value: UInt8) -> Int {
    value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40
  }

  private static func distance(_ a: RGB, _ b: RGB) -> Int {
    let red = Int(a.red) - Int(b.red)
    let green = Int(a.green) - Int(b.green)
    let blue = Int(a.blue) - Int(b.blue)
    return red * red + green * green + blue * blue
  }
}
