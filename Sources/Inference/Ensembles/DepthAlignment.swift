/// How the scales and shifts of a depth ensemble's members are found.
///
/// All start where every member fills 0…1 and walk downhill on the pairs' differences; they differ in
/// how the pairs are counted and in when they stop.
public enum DepthAlignment: String, Sendable, Hashable, Codable, CaseIterable {
  /// diffusers' pipeline: the pairs' root mean squares summed, two steps, tolerance 10⁻³.
  case diffusers
  /// The original repository today: the same cost, fifty steps, tolerance 10⁻⁶.
  ///
  /// The cost is computed in 32 bits as there, whose rounding ends the search: its true minimum is that
  /// of members all scaled to nothing.
  case original
  /// The original repository at the paper's time, and GeoWizard and E2E-FT, which copied it: the root of
  /// the mean over all pairs, two steps, tolerance 10⁻³, at full size.
  case paper

  /// Whether the mean goes over all pairs before the root is taken.
  var isPooled: Bool { self == .paper }
  /// Whether the cost is computed in 32 bits.
  var isSingle: Bool { self == .original }
  /// The longest edge at which the cost is computed; nil for the members' own.
  private var longestEdge: Int? { self == .paper ? nil : 1024 }
  private var solver: QuasiNewton {
    self == .original
      ? QuasiNewton(tolerance: 1e-6, iterations: 50) : QuasiNewton(tolerance: 1e-3, iterations: 2)
  }

  /// What brings members to one scale and shift.
  ///
  /// - Parameters:
  ///   - members: Two or more `[H, W]` of one shape.
  ///   - reduction: How they are merged, which the regulariser looks at.
  ///   - checkpoint: Cancellation, asked before each evaluation of the cost.
  /// - Returns: An alignment for each member.
  /// - Throws: `invalidSetting` for fewer than two, `shapeMismatch`, `cancelled`.
  /// - Source: diffusers `ensemble_depth`; the original repository's `ensemble.py`.
  public func align(
    _ members: [Tensor], _ reduction: EnsembleReduction, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> [Alignment] {
    try MergedEnsemble.check(members)
    let small = members.map { shrunk($0) }
    let starts = small.map { DepthEnsemble.unitRange(of: $0) }
    let cost = AlignmentCost(small, self, reduction)
    let ends = try solver.minimise(from: starts.map(\.scale) + starts.map(\.shift)) {
      place throws(InferenceError) in
      guard !checkpoint.isCancelled() else { throw .cancelled }
      return try cost(place, checkpoint)
    }
    let count = members.count
    return (0..<count).map {
      Alignment(scale: ends.place[$0], shift: ends.place[count + $0])
    }
  }

  /// The cost of an alignment, in the terms of this rule.
  ///
  /// - Throws: `shapeMismatch` when members and alignments differ in number or shape.
  public func cost(
    of alignments: [Alignment], _ members: [Tensor], _ reduction: EnsembleReduction
  ) throws(InferenceError) -> Double {
    try MergedEnsemble.check(members)
    guard alignments.count == members.count else {
      throw .shapeMismatch(
        what: "The alignments of an ensemble", expected: [members.count],
        found: [alignments.count])
    }
    let cost = AlignmentCost(members.map { shrunk($0) }, self, reduction)
    return try cost(alignments.map(\.scale) + alignments.map(\.shift))
  }

  private func shrunk(_ member: Tensor) -> Tensor {
    guard let edge = longestEdge, let longest = member.shape.max(), longest > edge else {
      return member
    }
    let (height, width) = (member.shape[0], member.shape[1])
    return Resampling.resize(
      member, height: max(1, height * edge / longest), width: max(1, width * edge / longest),
      .nearestExact)
  }
}
