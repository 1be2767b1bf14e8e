extension Raster {
  /// The picture an indexed one stands for.
  public init(_ image: IndexedImage) {
    let pixels = [RGB](unsafeUninitializedCapacity: image.indices.count) { pixels, count in
      image.palette.withUnsafeBufferPointer { palette in
        image.indices.withUnsafeBufferPointer { indices in
          for index in 0..<indices.count { pixels[index] = palette[Int(indices[index])] }
        }
      }
      count = image.indices.count
    }
    self.init(width: image.width, height: image.height, pixels: pixels)
  }
}

extension IndexedImage {
  /// The same picture with a palette, colours in order of appearance; `nil` when it has more than
  /// `limit` colours.
  public init?(exactly raster: Raster, limit: Int = 256) {
    var palette: [RGB] = []
    var known: [RGB: UInt8] = [:]
    var indices: [UInt8] = []
    indices.reserveCapacity(raster.pixels.count)
    var last: (colour: RGB, index: UInt8)?
    for pixel in raster.pixels {
      if let last, last.colour == pixel {
        indices.append(last.index)
        continue
      }
      if known[pixel] == nil {
        guard palette.count < min(limit, 256) else { return nil }
        known[pixel] = UInt8(palette.count)
        palette.append(pixel)
      }
      let index = known[pixel] ?? 0
      last = (pixel, index)
      indices.append(index)
    }
    self.init(width: raster.width, height: raster.height, indices: indices, palette: palette)
  }
}
