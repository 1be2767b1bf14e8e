/// From the decoder's picture to values, in the ways the papers share.
enum PostProcessing {
  /// The mean of the three channels of `[1, 3, H, W]`: `[H, W]`.
  static func channelMean(_ decoded: Tensor) -> Tensor {
    let height = decoded.shape[2]
    let width = decoded.shape[3]
    let area = height * width
    var result = Tensor(zeros: [height, width])
    for index in 0..<area {
      result.scalars[index] =
        (decoded.scalars[index] + decoded.scalars[area + index] + decoded.scalars[2 * area + index])
        / 3
    }
    return result
  }

  /// The channels of `[1, 3, H, W]` beside each other: `[H, W, 3]`.
  static func interleaved(_ decoded: Tensor) -> Tensor {
    let height = decoded.shape[2]
    let width = decoded.shape[3]
    let area = height * width
    var result = Tensor(zeros: [height, width, 3])
    for index in 0..<area {
      for channel in 0..<3 {
        result.scalars[index * 3 + channel] = decoded.scalars[channel * area + index]
      }
    }
    return result
  }

  /// −1…1 to 0…1, values outside cut off.
  static func unitRange(_ tensor: Tensor) -> Tensor {
    tensor.map { (min(max($0, -1), 1) + 1) / 2 }
  }

  /// The smallest value at 0, the largest at 1; all equal gives 0.
  static func minMax(_ tensor: Tensor) -> Tensor {
    let statistics = tensor.statistics
    let span = statistics.max - statistics.min
    return span > 0
      ? tensor.map { ($0 - statistics.min) / span } : Tensor(zeros: tensor.shape)
  }

  /// Vectors `[H, W, 3]` divided by the length that `divisor` makes of their own.
  static func normalised(_ vectors: Tensor, divisor: (Float) -> Float) -> Tensor {
    var result = vectors
    for index in stride(from: 0, to: vectors.count, by: 3) {
      let x = vectors.scalars[index]
      let y = vectors.scalars[index + 1]
      let z = vectors.scalars[index + 2]
      let length = divisor((x * x + y * y + z * z).squareRoot())
      result.scalars[index] = x / length
      result.scalars[index + 1] = y / length
      result.scalars[index + 2] = z / length
    }
    return result
  }

  /// Vectors `[H, W, 3]` divided by slightly more than their length, as E2E-FT and GeoWizard do it.
  static func unitLength(_ vectors: Tensor) -> Tensor {
    normalised(vectors) { $0 + 1e-5 }
  }

  /// Values `[H, W]` or `[H, W, 3]` at another size; unless another filter is given, bilinear without
  /// antialias, as diffusers' Marigold pipelines bring a prediction back to the picture's size.
  static func resized(
    _ values: Tensor, height: Int, width: Int,
    _ filter: Resampling.Filter = .bilinear(antialiased: false)
  ) -> Tensor {
    byPlanes(values, height: height, width: width) {
      Resampling.resize($0, height: height, width: width, filter)
    }
  }

  /// Values `[H, W]`, or the planes of `[H, W, 3]`, through something that changes their size.
  static func byPlanes(
    _ values: Tensor, height: Int, width: Int, _ resize: (Tensor) -> Tensor
  ) -> Tensor {
    guard values.shape.count == 3 else { return resize(values) }
    let old = values.shape[0] * values.shape[1]
    var planes = Tensor(zeros: [3, values.shape[0], values.shape[1]])
    for index in 0..<old {
      for channel in 0..<3 {
        planes.scalars[channel * old + index] = values.scalars[index * 3 + channel]
      }
    }
    let resized = resize(planes)
    var result = Tensor(zeros: [height, width, 3])
    for index in 0..<(height * width) {
      for channel in 0..<3 {
        result.scalars[index * 3 + channel] = resized.scalars[channel * height * width + index]
      }
    }
    return result
  }
}
