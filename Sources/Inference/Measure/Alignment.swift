/// The scale and shift that bring an affine-invariant prediction to its ground truth.
public struct Alignment: Sendable, Hashable, Codable {
  /// The factor.
  public let scale: Double
  /// What is added.
  public let shift: Double

  /// An alignment from its parts.
  public init(scale: Double, shift: Double) {
    self.scale = scale
    self.shift = shift
  }

  /// The least-squares fit of `scale · prediction + shift` to the ground truth, in double precision.
  ///
  /// A prediction that is constant over the mask has no scale: it is fitted by the mean of the ground
  /// truth with scale 0.
  ///
  /// - Parameters:
  ///   - prediction: any shape.
  ///   - groundTruth: the same shape.
  ///   - mask: which values count; nil for all. Values that are not finite on either side never count.
  /// - Returns: the fit.
  /// - Throws: `shapeMismatch`, or `invalidSetting` when no value counts.
  public static func leastSquares(
    prediction: Tensor, groundTruth: Tensor, mask: [Bool]? = nil
  ) throws(InferenceError) -> Alignment {
    let valid = try ValidPixels(prediction, groundTruth, mask: mask)
    return fit(valid.pairs)
  }

  /// The fit to pairs of prediction and ground truth.
  static func fit(_ pairs: [(prediction: Double, truth: Double)]) -> Alignment {
    let count = Double(pairs.count)
    let mean = pairs.reduce(into: (prediction: 0.0, truth: 0.0)) {
      $0.prediction += $1.prediction
      $0.truth += $1.truth
    }
    let centre = (prediction: mean.prediction / count, truth: mean.truth / count)
    var covariance = 0.0
    var variance = 0.0
    var magnitude = 0.0
    for pair in pairs {
      let difference = pair.prediction - centre.prediction
      covariance += difference * (pair.truth - centre.truth)
      variance += difference * difference
      magnitude = max(magnitude, abs(pair.prediction))
    }
    // Below this the spread is what rounding leaves of equal values.
    let rounding = magnitude * 0x1p-50
    guard variance > count * rounding * rounding else {
      return Alignment(scale: 0, shift: centre.truth)
    }
    let scale = covariance / variance
    return Alignment(scale: scale, shift: centre.truth - scale * centre.prediction)
  }

  /// The aligned value of one prediction.
  public func callAsFunction(_ prediction: Double) -> Double { scale * prediction + shift }

  /// The aligned values of a whole prediction.
  public func callAsFunction(_ prediction: Tensor) -> Tensor {
    var result = prediction
    result.scalars = prediction.scalars.map { Float(self(Double($0))) }
    return result
  }
}
