internal import CPNG

/// Reads and writes PNG through libpng's simplified interface; the only file that knows libpng.
///
/// - Differs: gamma and colour profiles are ignored, as Pillow does, so that a network sees the numbers
///   that were stored; alpha is laid over white, in the encoded values.
enum PNGCoder {
  /// A picture with eight bits a channel, whatever the file has.
  static func decode(
    _ bytes: [UInt8], name: String, limits: ImageFile.Limits
  ) throws(RenderError) -> Raster {
    let chunks = try PNGChunks(bytes, name: name)
    let header = chunks.header
    try limits.check(width: header.width, height: header.height, name: name, format: "PNG")
    let count = header.width * header.height
    let file = chunks.pixelsOnly()
    // libpng reads on from these bytes until it is done, so they stay where they are until then.
    return try file.withUnsafeBufferPointer { file throws(RenderError) in
      var image = png_image()
      defer { png_image_free(&image) }
      guard cpng_begin(&image, file.baseAddress, file.count, 1) != 0 else {
        throw damaged(image, name)
      }
      guard image.width == header.width, image.height == header.height else {
        throw .damaged(name: name, format: "PNG", reason: "it has two headers")
      }
      let hasAlpha = cpng_has_alpha(&image) != 0
      let samples = hasAlpha ? 4 : 3
      var pixels = [UInt8](repeating: 255, count: count * samples)
      guard cpng_finish(&image, hasAlpha ? cpng_rgba8 : cpng_rgb8, &pixels) != 0 else {
        throw damaged(image, name)
      }
      return raster(pixels, width: header.width, height: header.height, samples: samples)
    }
  }

  /// The samples of a gray picture, exactly as stored; those of fewer bits spread over 0…65535.
  static func decodeGray16(
    _ bytes: [UInt8], name: String, limits: ImageFile.Limits
  ) throws(RenderError) -> (width: Int, height: Int, samples: [UInt16]) {
    let chunks = try PNGChunks(bytes, name: name)
    let header = chunks.header
    try limits.check(width: header.width, height: header.height, name: name, format: "PNG")
    guard header.colourType == 0 else {
      throw .unsupported(
        name: name, found: "a colour PNG where depth is expected",
        advice: "depth is read from gray PNG files of 16 or 8 bits")
    }
    let count = header.width * header.height
    // Without the transparent shade: that is a sample like any other here.
    let file = chunks.rebuilt { ["IHDR", "IDAT", "IEND"].contains($0) }
    return try file.withUnsafeBufferPointer { file throws(RenderError) in
      var image = png_image()
      defer { png_image_free(&image) }
      // Taken as linear on both sides, 16-bit samples pass through libpng unchanged.
      guard cpng_begin(&image, file.baseAddress, file.count, 0) != 0,
        image.width == header.width, image.height == header.height
      else { throw damaged(image, name) }
      if header.bitDepth == 16 {
        var samples = [UInt16](repeating: 0, count: count)
        guard cpng_finish(&image, cpng_gray16, &samples) != 0 else { throw damaged(image, name) }
        return (header.width, header.height, samples)
      }
      var samples = [UInt8](repeating: 0, count: count)
      guard cpng_finish(&image, cpng_gray8, &samples) != 0 else { throw damaged(image, name) }
      return (header.width, header.height, samples.map { UInt16($0) * 257 })
    }
  }

  /// A picture as the bytes of a PNG file.
  static func encode(_ raster: Raster) throws(RenderError) -> [UInt8] {
    var samples: [UInt8] = []
    samples.reserveCapacity(raster.pixels.count * 3)
    for pixel in raster.pixels { samples += [pixel.red, pixel.green, pixel.blue] }
    return try encode(samples, width: raster.width, height: raster.height, format: cpng_rgb8)
  }

  /// Samples of 16 bits as the bytes of a gray PNG file that states no gamma.
  static func encodeGray16(
    _ samples: [UInt16], width: Int, height: Int
  ) throws(RenderError) -> [UInt8] {
    let file = try encode(samples, width: width, height: height, format: cpng_gray16)
    // libpng declares such samples to be light intensities; depth is not light.
    return try PNGChunks(file, name: "The new picture").pixelsOnly()
  }

  private static func encode<Sample: BitwiseCopyable>(
    _ samples: [Sample], width: Int, height: Int, format: png_uint_32
  ) throws(RenderError) -> [UInt8] {
    guard width > 0, height > 0, let columns = UInt32(exactly: width),
      let rows = UInt32(exactly: height)
    else {
      throw .failed(what: "Writing a PNG", reason: "a picture of \(width) x \(height) pixels")
    }
    // Room for pixels that do not compress at all, so that one pass is enough.
    let raw = samples.count * MemoryLayout<Sample>.stride
    var size = raw + raw / 100 + height + 4096
    var message = [CChar](repeating: 0, count: 64)
    var bytes = [UInt8](repeating: 0, count: size)
    guard cpng_write(columns, rows, format, samples, &bytes, &size, &message) != 0 else {
      let text = String(
        decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw .failed(what: "Writing a PNG", reason: text)
    }
    return Array(bytes.prefix(size))
  }

  private static func raster(_ samples: [UInt8], width: Int, height: Int, samples each: Int)
    -> Raster
  {
    let pixels = [RGB](unsafeUninitializedCapacity: width * height) { pixels, count in
      samples.withUnsafeBufferPointer { samples in
        for index in 0..<(width * height) {
          let red = samples[index * each]
          let green = samples[index * each + 1]
          let blue = samples[index * each + 2]
          if each == 4, samples[index * 4 + 3] < 255 {
            let alpha = samples[index * 4 + 3]
            pixels[index] = RGB(
              overWhite(red, alpha), overWhite(green, alpha), overWhite(blue, alpha))
          } else {
            pixels[index] = RGB(red, green, blue)
          }
        }
      }
      count = width * height
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  private static func overWhite(_ value: UInt8, _ alpha: UInt8) -> UInt8 {
    let share = Int(value) * Int(alpha)
    return UInt8((share + 255 * (255 - Int(alpha)) + 127) / 255)
  }

  private static func damaged(_ image: png_image, _ name: String) -> RenderError {
    let reason = withUnsafePointer(to: image) { String(cString: cpng_message($0)) }
    return .damaged(name: name, format: "PNG", reason: reason)
  }
}
