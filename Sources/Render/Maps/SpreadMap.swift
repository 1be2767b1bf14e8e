public import Inference

/// How far the predictions of several steps lie apart, pixel by pixel.
public enum SpreadMap {
  /// The standard deviation over equally shaped tensors, element by element.
  ///
  /// The mean of the squares is over all of them (not one less), so that a single one gives zero. Where one
  /// is not finite, the result is not.
  public static func deviation(_ tensors: [Tensor]) -> Tensor? {
    guard let first = tensors.first, tensors.allSatisfy({ $0.shape == first.shape }) else {
      return nil
    }
    let count = Float(tensors.count)
    var mean = [Float](repeating: 0, count: first.count)
    for values in tensors.map(\.scalars) {
      for index in mean.indices { mean[index] += values[index] / count }
    }
    var variance = [Float](repeating: 0, count: first.count)
    for values in tensors.map(\.scalars) {
      for index in mean.indices {
        let difference = values[index] - mean[index]
        variance[index] += difference * difference / count
      }
    }
    var result = Tensor(zeros: first.shape)
    result.scalars = variance.map { $0.squareRoot() }
    return result
  }

  /// The same as a plane `[H, W]`: of `[H, W, C]` the root of the mean of the channels' variances.
  public static func plane(_ tensors: [Tensor]) -> Tensor? {
    guard let deviation = deviation(tensors) else { return nil }
    guard deviation.shape.count == 3, let channels = deviation.shape.last, channels > 0 else {
      return deviation
    }
    var plane = Tensor(zeros: Array(deviation.shape.prefix(2)))
    for index in plane.scalars.indices {
      var sum: Float = 0
      for channel in 0..<channels {
        let value = deviation.scalars[index * channels + channel]
        sum += value * value
      }
      plane.scalars[index] = (sum / Float(channels)).squareRoot()
    }
    return plane
  }
}
