import Inference
import TestSupport
import Testing

@Suite("Ensembles")
struct EnsembleTests {
  static let golden = Golden("ensembles/golden.safetensors")

  private static func members(_ name: String) throws -> [Tensor] {
    let all = try golden().read("\(name).members")
    return try (0..<all.shape[0]).map { index in
      try all.slice(index).reshaped(Array(all.shape.dropFirst()))
    }
  }

  @Test(
    "depth under diffusers' own alignment merges as diffusers merges it", arguments: [2, 3, 5, 10],
    EnsembleReduction.allCases)
  func depth(count: Int, reduction: EnsembleReduction) throws {
    let golden = try Self.golden()
    let name = "depth-\(count).\(reduction.rawValue)"
    let ends = try golden.read("\(name).alignment").scalars.map { Double($0) }
    let found = try DepthEnsemble.merge(
      Self.members("depth-\(count)"),
      alignments: (0..<count).map { Alignment(scale: ends[$0], shift: ends[count + $0]) },
      reduction: reduction)
    expectAgreement(
      found.prediction, with: try golden.read(name), deviations: Tolerance.step, name)
    expectAgreement(
      found.uncertainty, with: try golden.read("\(name).uncertainty"),
      deviations: Tolerance.step, "\(name).uncertainty")
  }

  @Test(
    "normals merge as diffusers merges them", arguments: [2, 3, 5, 10],
    [NormalsEnsemble.closest, .mean])
  func normals(count: Int, reduction: NormalsEnsemble) throws {
    let golden = try Self.golden()
    let name = "normals-\(count).\(reduction.rawValue)"
    let found = try reduction.merge(Self.members("normals-\(count)"))
    expectAgreement(
      found.prediction, with: try golden.read(name), deviations: Tolerance.step, name)
    // Near a cosine of one the arc cosine loses half its digits.
    expectAgreement(
      found.uncertainty, with: try golden.read("\(name).uncertainty"), deviations: 1e-3,
      "\(name).uncertainty")
  }

  @Test(
    "GeoWizard's rule chooses the member that its authors' formula chooses",
    arguments: [2, 3, 5, 10])
  func nearestMember(count: Int) throws {
    let members = try Self.members("normals-\(count)")
    let chosen = Int(try Self.golden().read("normals-\(count).member").scalars[0])
    let merged = try NormalsEnsemble.member.merge(members)
    #expect(members.firstIndex(of: merged.prediction) == chosen)
  }

  @Test("a member's start brings it to 0…1, and a flat member does not divide by zero")
  func start() throws {
    let member = try Tensor([0.25, 0.5, 0.75], shape: [1, 3])
    #expect(DepthEnsemble.unitRange(of: member)(member).scalars == [0, 0.5, 1])
    let flat = DepthEnsemble.unitRange(of: Tensor(zeros: [1, 3]))
    #expect(flat.scale.isFinite && flat.shift == 0)
  }

  @Test("the median of an even number is the lower one")
  func lowerMedian() throws {
    let members = try [4, 1, 3, 2].map { try Tensor([$0], shape: [1, 1]) }
    #expect(try EnsembleReduction.median.merge(members).prediction.scalars == [2])
  }

  @Test("ensembles of one member, of several shapes or without their alignments are refused")
  func refusals() {
    let one = Tensor(zeros: [2, 2])
    #expect(throws: InferenceError.self) { try EnsembleReduction.mean.merge([one]) }
    #expect(throws: InferenceError.self) {
      try EnsembleReduction.mean.merge([one, Tensor(zeros: [2, 3])])
    }
    #expect(throws: InferenceError.self) { try NormalsEnsemble.mean.merge([one, one]) }
    #expect(throws: InferenceError.self) {
      try DepthEnsemble.merge([one, one], alignments: [], reduction: .mean)
    }
  }
}
