internal import Foundation

/// Element-wise arithmetic and statistics on whole tensors.
extension Tensor {
  /// The smallest and largest value, mean, standard deviation and the number of non-finite values.
  public struct Statistics: Sendable, Hashable, Codable {
    /// Smallest finite value, 0 when there is none.
    public let min: Float
    /// Largest finite value, 0 when there is none.
    public let max: Float
    /// Mean of the finite values.
    public let mean: Float
    /// Population standard deviation of the finite values.
    public let std: Float
    /// How many values are NaN or infinite.
    public let nonfinite: Int
  }

  /// Statistics over all values, accumulated in double precision.
  public var statistics: Statistics {
    var low = Float.infinity
    var high = -Float.infinity
    var sum = 0.0
    var nonfinite = 0
    for value in scalars {
      guard value.isFinite else {
        nonfinite += 1
        continue
      }
      low = Swift.min(low, value)
      high = Swift.max(high, value)
      sum += Double(value)
    }
    let finite = count - nonfinite
    guard finite > 0 else {
      return Statistics(min: 0, max: 0, mean: 0, std: 0, nonfinite: nonfinite)
    }
    let mean = sum / Double(finite)
    var squares = 0.0
    for value in scalars where value.isFinite {
      let difference = Double(value) - mean
      squares += difference * difference
    }
    return Statistics(
      min: low, max: high, mean: Float(mean), std: Float((squares / Double(finite)).squareRoot()),
      nonfinite: nonfinite)
  }

  /// `a * x + b * y`, element by element; the shapes must agree.
  public static func combine(_ a: Float, _ x: Tensor, _ b: Float, _ y: Tensor) -> Tensor {
    precondition(x.shape == y.shape, "combine needs equal shapes")
    var result = x
    for index in result.scalars.indices {
      result.scalars[index] = a * x.scalars[index] + b * y.scalars[index]
    }
    return result
  }

  /// Every value through `transform`.
  public func map(_ transform: (Float) -> Float) -> Tensor {
    var result = self
    for index in result.scalars.indices { result.scalars[index] = transform(scalars[index]) }
    return result
  }

  /// `self * factor`.
  public func scaled(by factor: Float) -> Tensor {
    factor == 1 ? self : map { $0 * factor }
  }

  /// The mean absolute difference of two tensors of one shape, accumulated in double precision.
  public func meanAbsoluteDifference(to other: Tensor) -> Float {
    precondition(shape == other.shape, "a difference needs equal shapes")
    var sum = 0.0
    for index in scalars.indices { sum += Double(abs(scalars[index] - other.scalars[index])) }
    return count == 0 ? 0 : Float(sum / Double(count))
  }
}
