/// Dithering by a fixed 8 × 8 pattern: fast, and still where the picture is still, so that frames of an
/// animation do not crawl.
public enum OrderedDither {
  /// A picture in the 216 colours of a 6 × 6 × 6 cube.
  public static func indexed(_ raster: Raster) -> IndexedImage {
    let width = max(1, raster.width)
    let indices = [UInt8](unsafeUninitializedCapacity: raster.pixels.count) { indices, count in
      thresholds.withUnsafeBufferPointer { thresholds in
        raster.pixels.withUnsafeBufferPointer { pixels in
          for index in 0..<pixels.count {
            let threshold = thresholds[(index / width & 7) * 8 + (index % width & 7)]
            let pixel = pixels[index]
            let red = level(pixel.red, threshold)
            let green = level(pixel.green, threshold)
            indices[index] = UInt8(36 * red + 6 * green + level(pixel.blue, threshold))
          }
        }
      }
      count = raster.pixels.count
    }
    return IndexedImage(
      width: raster.width, height: raster.height, indices: indices, palette: cube)
  }

  /// The cube's colours, red outermost, in steps of 51.
  static let cube: [RGB] = (0..<216).map { (index: Int) -> RGB in
    let red = UInt8(index / 36 * 51)
    let green = UInt8(index / 6 % 6 * 51)
    let blue = UInt8(index % 6 * 51)
    return RGB(red, green, blue)
  }

  /// What a fraction must exceed at a place to go to the level above, 1/128…127/128.
  static func threshold(row: Int, column: Int) -> Float {
    thresholds[(row & 7) * 8 + (column & 7)]
  }

  /// Bayer's matrix: each bit of the coordinates halves the step.
  private static let thresholds: [Float] = (0..<64).map { place in
    var value = 0
    for bit in 0..<3 {
      let row = (place / 8) >> bit & 1
      let column = (place % 8) >> bit & 1
      value = value << 2 | ((row ^ column) << 1 | row)
    }
    return (Float(value) + 0.5) / 64
  }

  private static func level(_ value: UInt8, _ threshold: Float) -> Int {
    Int(Float(value) / 51 + (1 - threshold))
  }
}
