/// Brings pixels to the nearest colours of a palette.
///
/// The nearest colour is looked for once for each of 262,144 cells of the colour cube, when it is needed.
struct PaletteMapper {
  private let palette: [RGB]
  private let wide: [SIMD4<Int32>]

  init(_ palette: [RGB]) {
    self.palette = palette
    wide = palette.map { SIMD4(Int32($0.red), Int32($0.green), Int32($0.blue), 0) }
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
              let pixel = pixels[index]
              let colour = SIMD4(Int32(pixel.red), Int32(pixel.green), Int32(pixel.blue), 0)
              indices[index] = nearest(colour, cells)
            }
          }
        }
      }
      count = raster.pixels.count
    }
    return IndexedImage(
      width: raster.width, height: raster.height, indices: indices, palette: palette)
  }

  /// Floyd and Steinberg: 7/16 to the right, 3/16, 5/16 and 1/16 to the row below.
  private func diffuse(
    _ pixels: UnsafeBufferPointer<RGB>, width: Int, into indices: UnsafeMutableBufferPointer<UInt8>,
    cells: UnsafeMutableBufferPointer<Int16>
  ) {
    guard width > 0 else { return }
    // Sixteenths of errors for this row and the next, with a place to spare at both ends.
    var above = [SIMD4<Int32>](repeating: .zero, count: width + 2)
    var below = above
    for row in 0..<(pixels.count / width) {
      var ahead = SIMD4<Int32>.zero
      for column in 0..<width {
        let pixel = pixels[row * width + column]
        let carried = (above[column + 1] &+ ahead) &>> 4
        let wished = SIMD4(Int32(pixel.red), Int32(pixel.green), Int32(pixel.blue), 0) &+ carried
        let colour = wished.clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
        let index = nearest(colour, cells)
        indices[row * width + column] = index
        let error = colour &- wide[Int(index)]
        ahead = error &* 7
        below[column] &+= error &* 3
        below[column + 1] &+= error &* 5
        below[column + 2] &+= error
      }
      swap(&above, &below)
      for column in below.indices { below[column] = .zero }
    }
  }

  private func nearest(
    _ colour: SIMD4<Int32>, _ cells: UnsafeMutableBufferPointer<Int16>
  ) -> UInt8 {
    let part = colour &>> 2
    let cell = Int(part.x &<< 12 | part.y &<< 6 | part.z)
    if cells[cell] < 0 { cells[cell] = Int16(search((part &<< 2) &+ SIMD4(2, 2, 2, 0))) }
    return UInt8(truncatingIfNeeded: cells[cell])
  }

  private func search(_ colour: SIMD4<Int32>) -> Int {
    var best = 0
    var least = Int32.max
    for index in 0..<wide.count {
      let difference = wide[index] &- colour
      let distance = (difference &* difference).wrappedSum()
      if distance < least {
        least = distance
        best = index
      }
    }
    return best
  }
}
