/// The pixels of a prediction and its ground truth that count.
struct ValidPixels {
  /// Both values of each pixel, in order.
  let pairs: [(prediction: Double, truth: Double)]

  /// The pixels inside the mask that are finite on both sides and lie inside the range.
  ///
  /// - Throws: `shapeMismatch`, or `invalidSetting` when no pixel counts.
  init(
    _ prediction: Tensor, _ groundTruth: Tensor, mask: [Bool]?,
    range: ClosedRange<Double> = -.infinity ... .infinity
  ) throws(InferenceError) {
    try Self.check(prediction, groundTruth, mask: mask, values: prediction.count)
    var pairs: [(prediction: Double, truth: Double)] = []
    pairs.reserveCapacity(prediction.count)
    for index in 0..<prediction.count where mask?[index] ?? true {
      let value = prediction.scalars[index]
      let truth = Double(groundTruth.scalars[index])
      guard value.isFinite, truth.isFinite, range.contains(truth) else { continue }
      pairs.append((Double(value), truth))
    }
    guard !pairs.isEmpty else { throw Self.nothingValid }
    self.pairs = pairs
  }

  /// Refuses shapes that do not belong together.
  ///
  /// - Throws: `shapeMismatch`.
  static func check(
    _ prediction: Tensor, _ groundTruth: Tensor, mask: [Bool]?, values: Int
  ) throws(InferenceError) {
    guard prediction.shape == groundTruth.shape else {
      throw .shapeMismatch(
        what: "The prediction", expected: groundTruth.shape, found: prediction.shape)
    }
    guard mask == nil || mask?.count == values else {
      throw .shapeMismatch(what: "The mask", expected: [values], found: [mask?.count ?? 0])
    }
  }

  /// The error for a comparison of nothing.
  static var nothingValid: InferenceError {
    .invalidSetting(
      name: "the ground truth", value: "without a single valid pixel",
      allowed: "maps with at least one finite value inside the mask and the depth range")
  }
}
