import Foundation
import TestSupport
import Testing

/// A run says what it will take, and takes that.
@Suite("Costs of headless runs")
struct CostTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"

  private func run(_ arguments: [String]) throws -> (cost: [String: Any], Shell.Result) {
    let folder = try TemporaryFolder()
    let result = try Shell.stepscope(
      ["run", Self.scene, "--out", folder.path + "/out", "--threads", "1"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out/run.json"))
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return (try #require(report["cost"] as? [String: Any]), result)
  }

  @Test(
    "the peak is foreseen within 15 %",
    arguments: [
      ("marigold-depth-tiny", 192), ("marigold-depth-tiny", 768), ("e2eft-normals-tiny", 512),
      ("lotus-d-depth-tiny", 640),
    ])
  func peak(_ model: String, _ resolution: Int) throws {
    let (cost, _) = try run(["--model", model, "--resolution", "\(resolution)"])
    let expected = try #require(cost["peak_bytes"] as? Int)
    let measured = try #require(cost["measured_peak_bytes"] as? Int)
    #expect(abs(Double(expected) / Double(measured) - 1) <= 0.15, "\(expected) for \(measured)")
  }

  @Test("a run of some seconds says its cost on standard error before it starts")
  func said() throws {
    let (cost, result) = try run(["--steps", "2", "--resolution", "768"])
    // Whether the first step is said apart is for the machine to decide: new memory may be slow.
    let sentence =
      /stepscope: about \S+ m?s a step(?: \(the first \S+ m?s\))?, .+ in all without loading; .+\n/
    #expect(result.errors.wholeMatch(of: sentence) != nil, "\(result.errors)")
    #expect(try #require(cost["step_seconds"] as? Double) > 0)
    #expect(try #require(cost["available_bytes"] as? Int) > 0)
  }

  @Test("a short run says nothing of it")
  func short() throws {
    let (cost, result) = try run(["--steps", "1"])
    #expect(result.errors.isEmpty)
    #expect(cost["step_seconds"] == nil)
  }

  @Test("what cannot fit is refused before it is loaded, with the resolution that would")
  func refused() throws {
    let result = try Shell.stepscope(
      ["run", Self.scene, "--resolution", "4096", "--memory-limit", "1GB"])
    #expect(result.status == 69, "\(result.errors)")
    #expect(result.errors.contains("of memory even by passes where"))
    #expect(result.errors.contains("under the memory limit that is set"))
    let words = result.errors.split(separator: " ")
    let place = try #require(words.firstIndex(of: "--resolution"))
    let fitting = try #require(Int(words[place + 1]))
    let smaller = try Shell.stepscope([
      "run", Self.scene, "--resolution", "\(fitting)", "--memory-limit", "1GB", "--steps", "1",
    ])
    #expect(smaller.status == 0, "\(smaller.errors)")
    let none = try Shell.stepscope(
      ["run", Self.scene], environment: ["STEPSCOPE_MEMORY_LIMIT": "1MB"])
    #expect(none.status == 69 && none.errors.contains("no resolution would fit"))
    #expect(try Shell.stepscope(["run", Self.scene, "--memory-limit", "x"]).status == 64)
  }

  @Test("a limit on addresses is kept to, and refuses what does not fit under it")
  func addresses() throws {
    func run(under limit: Int) throws -> Shell.Result {
      try Shell.run(
        "prlimit",
        ["--as=\(limit)", Binary.path, "run", Self.scene, "--threads", "1", "--steps", "1"])
    }
    let few = try run(under: 600_000_000)
    #expect(few.status == 69, "\(few.errors)")
    #expect(few.errors.contains("left under the limit on this process' addresses (ulimit -v)"))
    #expect(few.errors.contains("raise that limit"))
    let enough = try run(under: 4_000_000_000)
    #expect(enough.status == 0, "\(enough.errors)")
  }
}
