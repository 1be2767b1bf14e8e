/// Brings pixels to the nearest colours of a palette.
///
/// The nearest colour is looked for once for each of 262,144 cells of the colour cube, when it is needed.
struct PaletteMapper {
  private let palette: [RGB]
  private let nearest: NearestColour
  private let wide: [SIMD4<Int16>]

  init(_ palette: [RGB]) {
    self.palette = palette
    nearest = NearestColour(palette)
    wide = palette.map(Self.wide)
  }

  /// The picture in the palette's colours, with or without the error handed on.
  func map(_ raster: Raster, isDiffused: Bool) -> IndexedImage {
    var cells = [Int16](repeating: -1, count: 1 << 18)
    let indices = [UInt8](unsafeUninitializedCapacity: raster.pixels.count) { indices, count in
      cells.withUnsafeMutableBufferPointer { cells in
        raster.pixels.withUnsafeBufferPointer { pixels in
          if isDiffused {
            diffuse(pixels, width: raster.width, into: indices, cells: cells)
          } else {
            for index in 0..<pixels.count {
              indices[index] = find(Self.wide(pixels[index]), cells)
            }
          }
        }
      }
      count = raster.pixels.count
    }
    return IndexedImage(
      width: raster.width, height: raster.height, indices: indices, palette: palette)
  }

  private static func wide(_ colour: RGB) -> SIMD4<Int16> {
    SIMD4(Int16(colour.red), Int16(colour.green), Int16(colour.blue), 0)
  }

  /// Floyd and Steinberg: 7/16 to the right, 3/16, 5/16 and 1/16 to the row below.
  ///
  /// Each pixel waits for the one before; so two rows are on their way at a time, the lower one two pixels
  /// behind, where all that the upper one hands down has come.
  private func diffuse(
    _ pixels: UnsafeBufferPointer<RGB>, width: Int, into indices: UnsafeMutableBufferPointer<UInt8>,
    cells: UnsafeMutableBufferPointer<Int16>
  ) {
    guard width > 0 else { return }
    let height = pixels.count / width
    var handed = [SIMD4<Int16>](repeating: .zero, count: width)
    handed.withUnsafeMutableBufferPointer { handed in
      for row in stride(from: 0, to: height, by: 2) {
        var upper = Diffusion(start: row * width, width: width)
        var lower = Diffusion(start: (row + 1) * width, width: width)
        let lowerWidth = row + 1 < height ? width : 0
        for column in 0..<(width + 2) {
          if column < width { pass(&upper, column, pixels, handed, indices, cells) }
          if column >= 2, column - 2 < lowerWidth {
            pass(&lower, column - 2, pixels, handed, indices, cells)
          }
        }
      }
    }
  }

  /// What a row of pixels carries along.
  private struct Diffusion {
    let start: Int
    let width: Int
    /// Sixteenths for the next pixel.
    var ahead = SIMD4<Int16>.zero
    /// The error of the last pixel.
    var last = SIMD4<Int16>.zero
    /// What the place below the last pixel has of it and of the one before.
    var below = SIMD4<Int16>.zero
  }

  /// One pixel; `handed` has sixteenths, at most 16 · 255 either way, from the row above, and behind the
  /// pixel those for the row below.
  @inline(__always)
  private func pass(
    _ line: inout Diffusion, _ column: Int, _ pixels: UnsafeBufferPointer<RGB>,
    _ handed: UnsafeMutableBufferPointer<SIMD4<Int16>>,
    _ indices: UnsafeMutableBufferPointer<UInt8>, _ cells: UnsafeMutableBufferPointer<Int16>
  ) {
    let carried = (handed[column] &+ line.ahead) &>> 4
    let wished = Self.wide(pixels[line.start + column]) &+ carried
    let colour = wished.clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
    let index = find(colour, cells)
    indices[line.start + column] = index
    let error = colour &- wide[Int(index)]
    if column > 0 { handed[column - 1] = line.below &+ error &* 3 }
    line.below = line.last &+ error &* 5
    if column == line.width - 1 { handed[column] = line.below }
    line.ahead = error &* 7
    line.last = error
  }

  @inline(__always)
  private func find(
    _ colour: SIMD4<Int16>, _ cells: UnsafeMutableBufferPointer<Int16>
  ) -> UInt8 {
    let part = colour &>> 2
    let cell = Int(part.x) &<< 12 | Int(part.y) &<< 6 | Int(part.z)
    if cells[cell] < 0 {
      let middle = (part &<< 2) &+ 2
      cells[cell] = Int16(
        nearest.index(red: Int(middle.x), green: Int(middle.y), blue: Int(middle.z)))
    }
    return UInt8(truncatingIfNeeded: cells[cell])
  }
}
