public import Inference

/// The absolute difference of two predictions in colour, black where they agree.
public enum DifferenceMap {
  /// |a − b| of two planes `[H, W]`, or the mean of |a − b| over the channels of two `[H, W, C]`.
  public static func plane(_ a: Tensor, _ b: Tensor) -> Tensor {
    precondition(
      a.shape == b.shape && (2...3).contains(a.shape.count), "a difference needs equal planes")
    let channels = a.shape.count == 3 ? max(1, a.shape[2]) : 1
    var result = Tensor(zeros: [a.shape[0], a.shape[1]])
    result.scalars.withUnsafeMutableBufferPointer { result in
      a.scalars.withUnsafeBufferPointer { a in
        b.scalars.withUnsafeBufferPointer { b in
          for index in 0..<result.count {
            var sum: Float = 0
            for channel in 0..<channels {
              sum += abs(a[index * channels + channel] - b[index * channels + channel])
            }
            result[index] = sum / Float(channels)
          }
        }
      }
    }
    return result
  }

  /// The difference at a pixel size; `limit` takes the brightest colour, by default the largest
  /// difference there is.
  public static func indexed(
    _ a: Tensor, _ b: Tensor, limit: Float? = nil, colormap: Colormap = .inferno,
    region: Region = .whole, width: Int, height: Int, levels: Int = 256
  ) -> IndexedImage {
    let difference = plane(a, b)
    let top = limit ?? DepthMap.finiteRange(difference)?.upperBound ?? 0
    return colormap.indexed(
      Resize.plane(difference, region: region, width: width, height: height),
      range: 0...max(top, 1e-6),
      levels: levels)
  }
}
