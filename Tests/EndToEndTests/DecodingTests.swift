import Foundation
import Inference
import TestSupport
import Testing

/// What the preference `decoding` does, and what is said of it.
@Suite("Decoding by bands")
struct DecodingTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"

  private struct Run {
    let prediction: Data
    let cost: [String: Any]
    let errors: String

    var peak: Int? { cost["peak_bytes"] as? Int }
    var measured: Int? { cost["measured_peak_bytes"] as? Int }
    var decoding: String? { cost["decoding"] as? String }
  }

  private func run(_ decoding: String, _ flags: [String] = []) throws -> Run {
    let folder = try TemporaryFolder()
    let out = folder.path + "/out"
    let result = try Shell.stepscope(
      [
        "run", Self.scene, "--out", out, "--threads", "1", "--steps", "1", "--resolution", "768",
      ] + flags, environment: ["STEPSCOPE_DECODING": decoding])
    #expect(result.status == 0, "\(result.errors)")
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: out + "/" + name))
    }
    let report = try JSONSerialization.jsonObject(with: data("run.json")) as? [String: Any]
    return Run(
      prediction: try data("prediction.npy"),
      cost: try #require(report?["cost"] as? [String: Any]), errors: result.errors)
  }

  @Test("the result is the same, with less memory, which is foreseen and said")
  func bands() throws {
    let remark = try #require(Decoding.bands.remark)
    let (whole, bands) = try (run("whole"), run("bands"))
    #expect(whole.prediction == bands.prediction)
    #expect(whole.decoding == nil && !whole.errors.contains(remark))
    #expect(bands.decoding == "bands" && bands.errors.contains("stepscope: " + remark))
    let (expected, measured) = (try #require(bands.peak), try #require(bands.measured))
    #expect(abs(Double(expected) / Double(measured) - 1) <= 0.15, "\(expected) for \(measured)")
    #expect(try measured < #require(whole.measured))
    // By itself where the memory is between the two.
    let limit = try (#require(whole.peak) + expected) / 2_000_000
    let chosen = try run("auto", ["--memory-limit", "\(limit)MB", "--quiet"])
    #expect(chosen.decoding == "bands" && chosen.prediction == whole.prediction)
    #expect(chosen.errors.isEmpty)
    #expect(try run("auto").decoding == nil)
  }
}
