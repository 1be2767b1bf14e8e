/// Members of a depth ensemble: where their alignment starts, and how aligned members become one map.
public enum DepthEnsemble {
  /// The scale and shift that bring one member to 0…1, from which every published alignment starts.
  ///
  /// - Parameter member: `[H, W]`.
  /// - Returns: scale 1 / (max − min), the range being at least 10⁻⁶, and the shift that goes with it.
  public static func unitRange(of member: Tensor) -> Alignment {
    let lowest = member.scalars.min() ?? 0
    let highest = member.scalars.max() ?? 0
    let scale = 1 / max(highest - lowest, 1e-6)
    return Alignment(scale: Double(scale), shift: Double(-scale * lowest))
  }

  /// Merges members under their alignments and brings the result to 0…1.
  ///
  /// - Parameters:
  ///   - members: two or more `[H, W]`.
  ///   - alignments: one for each member.
  ///   - reduction: how aligned values become one.
  /// - Returns: the map in 0…1, and the uncertainty divided by the range that was there before.
  /// - Throws: `invalidSetting` for fewer than two, `shapeMismatch` for several shapes or numbers.
  /// - Source: diffusers `ensemble_depth`.
  public static func merge(
    _ members: [Tensor], alignments: [Alignment], reduction: EnsembleReduction
  ) throws(InferenceError) -> MergedEnsemble {
    guard members.count == alignments.count else {
      throw .shapeMismatch(
        what: "The alignments of an ensemble", expected: [members.count],
        found: [alignments.count])
    }
    let aligned = zip(members, alignments).map { member, alignment in
      let (scale, shift) = (Float(alignment.scale), Float(alignment.shift))
      var result = member
      result.scalars = member.scalars.map { $0 * scale + shift }
      return result
    }
    let merged = try reduction.merge(aligned)
    let lowest = merged.prediction.scalars.min() ?? 0
    let range = max((merged.prediction.scalars.max() ?? 0) - lowest, 1e-6)
    var (prediction, uncertainty) = (merged.prediction, merged.uncertainty)
    prediction.scalars = prediction.scalars.map { ($0 - lowest) / range }
    uncertainty.scalars = uncertainty.scalars.map { $0 / range }
    return MergedEnsemble(prediction: prediction, uncertainty: uncertainty)
  }
}
