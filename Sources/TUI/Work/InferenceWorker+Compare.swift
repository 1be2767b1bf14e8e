import Foundation
import Inference

extension InferenceWorker {
  /// Says how far the predictions of two steps are apart; nothing where they are not of one kind.
  func compare(_ pair: StepPair) {
    let target = DecodeTarget.predOriginal.of(pair.modality)
    guard let a = store.prediction(pair.a, pair.indexA, target),
      let b = store.prediction(pair.b, pair.indexB, target),
      let figures = PairDifference(a, b)
    else { return }
    post(.compared(pair, figures))
  }
}

extension PairDifference {
  /// The difference of two predictions; nil where they are of two kinds or sizes.
  init?(_ a: Prediction, _ b: Prediction) {
    guard let plane = PairPlane.difference(a, b) else { return nil }
    let sorted = plane.scalars.filter(\.isFinite).sorted()
    guard let largest = sorted.last else { return nil }
    mean = sorted.reduce(0, +) / Float(sorted.count)
    percentile95 = sorted[(sorted.count - 1) * 95 / 100]
    self.largest = largest
    isAngle = a.quantity == .normals
  }
}

/// What two predictions differ by, pixel by pixel.
enum PairPlane {
  /// `[H, W]`: |A − B| of depth or disparity after the least-squares fit of A to B, the angle between
  /// normals in degrees, the mean difference of pictures' channels.
  ///
  /// Nil where the two are of two kinds or sizes.
  static func difference(_ a: Prediction, _ b: Prediction) -> Tensor? {
    guard a.quantity == b.quantity, a.values.shape == b.values.shape, a.values.count > 0 else {
      return nil
    }
    switch a.quantity {
    case .depth, .disparity:
      guard let fit = try? Alignment.leastSquares(prediction: a.values, groundTruth: b.values)
      else { return nil }
      return apart(a.values, b.values) { left, right, index in
        abs(Float(fit(Double(left[index]))) - right[index])
      }
    case .normals:
      return apart(a.values, b.values) { left, right, index in
        angle(vector(left, index), vector(right, index))
      }
    case .image, .intrinsic:
      return apart(a.values, b.values) { left, right, index in
        let difference = vector(left, index) - vector(right, index)
        return (abs(difference.x) + abs(difference.y) + abs(difference.z)) / 3
      }
    }
  }

  private static func apart(
    _ a: Tensor, _ b: Tensor, _ value: ([Float], [Float], Int) -> Float
  ) -> Tensor {
    var plane = Tensor(zeros: [a.shape[0], a.shape[1]])
    let left = a.scalars
    let right = b.scalars
    plane.scalars = (0..<plane.count).map { value(left, right, $0) }
    return plane
  }

  private static func vector(_ values: [Float], _ index: Int) -> SIMD3<Float> {
    SIMD3(values[3 * index], values[3 * index + 1], values[3 * index + 2])
  }

  /// The angle between two vectors in degrees; NaN where one is zero.
  static func angle(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float {
    let lengths = ((a * a).sum() * (b * b).sum()).squareRoot()
    return acos(min(max((a * b).sum() / lengths, -1), 1)) * 180 / .pi
  }
}
