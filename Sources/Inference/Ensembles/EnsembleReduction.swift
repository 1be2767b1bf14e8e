/// How the members' values at one place become one value.
public enum EnsembleReduction: String, Sendable, Hashable, Codable, CaseIterable {
  /// The median, of an even number the lower of the middle two, as torch takes it.
  case median
  /// The arithmetic mean.
  case mean

  /// Merges members value by value.
  ///
  /// The uncertainty is the median of the absolute differences from the median, or the standard
  /// deviation (of N − 1) around the mean. Intrinsic images are merged so, without alignment.
  ///
  /// - Parameter members: two or more of one shape.
  /// - Returns: the merged values and their uncertainty, both of a member's shape.
  /// - Throws: `invalidSetting` for fewer than two, `shapeMismatch` for several shapes.
  /// - Source: diffusers `pipeline_marigold_depth.py` and `pipeline_marigold_intrinsics.py`.
  public func merge(_ members: [Tensor]) throws(InferenceError) -> MergedEnsemble {
    try MergedEnsemble.check(members)
    var prediction = Tensor(zeros: members[0].shape)
    var uncertainty = prediction
    var values = [Float](repeating: 0, count: members.count)
    for index in 0..<prediction.count {
      for (number, member) in members.enumerated() { values[number] = member.scalars[index] }
      (prediction.scalars[index], uncertainty.scalars[index]) = reduce(&values)
    }
    return MergedEnsemble(prediction: prediction, uncertainty: uncertainty)
  }

  private func reduce(_ values: inout [Float]) -> (value: Float, spread: Float) {
    switch self {
    case .median:
      let middle = Self.lowerMedian(&values)
      for index in values.indices { values[index] = abs(values[index] - middle) }
      return (middle, Self.lowerMedian(&values))
    case .mean:
      let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
      let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return (Float(mean), Float((squares / Double(values.count - 1)).squareRoot()))
    }
  }

  /// The lower median; a value that is not a number wins, as in torch.
  private static func lowerMedian(_ values: inout [Float]) -> Float {
    if values.contains(where: \.isNaN) { return .nan }
    values.sort()
    return values[(values.count - 1) / 2]
  }
}
