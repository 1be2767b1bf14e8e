import Inference
import TestSupport
import Testing

/// The alignment against scipy's solver on the same cost in 64 bits, and against diffusers' own in 32.
@Suite("Alignment of depth ensembles")
struct DepthAlignmentTests {
  private static func members(_ count: Int) throws -> [Tensor] {
    let all = try EnsembleTests.golden().read("depth-\(count).members")
    return try (0..<count).map { try all.slice($0).reshaped(Array(all.shape.dropFirst())) }
  }

  private static func alignments(_ key: String) throws -> [Alignment] {
    let ends = try EnsembleTests.golden().read(key)
    let count = ends.shape[1]
    return (0..<count).map {
      Alignment(
        scale: Double(ends.scalars[$0]), shift: Double(ends.scalars[count + $0]))
    }
  }

  @Test(
    "in 64 bits the solver ends where scipy's ends", arguments: [2, 3, 5, 10],
    EnsembleReduction.allCases)
  func solver(count: Int, reduction: EnsembleReduction) throws {
    let members = try Self.members(count)
    for rule in [DepthAlignment.diffusers, .paper] {
      let found = try rule.align(members, reduction)
      let expected = try Self.alignments(
        "depth-\(count).\(reduction.rawValue).solved.\(rule.rawValue)")
      for (one, other) in zip(found, expected) {
        #expect(abs(one.scale - other.scale) < 1e-5, "\(rule) \(found) \(expected)")
        #expect(abs(one.shift - other.shift) < 1e-5, "\(rule)")
      }
    }
  }

  /// diffusers computes the cost in 32 bits, and where its solver ends is a matter of rounding: within
  /// these bounds it differs as much from itself when every member is moved by one unit in the last place.
  @Test(
    "the merged map is diffusers' up to the rounding of its cost, which is no lower",
    arguments: [2, 3, 5, 10], EnsembleReduction.allCases)
  func agreement(count: Int, reduction: EnsembleReduction) throws {
    let members = try Self.members(count)
    let rule = DepthAlignment.diffusers
    let found = try rule.align(members, reduction)
    let theirs = try Self.alignments("depth-\(count).\(reduction.rawValue).alignment")
    let cost = try rule.cost(of: found, members, reduction)
    #expect(cost <= 1.03 * (try rule.cost(of: theirs, members, reduction)))
    let map = try DepthEnsemble.merge(members, alignments: found, reduction: reduction).prediction
    let golden = try EnsembleTests.golden().read("depth-\(count).\(reduction.rawValue)")
    let fitted = try Alignment.leastSquares(prediction: map, groundTruth: golden)(map)
    let differences = zip(fitted.scalars, golden.scalars).map { abs($0 - $1) }
    let mean = differences.reduce(0, +) / Float(differences.count)
    #expect(mean < (reduction == .mean ? 0.002 : 0.02), "\(mean)")
    #expect(
      (differences.max() ?? 1) < (reduction == .mean ? 0.01 : 0.1), "\(differences.max() ?? 1)")
  }

  @Test("the original repository's fifty steps end where rounding ends them, below the start")
  func original() throws {
    let members = try Self.members(3)
    let rule = DepthAlignment.original
    let found = try rule.align(members, .median)
    let start = members.map { DepthEnsemble.unitRange(of: $0) }
    let cost = try rule.cost(of: found, members, .median)
    #expect(cost <= (try rule.cost(of: start, members, .median)))
    // The true minimum, in which every member is scaled to nothing, costs 0.02.
    #expect(cost > 0.1)
    #expect(found.allSatisfy { $0.scale > 0.5 })
  }

  @Test(
    "members beyond 1024 pixels are aligned at a smaller size, by the paper's rule at their own")
  func sizes() throws {
    let rows = try Self.members(3)
    let long = try rows.map { member in
      try Tensor(
        (0..<2048).map { member.scalars[$0 / 5 % member.count] }, shape: [1, 2048])
    }
    let short = long.map { Resampling.resize($0, height: 1, width: 1024, .nearestExact) }
    #expect(
      try DepthAlignment.diffusers.align(long, .mean)
        == DepthAlignment.diffusers.align(short, .mean))
    #expect(
      try DepthAlignment.paper.align(long, .mean) != DepthAlignment.paper.align(short, .mean))
  }

  @Test("an alignment can be cancelled, and one member alone is refused")
  func refusals() throws {
    let members = try Self.members(3)
    #expect(throws: InferenceError.cancelled) {
      try DepthAlignment.diffusers.align(members, .median, Checkpoint(isCancelled: { true }))
    }
    #expect(throws: InferenceError.self) {
      try DepthAlignment.diffusers.align([members[0]], .median)
    }
    #expect(throws: InferenceError.self) {
      try DepthAlignment.diffusers.cost(of: [], members, .median)
    }
  }
}
