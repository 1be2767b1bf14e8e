internal import Foundation

/// The space in which a prediction is affine to its ground truth.
public enum DepthSpace: String, Sendable, Hashable, Codable, CaseIterable {
  /// The prediction grows with distance.
  case depth
  /// The prediction grows with nearness: it is affine in 1 / depth.
  case disparity
  /// The prediction's logarithm is affine in that of depth.
  case logarithm

  /// Aligned disparity is at least this before it is inverted, so that depth is at most 1000.
  static let lowestDisparity = 1e-3

  /// The least-squares fit of predictions to depths in this space.
  ///
  /// In disparity and in logarithms only predictions above 0 are fitted, the first as in Marigold's and
  /// Lotus' evaluation.
  ///
  /// - Throws: `invalidSetting` when no prediction can be fitted.
  func fit(_ pairs: [(prediction: Double, truth: Double)]) throws(InferenceError) -> Alignment {
    guard self != .depth else { return Alignment.fit(pairs) }
    let positive = pairs.filter { $0.prediction > 0 && $0.truth > 0 }
    guard !positive.isEmpty else { throw ValidPixels.nothingValid }
    return Alignment.fit(
      positive.map { pair in
        self == .disparity
          ? (prediction: pair.prediction, truth: 1 / pair.truth)
          : (prediction: log(pair.prediction), truth: log(pair.truth))
      })
  }

  /// The depth that a prediction stands for once it is aligned; 0 where it has no logarithm.
  func depth(_ prediction: Double, _ alignment: Alignment) -> Double {
    switch self {
    case .depth: alignment(prediction)
    case .disparity: 1 / max(alignment(prediction), Self.lowestDisparity)
    case .logarithm: prediction > 0 ? exp(alignment(log(prediction))) : 0
    }
  }
}
