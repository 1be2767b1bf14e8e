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

  /// An indexed picture at another size, each pixel taken from the nearest one: indices cannot be mixed.
  public static func nearest(_ image: IndexedImage, width: Int, height: Int) -> IndexedImage {
    let width = max(1, width)
    let height = max(1, height)
    guard image.width != width || image.height != height else { return image }
    guard image.width > 0, image.height > 0 else {
      return IndexedImage(
        width: width, height: height, indices: Array(repeating: 0, count: width * height),
        palette: image.palette.isEmpty ? [RGB(0, 0, 0)] : image.palette)
    }
    let columns = nearestSources(from: image.width, to: width)
    let rows = nearestSources(from: image.height, to: height)
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

  private static func byte(_ value: Float) -> UInt8 {
    UInt8(max(0, min(255, (value + 0.5).rounded(.down))))
  }

  private static func separable(
    _ source: [Float], width: Int, height: Int, channels: Int, toWidth: Int, toHeight: Int
  ) -> [Float] {
    let wide = pass(
      source, rows: height, length: width, inner: channels, to: toWidth)
    return pass(wide, rows: 1, length: height, inner: toWidth * channels, to: toHeight)
  }

  /// Resamples the middle axis of `[rows, length, inner]` to `target`.
  private static func pass(
    _ source: [Float], rows: Int, length: Int, inner: Int, to target: Int
  ) -> [Float] {
    guard length != target else { return source }
    let taps = ResizeTaps(from: length, to: target)
    return [Float](unsafeUninitializedCapacity: rows * target * inner) { result, count in
      result.initialize(repeating: 0)
      source.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for index in 0..<target {
            let output = (row * target + index) * inner
            for tap in taps.ranges[index] {
              let weight = taps.weights[tap]
              let input = (row * length + taps.sources[tap]) * inner
              for item in 0..<inner { result[output + item] += weight * source[input + item] }
            }
          }
        }
      }
      count = rows * target * inner
    }
  }
}
