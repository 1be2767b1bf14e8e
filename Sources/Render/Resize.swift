public import Inference

/// Brings pictures and planes to another size.
///
/// Each axis on its own: the mean over the covered area where it shrinks, linear interpolation between
/// pixel centres where it grows, so that a picture shown small does not alias and one shown large is
/// smooth. Sizes below one are taken as one.
public enum Resize {
  /// A picture of exactly `width` × `height` pixels.
  public static func raster(_ raster: Raster, width: Int, height: Int) -> Raster {
    let width = max(1, width)
    let height = max(1, height)
    guard width != raster.width || height != raster.height else { return raster }
    guard raster.width > 0, raster.height > 0 else { return Raster(width: width, height: height) }
    var source = [Float](repeating: 0, count: raster.pixels.count * 3)
    raster.pixels.withUnsafeBytes { bytes in
      source.withUnsafeMutableBufferPointer { floats in
        for index in 0..<floats.count { floats[index] = Float(bytes[index]) }
      }
    }
    let result = separable(
      source, width: raster.width, height: raster.height, channels: 3, toWidth: width,
      toHeight: height)
    let pixels = [RGB](unsafeUninitializedCapacity: width * height) { pixels, count in
      for index in 0..<(width * height) {
        pixels[index] = RGB(
          byte(result[index * 3]), byte(result[index * 3 + 1]), byte(result[index * 3 + 2]))
      }
      count = width * height
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  /// A plane `[H, W]` or `[H, W, C]` at another size; values that are not finite spread to what they
  /// touch.
  public static func plane(_ plane: Tensor, width: Int, height: Int) -> Tensor {
    precondition((2...3).contains(plane.shape.count), "a plane is [H, W] or [H, W, C]")
    let width = max(1, width)
    let height = max(1, height)
    let channels = plane.shape.count == 3 ? plane.shape[2] : 1
    guard plane.shape[0] != height || plane.shape[1] != width else { return plane }
    let shape = plane.shape.count == 3 ? [height, width, channels] : [height, width]
    var result = Tensor(zeros: shape)
    guard plane.count > 0 else { return result }
    result.scalars = separable(
      plane.scalars, width: plane.shape[1], height: plane.shape[0], channels: channels,
      toWidth: width, toHeight: height)
    return result
  }

  /// A part of a picture at exactly `width` × `height` pixels, made of all its pixels there are.
  ///
  /// From four times larger on pixels stay the squares they are.
  public static func raster(
    _ raster: Raster, region: Region, width: Int, height: Int
  ) -> Raster {
    guard !region.isWhole, raster.width > 0, raster.height > 0 else {
      return self.raster(raster, width: width, height: height)
    }
    let (columns, rows) = axes(region, raster.width, raster.height, width, height)
    var source: [Float] = []
    source.reserveCapacity(columns.source.count * rows.source.count * 3)
    for row in rows.source {
      for column in columns.source {
        let pixel = raster[row, column]
        source += [Float(pixel.red), Float(pixel.green), Float(pixel.blue)]
      }
    }
    let result = part(source, columns, rows, channels: 3)
    let pixels = (0..<(max(1, width) * max(1, height))).map { index in
      RGB(byte(result[index * 3]), byte(result[index * 3 + 1]), byte(result[index * 3 + 2]))
    }
    return Raster(width: max(1, width), height: max(1, height), pixels: pixels)
  }

  /// A part of a plane `[H, W]` or `[H, W, C]` at another size, made of all its values there are.
  ///
  /// From four times larger on values stay the squares they are.
  public static func plane(
    _ plane: Tensor, region: Region, width: Int, height: Int
  ) -> Tensor {
    precondition((2...3).contains(plane.shape.count), "a plane is [H, W] or [H, W, C]")
    guard !region.isWhole, plane.count > 0 else {
      return self.plane(plane, width: width, height: height)
    }
    let channels = plane.shape.count == 3 ? plane.shape[2] : 1
    let (columns, rows) = axes(region, plane.shape[1], plane.shape[0], width, height)
    var source: [Float] = []
    source.reserveCapacity(columns.source.count * rows.source.count * channels)
    for row in rows.source {
      let start = row * plane.shape[1]
      source +=
        plane.scalars[
          ((start + columns.source.lowerBound) * channels)..<((start + columns.source.upperBound)
            * channels)]
    }
    let size = [max(1, height), max(1, width)]
    var result = Tensor(zeros: plane.shape.count == 3 ? size + [channels] : size)
    result.scalars = part(source, columns, rows, channels: channels)
    return result
  }

  private static func axes(
    _ region: Region, _ width: Int, _ height: Int, _ toWidth: Int, _ toHeight: Int
  ) -> (columns: RegionAxis, rows: RegionAxis) {
    (
      RegionAxis(start: region.left, share: region.width, length: width, target: max(1, toWidth)),
      RegionAxis(start: region.top, share: region.height, length: height, target: max(1, toHeight))
    )
  }

  private static func part(
    _ source: [Float], _ columns: RegionAxis, _ rows: RegionAxis, channels: Int
  ) -> [Float] {
    let wide = ResizePass.run(
      source, rows: rows.source.count, length: columns.source.count, inner: channels, columns.taps)
    return ResizePass.run(
      wide, rows: 1, length: rows.source.count, inner: columns.taps.ranges.count * channels,
      rows.taps)
  }

  /// An indexed picture at another size, each pixel taken from the nearest one: indices cannot be mixed.
  public static func nearest(
    _ image: IndexedImage, region: Region = .whole, width: Int, height: Int
  ) -> IndexedImage {
    let width = max(1, width)
    let height = max(1, height)
    guard image.width != width || image.height != height || !region.isWhole else { return image }
    guard image.width > 0, image.height > 0 else {
      return IndexedImage(
        width: width, height: height, indices: Array(repeating: 0, count: width * height),
        palette: image.palette.isEmpty ? [RGB(0, 0, 0)] : image.palette)
    }
    let columns =
      region.isWhole
      ? nearestSources(from: image.width, to: width)
      : nearestSources(region.left, region.width, from: image.width, to: width)
    let rows =
      region.isWhole
      ? nearestSources(from: image.height, to: height)
      : nearestSources(region.top, region.height, from: image.height, to: height)
    let indices = [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
      image.indices.withUnsafeBufferPointer { source in
        for row in 0..<height {
          let start = rows[row] * image.width
          for column in 0..<width { target[row * width + column] = source[start + columns[column]] }
        }
      }
      count = width * height
    }
    return IndexedImage(width: width, height: height, indices: indices, palette: image.palette)
  }

  /// The largest size with the proportions of `width` × `height` inside a frame, at least 1 × 1.
  public static func fitting(
    width: Int, height: Int, inWidth frameWidth: Int, height frameHeight: Int
  ) -> (width: Int, height: Int) {
    guard width > 0, height > 0, frameWidth > 0, frameHeight > 0 else { return (1, 1) }
    let scale = min(Double(frameWidth) / Double(width), Double(frameHeight) / Double(height))
    let fitted = (Double(width) * scale, Double(height) * scale)
    return (
      min(frameWidth, max(1, Int(fitted.0.rounded()))),
      min(frameHeight, max(1, Int(fitted.1.rounded())))
    )
  }

  /// The source index of every target index, centres matched.
  static func nearestSources(from source: Int, to target: Int) -> [Int] {
    (0..<target).map { min(source - 1, ($0 * 2 + 1) * source / (target * 2)) }
  }

  /// The same for a part of the axis.
  static func nearestSources(
    _ start: Double, _ share: Double, from source: Int, to target: Int
  ) -> [Int] {
    (0..<target).map { index in
      let place = start + (Double(index) + 0.5) / Double(target) * share
      return min(max(Int((place * Double(source)).rounded(.down)), 0), source - 1)
    }
  }

  private static func byte(_ value: Float) -> UInt8 {
    UInt8(max(0, min(255, (value + 0.5).rounded(.down))))
  }

  private static func separable(
    _ source: [Float], width: Int, height: Int, channels: Int, toWidth: Int, toHeight: Int
  ) -> [Float] {
    // Rows first where that leaves fewer of them: whole rows are mixed the fastest.
    if toHeight < height {
      let low = pass(source, rows: 1, length: height, inner: width * channels, to: toHeight)
      return pass(low, rows: toHeight, length: width, inner: channels, to: toWidth)
    }
    let wide = pass(source, rows: height, length: width, inner: channels, to: toWidth)
    return pass(wide, rows: 1, length: height, inner: toWidth * channels, to: toHeight)
  }

  /// Resamples the middle axis of `[rows, length, inner]` to `target`.
  private static func pass(
    _ source: [Float], rows: Int, length: Int, inner: Int, to target: Int
  ) -> [Float] {
    guard length != target else { return source }
    return ResizePass.run(
      source, rows: rows, length: length, inner: inner, ResizeTaps(from: length, to: target))
  }
}
