import Inference
import Testing

@Suite("Depth metrics")
struct DepthMetricsTests {
  private static func tensor(_ values: [Float]) throws -> Tensor {
    try Tensor(values, shape: [1, values.count])
  }

  @Test(
    "Every choice of space, alignment, range and mask gives the reference's figures",
    arguments: 0..<16)
  func reference(_ index: Int) throws {
    let file = try ReferenceTensors("measure/depth.safetensors")
    let golden = try #require(try ReferenceTensors.json("measure/metrics.json") as? [String: Any])
    let row = try #require(golden["depth"] as? [[String: Any]])[index]
    let figures = try #require(row["figures"] as? [String: Double])
    let lowest = try #require(row["lowest"] as? Double)
    let highest = try #require(row["highest"] as? Double)
    let space = try #require(DepthSpace(rawValue: row["space"] as? String ?? ""))
    let options = DepthMetrics.Options(
      aligns: row["aligns"] as? Bool == true, depthRange: lowest...highest, space: space)
    let mask = try file["mask"].scalars.map { $0 > 0 }
    let found = try DepthMetrics.compare(
      file[space == .depth ? "prediction" : "inverse"], to: file["truth"],
      mask: row["mask"] as? Bool == true ? mask : nil,
      options: options)
    let values = [
      "scale": found.alignment.scale, "shift": found.alignment.shift,
      "pixels": Double(found.pixels), "absRel": found.absRel, "sqRel": found.sqRel,
      "rmse": found.rmse, "logRMSE": found.logRMSE, "log10": found.log10, "delta1": found.delta1,
      "delta2": found.delta2, "delta3": found.delta3, "iRMSE": found.iRMSE,
      "siLog": found.siLog,
    ]
    #expect(Set(values.keys) == Set(figures.keys))
    for (name, value) in values {
      let expected = try #require(figures[name])
      #expect(abs(value - expected) < 1e-9 * max(1, abs(expected)), "\(name)")
    }
  }

  @Test("An affine copy of the ground truth is perfect after alignment")
  func affineCopy() throws {
    let truth = try Self.tensor([1, 2, 3, 5])
    let prediction = try Self.tensor([0.9, 0.8, 0.7, 0.5])
    let found = try DepthMetrics.compare(prediction, to: truth)
    #expect(found.absRel < 1e-6 && found.delta1 == 1 && found.rmse < 1e-5)
    #expect(abs(found.alignment.scale + 10) < 1e-5 && abs(found.alignment.shift - 10) < 1e-5)
  }

  @Test("A constant prediction is fitted by the mean")
  func constant() throws {
    let fit = try Alignment.leastSquares(
      prediction: Self.tensor([0.1, 0.1, 0.1]), groundTruth: Self.tensor([1, 2, 6]))
    #expect(fit == Alignment(scale: 0, shift: 3))
    let single = try Alignment.leastSquares(
      prediction: Self.tensor([0.7]), groundTruth: Self.tensor([4]))
    #expect(single == Alignment(scale: 0, shift: 4))
  }

  @Test("Values that are not finite, not positive or masked out do not count")
  func invalid() throws {
    let prediction = try Self.tensor([1, .nan, 3, 4, .infinity, 6, 2])
    let truth = try Self.tensor([1, 2, .nan, 0, 5, 6, 100])
    let found = try DepthMetrics.compare(
      prediction, to: truth, mask: [true, true, true, true, true, true, false],
      options: DepthMetrics.Options(aligns: false))
    #expect(found.pixels == 2 && found.absRel == 0)
  }

  @Test("Nothing to compare is an error, not a figure")
  func nothing() throws {
    let ones = try Self.tensor([1, 1])
    #expect(throws: InferenceError.self) {
      try DepthMetrics.compare(ones, to: Tensor(zeros: [1, 2]))
    }
    #expect(throws: InferenceError.self) {
      try DepthMetrics.compare(ones, to: ones, mask: [false, false])
    }
    #expect(throws: InferenceError.self) {
      try DepthMetrics.compare(
        ones, to: ones, options: DepthMetrics.Options(depthRange: -5 ... -1))
    }
  }

  @Test("Shapes that differ are refused")
  func shapes() throws {
    let two = try Self.tensor([1, 2])
    #expect(throws: InferenceError.self) {
      try DepthMetrics.compare(two, to: Tensor(zeros: [2, 1]))
    }
    #expect(throws: InferenceError.self) { try DepthMetrics.compare(two, to: two, mask: [true]) }
  }

  @Test("The floor keeps aligned depth positive")
  func floor() throws {
    let prediction = try Self.tensor([-5, 1])
    let truth = try Self.tensor([1, 1])
    let found = try DepthMetrics.compare(
      prediction, to: truth, options: DepthMetrics.Options(aligns: false, floor: 0.01))
    #expect(abs(found.absRel - 0.495) < 1e-12)
    #expect(throws: InferenceError.self) {
      try DepthMetrics.compare(prediction, to: truth, options: DepthMetrics.Options(floor: 0))
    }
  }
}
