import Inference
import Testing

@Suite("Normal metrics")
struct NormalMetricsTests {
  private static func tensor(_ vectors: [[Float]]) throws -> Tensor {
    try Tensor(vectors.flatMap(\.self), shape: [1, vectors.count, 3])
  }

  @Test("All pixels and masked pixels give the reference's figures", arguments: 0..<2)
  func reference(_ index: Int) throws {
    let file = try ReferenceTensors("measure/normals.safetensors")
    let golden = try #require(try ReferenceTensors.json("measure/metrics.json") as? [String: Any])
    let row = try #require(golden["normals"] as? [[String: Any]])[index]
    let figures = try #require(row["figures"] as? [String: Double])
    let mask = try file["mask"].scalars.map { $0 > 0 }
    let found = try NormalMetrics.compare(
      file["prediction"], to: file["truth"], mask: row["mask"] as? Bool == true ? mask : nil)
    let values = [
      "pixels": Double(found.pixels), "meanAngle": found.meanAngle,
      "medianAngle": found.medianAngle, "rmseAngle": found.rmseAngle, "within5": found.within5,
      "within7_5": found.within7_5, "within11_25": found.within11_25,
      "within22_5": found.within22_5, "within30": found.within30,
    ]
    #expect(Set(values.keys) == Set(figures.keys))
    for (name, value) in values {
      let expected = try #require(figures[name])
      #expect(abs(value - expected) < 1e-6 * max(1, abs(expected)), "\(name)")
    }
  }

  @Test("Length does not count, direction does")
  func direction() throws {
    let truth = try Self.tensor([[0, 0, 1], [1, 0, 0], [0, 2, 0]])
    let found = try NormalMetrics.compare(
      Self.tensor([[0, 0, 9], [0, 1, 0], [0, -1, 0]]), to: truth)
    #expect(found.meanAngle == 90 && found.medianAngle == 90)
    #expect(abs(found.within11_25 - 1.0 / 3) < 1e-12)
  }

  @Test("Vectors of no length or no number do not count")
  func invalid() throws {
    let truth = try Self.tensor([[0, 0, 1], [0, 0, 0], [0, 0, 1], [0, 0, 1]])
    let found = try NormalMetrics.compare(
      Self.tensor([[0, 0, 1], [0, 0, 1], [.nan, 0, 1], [0, 0, 0]]), to: truth)
    #expect(found.pixels == 1 && found.meanAngle == 0)
  }

  @Test("Nothing to compare and shapes that differ are refused")
  func refuses() throws {
    let one = try Self.tensor([[0, 0, 1]])
    #expect(throws: InferenceError.self) {
      try NormalMetrics.compare(Tensor(zeros: [1, 1, 3]), to: one)
    }
    #expect(throws: InferenceError.self) {
      try NormalMetrics.compare(Tensor(zeros: [3, 1, 1]), to: one)
    }
    #expect(throws: InferenceError.self) {
      try NormalMetrics.compare(Tensor(zeros: [3, 1]), to: Tensor(zeros: [3, 1]))
    }
    #expect(throws: InferenceError.self) { try NormalMetrics.compare(one, to: one, mask: []) }
  }
}
