import Inference
import TestSupport
import Testing

/// What is said of a stored tensor's values.
@Suite struct TensorStatisticsTests {
  private func statistics(_ values: [Float]) throws -> TensorStatistics {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.safetensors"
    let tensor = try Tensor(values, shape: [values.count])
    try SafetensorsWriter.write([(name: "a", tensor: tensor)], metadata: [:], to: path)
    return try SafetensorsFile(path: path).statistics(of: "a")
  }

  @Test("known values give known figures")
  func known() throws {
    let found = try statistics([-1, 0, 0, 3, 3, 1, 0, 2])
    #expect(found.count == 8 && found.zeros == 3 && found.nonfinite == 0)
    #expect(found.minimum == -1 && found.maximum == 3)
    #expect(found.mean == 1)
    #expect(abs(found.deviation - 2.0.squareRoot()) < 1e-12)
    #expect(found.bins == [1, 0, 3, 0, 1, 0, 1, 2])
    #expect(found.firstNonFinite == nil)
  }

  @Test("NaN and infinities are counted and left out of everything else")
  func nonFinite() throws {
    let found = try statistics([.infinity, 2, .nan, 4, -.infinity])
    #expect(found.nans == 1 && found.infinities == 2 && found.finite == 2)
    #expect(found.firstNonFinite == 0)
    #expect(found.minimum == 2 && found.maximum == 4 && found.mean == 3 && found.deviation == 1)
    #expect(found.bins.reduce(0, +) == 2)
    let nothing = try statistics([.nan, .infinity])
    #expect(nothing.finite == 0 && nothing.bins.isEmpty && nothing.minimum == 0)
  }

  @Test("many values agree with those looked at in one go, over the borders of pieces")
  func pieces() throws {
    var random = SplitMix(state: 7)
    let count = (1 << 20) * 2 + 17
    var values = (0..<count).map { _ in Float.random(in: 99...101, using: &random) }
    values[1 << 20] = .nan
    values[count - 1] = 500
    let found = try statistics(values)
    let whole = try Tensor(values, shape: [count]).statistics
    #expect(found.count == count && found.nans == 1)
    #expect(found.firstNonFinite == 1 << 20)
    #expect(found.minimum == whole.min && found.maximum == 500)
    #expect(abs(found.mean - Double(whole.mean)) < 1e-4)
    #expect(abs(found.deviation - Double(whole.std)) < 1e-5)
    #expect(found.bins.count == 64 && found.bins.reduce(0, +) == count - 1)
    #expect(found.bins.last == 1)
  }

  @Test("values that are all alike lie in one interval")
  func constant() throws {
    let found = try statistics([5, 5, 5])
    #expect(found.minimum == 5 && found.maximum == 5 && found.deviation == 0)
    #expect(found.bins.reduce(0, +) == 3 && found.bins[0] == 3)
    let empty = try statistics([])
    #expect(empty.count == 0 && empty.bins.isEmpty && empty.zeroShare == 0)
  }

  @Test("a missing tensor is named, and a cancelled one ends")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.safetensors"
    try SafetensorsWriter.write(
      [(name: "a", tensor: Tensor(zeros: [4]))], metadata: [:], to: path)
    let file = try SafetensorsFile(path: path)
    let missing = #expect(throws: InferenceError.self) { try file.statistics(of: "b") }
    #expect(missing?.description.contains("tensor b") == true)
    #expect(throws: InferenceError.cancelled) {
      try file.statistics(of: "a", Checkpoint(isCancelled: { true }))
    }
  }
}
