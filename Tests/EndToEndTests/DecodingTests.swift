import Foundation
import Inference
import Render
import TestSupport
import Testing

/// What the preference `decoding` does, and what is said of it.
@Suite("Decoding by bands and by passes")
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
  func ways() throws {
    let whole = try run("whole")
    #expect(whole.decoding == nil)
    let runs = [whole, try run("bands"), try run("passes")]
    for (way, run) in zip([Decoding.bands, .passes], runs.dropFirst()) {
      let remark = try #require(way.remark)
      #expect(!whole.errors.contains(remark))
      #expect(run.prediction == whole.prediction)
      #expect(run.decoding == way.rawValue && run.errors.contains("stepscope: " + remark))
      let (expected, measured) = (try #require(run.peak), try #require(run.measured))
      #expect(abs(Double(expected) / Double(measured) - 1) <= 0.15, "\(expected) for \(measured)")
      #expect(try measured < #require(whole.measured))
    }
    // By itself where the memory is between the two.
    let limit = try (#require(runs[0].peak) + #require(runs[1].peak)) / 2_000_000
    let chosen = try run("auto", ["--memory-limit", "\(limit)MB", "--quiet"])
    #expect(chosen.decoding == "bands" && chosen.prediction == whole.prediction)
    #expect(chosen.errors.isEmpty)
    #expect(try run("auto").decoding == nil)
  }

  /// A command other than `run` on the picture, with its report on stdout.
  enum Other: String, CaseIterable {
    case map, eval, bench, play

    /// The arguments, with files in a folder.
    func arguments(in folder: String, _ scene: String) throws -> [String] {
      let flags = ["--threads", "1", "--json"]
      let size = ["--resolution", "768"]
      switch self {
      case .map:
        let map = ["--steps", "1", "--grid", "2x2", "--out", folder + "/map", "--force"]
        return ["map", scene] + flags + size + map
      case .eval:
        // Each picture at its own size: one of 768 pixels, and between two of them one that fits.
        for name in ["a", "c"] { try Self.write(768, name, folder + "/scenes") }
        try Self.write(64, "b", folder + "/scenes")
        return ["eval", "--scenes", folder + "/scenes", "--steps", "1", "--resolution", "0"] + flags
      case .bench: return ["bench", "--repeat", "1"] + flags + size
      case .play:
        return ["play", try DecodingTests.session(in: folder, scene, [64, 768]), "--headless"]
          + flags
      }
    }

    /// A scene of an edge, with its depth.
    private static func write(_ edge: Int, _ name: String, _ folder: String) throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let pixels = (0..<edge * edge).map { RGB(UInt8($0 % edge % 256), UInt8($0 / edge % 256), 90) }
      try PNGWriter.write(
        Raster(width: edge, height: edge, pixels: pixels), to: "\(folder)/\(name).png")
      var depth = Tensor(zeros: [edge, edge])
      depth.scalars = (0..<edge * edge).map { 1 + Float($0) / Float(edge * edge) }
      try Npy.write(depth, to: "\(folder)/\(name)-depth.npy")
    }

    /// How the autoencoder worked, for each of the report's pictures.
    func decodings(_ report: [String: Any]) throws -> [String?] {
      guard self == .eval else { return [report["decoding"] as? String] }
      return try #require(report["images"] as? [[String: Any]]).map { $0["decoding"] as? String }
    }

    /// What was computed, which hangs on no clock; nil where all is time.
    func result(_ report: [String: Any]) throws -> Data? {
      let result: Any? =
        switch self {
        case .map: report["best"]
        case .eval: report["mean"]
        case .play: report["steps"]
        case .bench: nil
        }
      return try result.map {
        try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys)
      }
    }
  }

  /// A session of a run for each resolution, the last of which is the current one.
  private static func session(
    in folder: String, _ scene: String, _ resolutions: [Int]
  ) throws -> String {
    let path = folder + "/demo.stepscope"
    let lines =
      [
        "# stepscope session 3", "model marigold-depth-tiny", "open \(scene)", "set steps 1",
      ] + resolutions.flatMap { ["set resolution \($0)", "run"] }
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("every command that loads a model takes bands where a run does", arguments: Other.allCases)
  func others(_ other: Other) throws {
    let folder = try TemporaryFolder()
    let arguments = try other.arguments(in: folder.path, Self.scene)
    func run(limit: Int?) throws -> (result: Shell.Result, report: [String: Any]?) {
      let result = try Shell.stepscope(
        arguments, environment: ["STEPSCOPE_MEMORY_LIMIT": limit.map { "\($0)MB" } ?? "none"])
      let report = try? JSONSerialization.jsonObject(with: Data(result.output.utf8))
      return (result, report as? [String: Any])
    }
    // Whole it takes 290 MB, by bands 210.
    let (plenty, short, none) = try (run(limit: nil), run(limit: 250), run(limit: 150))
    #expect(plenty.result.status == 0 && plenty.result.errors.isEmpty, "\(plenty.result.errors)")
    let whole = try #require(plenty.report)
    #expect(try other.decodings(whole).allSatisfy { $0 == nil })

    #expect(short.result.status == 0)
    let remark = try #require(Decoding.bands.remark)
    #expect(short.result.errors == "stepscope: \(remark)\n")
    let bands = try #require(short.report)
    #expect(try other.decodings(bands) == (other == .eval ? ["bands", nil, "bands"] : ["bands"]))
    #expect(try other.result(bands) == other.result(whole))

    #expect(none.result.status == (other == .eval ? 1 : 69), "\(none.result.errors)")
    #expect(none.result.errors.contains("of memory even by passes where"))
    let advice = other == .play ? "the session with set resolution" : "--resolution"
    #expect(none.result.errors.contains("; \(advice) "), "\(none.result.errors)")
  }

  @Test("scenes are not begun where even the weights do not fit")
  func loading() throws {
    let folder = try TemporaryFolder()
    let result = try Shell.stepscope(
      try Other.eval.arguments(in: folder.path, Self.scene),
      environment: ["STEPSCOPE_MEMORY_LIMIT": "1MB"])
    #expect(result.status == 69 && result.output.isEmpty)
    #expect(result.errors.contains("; no resolution would fit; "), "\(result.errors)")
  }

  @Test("a session is refused for a run that it computes, and for no other")
  func runs() throws {
    let folder = try TemporaryFolder()
    let path = try Self.session(in: folder.path, Self.scene, [4096, 64])
    func status(_ flag: String) throws -> Int32 {
      try Shell.stepscope(
        ["play", path, flag, "--quiet"], environment: ["STEPSCOPE_MEMORY_LIMIT": "250MB"]
      ).status
    }
    #expect(try status("--headless") == 0)
    #expect(try status("--check") == 69)
  }
}
