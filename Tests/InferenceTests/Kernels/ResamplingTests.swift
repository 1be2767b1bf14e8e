import Foundation
import Inference
import TestSupport
import Testing

@Suite("Resampling")
struct ResamplingTests {
  static let golden = Golden("resampling/golden.safetensors")

  @Test(
    "every filter equals torch's interpolate",
    arguments: ["8x8-16x16", "17x9-8x24", "12x31-5x7", "6x5-6x13", "3x40-9x11", "1x1-4x3"],
    ["bilinear", "antialiased", "nearest-exact", "bicubic-antialiased"])
  func matchesTorch(sizes: String, filter: String) throws {
    let golden = try Self.golden()
    let expected = try golden.read("\(sizes).\(filter)")
    let filters: [String: Resampling.Filter] = [
      "bilinear": .bilinear(antialiased: false), "antialiased": .bilinear(antialiased: true),
      "nearest-exact": .nearestExact, "bicubic-antialiased": .bicubicAntialiased,
    ]
    let found = Resampling.resize(
      try golden.read("\(sizes).input"), height: expected.shape[1], width: expected.shape[2],
      try #require(filters[filter]))
    expectAgreement(found, with: expected, deviations: Tolerance.step, "\(sizes) \(filter)")
  }

  @Test(
    "a picture is resized and padded as diffusers does it",
    arguments: [(37, 53, 32), (24, 16, 32), (19, 64, 48), (40, 40, 0), (21, 35, 0)])
  func preparesAsDiffusers(height: Int, width: Int, resolution: Int) throws {
    let golden = try Self.golden()
    let name = "picture-\(height)x\(width)-\(resolution)"
    let expected = try golden.read("\(name).output")
    let padding = try golden.read("\(name).padding").scalars.map { Int($0) }
    let found = try ProcessingSize.prepare(
      try golden.read("\(name).input"), resolution: resolution, factor: 8)
    expectAgreement(found.input, with: expected, deviations: Tolerance.step, name)
    #expect(found.height == expected.shape[2] - padding[0])
    #expect(found.width == expected.shape[3] - padding[1])
  }

  @Test("a resolution that is no multiple of the factor is refused by name")
  func refusesOddResolution() throws {
    #expect(throws: InferenceError.self) {
      try ProcessingSize.prepare(Tensor(zeros: [1, 3, 20, 20]), resolution: 190, factor: 8)
    }
  }

  @Test("a picture that would lose its shorter edge is refused")
  func refusesVanishingEdge() throws {
    #expect(throws: InferenceError.self) {
      try ProcessingSize.prepare(Tensor(zeros: [1, 3, 1, 2000]), resolution: 192, factor: 8)
    }
  }
}
