/// The space in which a prediction is affine to its ground truth.
public enum DepthSpace: String, Sendable, Hashable, Codable, CaseIterable {
  /// The prediction grows with distance.
  case depth
  /// The prediction grows with nearness: it is affine in 1 / depth.
  case disparity

  /// Aligned disparity is at least this before it is inverted, so that depth is at most 1000.
  static let lowestDisparity = 1e-3

  /// The least-squares fit of predictions to depths in this space.
  ///
  /// In disparity only predictions above 0 are fitted, as in Marigold's and Lotus' evaluation.
  ///
  /// - Throws: `invalidSetting` when no prediction can be fitted.
  func fit(_ pairs: [(prediction: Double, truth: Double)]) throws(InferenceError) -> Alignment {
    guard self == .disparity else { return Alignment.fit(pairs) }
    let inverted = pairs.lazy.filter { $0.prediction > 0 && $0.truth > 0 }
      .map { (prediction: $0.prediction, truth: 1 / $0.truth) }
    guard !inverted.isEmpty else { throw ValidPixels.nothingValid }
    return Alignment.fit(Array(inverted))
  }

  /// The depth of an aligned value of this space.
  func depth(_ value: Double) -> Double {
    self == .depth ? value : 1 / max(value, Self.lowestDisparity)
  }
}
