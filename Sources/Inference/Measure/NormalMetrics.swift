internal import Foundation

/// How far surface normals are from their ground truth; angles in degrees.
public struct NormalMetrics: Sendable, Hashable, Codable {
  /// Mean angle.
  public let meanAngle: Double
  /// Median angle; the mean of the middle two of an even number.
  public let medianAngle: Double
  /// Root of the mean squared angle.
  public let rmseAngle: Double
  /// Share of pixels below 5°.
  public let within5: Double
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Share below 7.5°; the underscore stands for the decimal point.
  public let within7_5: Double
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Share below 11.25°; the underscore stands for the decimal point.
  public let within11_25: Double
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Share below 22.5°; the underscore stands for the decimal point.
  public let within22_5: Double
  /// Share below 30°.
  public let within30: Double
  /// How many pixels counted.
  public let pixels: Int

  /// Compares normals with their ground truth; both are normalised first.
  ///
  /// Pixels where either vector is zero or not finite never count.
  ///
  /// - Parameters:
  ///   - prediction: `[H, W, 3]`, in the axes of the ground truth.
  ///   - groundTruth: `[H, W, 3]`.
  ///   - mask: which pixels count, row by row; nil for all.
  /// - Returns: the metrics over the pixels that count.
  /// - Throws: `shapeMismatch`; `invalidSetting` when no pixel counts.
  public static func compare(
    _ prediction: Tensor, to groundTruth: Tensor, mask: [Bool]? = nil
  ) throws(InferenceError) -> NormalMetrics {
    guard groundTruth.shape.last == 3 else {
      throw .shapeMismatch(
        what: "The ground truth", expected: groundTruth.shape.dropLast() + [3],
        found: groundTruth.shape)
    }
    let count = groundTruth.count / 3
    try ValidPixels.check(prediction, groundTruth, mask: mask, values: count)
    let found = prediction.scalars
    let truth = groundTruth.scalars
    let angles = (0..<count).compactMap { index in
      mask?[index] ?? true ? angle(vector(found, index), vector(truth, index)) : nil
    }
    guard !angles.isEmpty else { throw ValidPixels.nothingValid }
    return NormalMetrics(angles.sorted())
  }

  private static func vector(_ values: [Float], _ index: Int) -> SIMD3<Double> {
    SIMD3(
      Double(values[3 * index]), Double(values[3 * index + 1]), Double(values[3 * index + 2]))
  }

  private static func angle(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> Double? {
    let lengths = (first * first).sum().squareRoot() * (second * second).sum().squareRoot()
    guard lengths > 0, lengths.isFinite else { return nil }
    let cosine = (first * second).sum() / lengths
    return acos(min(max(cosine, -1), 1)) * 180 / .pi
  }

  private init(_ sorted: [Double]) {
    let count = Double(sorted.count)
    func share(_ bound: Double) -> Double {
      Double(sorted.count { $0 < bound }) / count
    }
    meanAngle = sorted.reduce(0, +) / count
    medianAngle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    rmseAngle = (sorted.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    within5 = share(5)
    within7_5 = share(7.5)
    within11_25 = share(11.25)
    within22_5 = share(22.5)
    within30 = share(30)
    pixels = sorted.count
  }
}
