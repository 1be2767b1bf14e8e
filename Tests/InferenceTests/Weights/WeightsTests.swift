internal import Synchronization
internal import Testing

@testable internal import Inference

@Suite struct WeightsTests {
  struct Shapes: Weights.Source {
    var shapes: [String: [Int]]
    let path = "a.safetensors"
    func read(_ name: String) throws(InferenceError) -> Tensor {
      Tensor(zeros: shapes[name] ?? [])
    }
  }

  static let sound = [
    "conv_in.weight": [4, 3, 3, 3], "conv_in.bias": [4], "mid.to_q.weight": [4, 4, 1, 1],
    "mid.to_k.weight": [4, 4],
  ]

  /// What a network that needs `sound` says of other shapes.
  static func problems(_ shapes: [String: [Int]]) throws -> [String] {
    let weights = Weights(Shapes(shapes: shapes))
    _ = try weights("conv_in.weight", shape: [4, 3, 3, 3])
    _ = try weights("conv_in.bias", shape: [4])
    _ = try weights.scope("mid").scope("to_q")("weight", shape: [4, 4])
    _ = try weights.scope("mid")("to_k.weight", shape: [4, 4])
    do throws(InferenceError) {
      try weights.finish("UNet")
      return []
    } catch {
      guard case .weights("a.safetensors", "UNet", let problems) = error else { throw error }
      return problems
    }
  }

  @Test func soundWeightsHaveNoProblems() throws {
    #expect(try Self.problems(Self.sound).isEmpty)
  }

  @Test(arguments: sound.keys.sorted()) func aRemovedTensorIsMissing(_ name: String) throws {
    var shapes = Self.sound
    shapes[name] = nil
    let problems = try Self.problems(shapes)
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("\(name) [4") == true && problems[0].hasSuffix("is missing"))
  }

  @Test(arguments: sound.keys.sorted())
  func aRenamedTensorIsMissingWithItsNearestNameAndLeftOver(_ name: String) throws {
    var shapes = Self.sound
    shapes[name + "s"] = shapes.removeValue(forKey: name)
    let problems = try Self.problems(shapes)
    #expect(problems.count == 2)
    #expect(problems.first?.hasSuffix("the nearest name is \(name)s") == true)
    #expect(problems.last == "\(name)s is left over")
  }

  @Test(arguments: sound.keys.sorted()) func aReshapedTensorIsNamed(_ name: String) throws {
    var shapes = Self.sound
    shapes[name]?[0] = 5
    let problems = try Self.problems(shapes)
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("\(name) has the shape [5") == true)
  }

  @Test func problemsAreOrderedMissingMisshapedLeftOver() throws {
    let problems = try Self.problems([
      "conv_in.weight": [4, 3, 3, 2], "conv_in.bias": [4], "zz": [1], "aa": [1],
      "mid.to_q.weight": [4, 4],
    ])
    #expect(problems.count == 4)
    #expect(problems[0].hasPrefix("mid.to_k.weight [4, 4] is missing"))
    #expect(problems[1].hasPrefix("conv_in.weight has the shape"))
    #expect(problems[2...] == ["aa is left over", "zz is left over"])
  }

  @Test(arguments: [[1 << 20, 1 << 20], [Int.max, 2], [1 << 40, 1 << 40]])
  func aConfigThatAsksForTheWholeMemoryIsStopped(_ shape: [Int]) {
    let weights = Weights(Shapes(shapes: ["a": [1]]))
    #expect(throws: InferenceError.self) { try weights("b", shape: shape) }
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 2),
    ("a.weight", "a.weights", 1), ("aab", "ab", 1),
  ])
  func editDistanceIsLevenshteins(_ a: String, _ b: String, _ distance: Int) {
    #expect(NearestName.distance(Array(a.utf8), Array(b.utf8), limit: 9) == distance)
    #expect(NearestName.distance(Array(a.utf8), Array(b.utf8), limit: distance) == distance)
    #expect(NearestName.distance(Array(a.utf8), Array(b.utf8), limit: distance - 1) == nil)
  }

  @Test func farNamesAreNotSuggested() {
    #expect(NearestName.of("conv_in.weight", among: ["time_embedding.bias"]) == nil)
    #expect(NearestName.of("conv_in", among: ["conv_im", "conv_ix"]) == "conv_im")
  }

  @Test func readingTellsHowFarItIsAndStopsWhenAsked() throws {
    let stages = Mutex<[Checkpoint.Stage]>([])
    let shapes = ["a.x": [1_500_000], "b": [600_000]]
    let weights = Weights(Shapes(shapes: shapes)).reporting(
      to: Checkpoint(reach: { stage throws(InferenceError) in stages.withLock { $0.append(stage) } }
      ),
      as: "unet")
    _ = try weights.scope("a")("x", shape: [1_500_000])
    _ = try weights("b", shape: [600_000])
    let told = stages.withLock { $0 }
    #expect(told.map(\.completed) == [2, 3])
    #expect(told.allSatisfy { $0.total == 3 && $0.network == "unet weights, million" })
    let cancelled = Weights(Shapes(shapes: shapes)).reporting(
      to: Checkpoint(isCancelled: { true }), as: "unet")
    #expect(throws: InferenceError.cancelled) { try cancelled("b", shape: [600_000]) }
  }

  @Test func anOutlineHandsOutNoValuesAndFindsTheSameProblems() throws {
    let weights = Weights(Shapes(shapes: Self.sound)).outline
    #expect(try weights("conv_in.weight", shape: [4, 3, 3, 3]).shape == [0, 0, 3, 3])
    #expect(try weights("conv_in.bias", shape: [5]).shape == [0])
    #expect(throws: InferenceError.self) { try weights.finish("UNet") }
  }
}
