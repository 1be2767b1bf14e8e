import Foundation
import Inference
import TestSupport
import Testing

/// `stepscope run --ensemble` writes what docs/headless.md promises.
@Suite("Headless ensembles")
struct HeadlessEnsembleTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"

  private func run(_ arguments: [String]) throws -> (TemporaryFolder, Shell.Result) {
    let folder = try TemporaryFolder()
    let result = try Shell.stepscope(
      ["run", Self.scene, "--out", folder.path + "/out", "--quiet", "--spacing", "trailing"]
        + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return (folder, result)
  }

  private func object(_ text: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
  }

  @Test("merged map, uncertainty and every member are there, and run.json tells how they merged")
  func files() throws {
    let (folder, _) = try run([
      "--steps", "1", "--ensemble", "3", "--save", "steps", "latents", "--ground-truth",
      Golden.root + "/assets/scenes/scene-05-depth.png",
    ])
    let out = folder.path + "/out/"
    var shapes: [(String, [Int])] = [
      ("prediction", [384, 384]), ("uncertainty", [384, 384]), ("image_latents", [1, 4, 24, 24]),
    ]
    for member in ["00", "01", "02"] {
      shapes.append(("members/\(member)/prediction", [384, 384]))
      shapes.append(("members/\(member)/initial_latents", [1, 4, 24, 24]))
      shapes.append(("members/\(member)/steps/000-sample", [1, 4, 24, 24]))
    }
    for (name, shape) in shapes {
      #expect(try Npy.read(path: out + name + ".npy").shape == shape, "\(name)")
    }
    let starts = try (0..<3).map { try Npy.read(path: out + "members/0\($0)/initial_latents.npy") }
    #expect(starts[0] != starts[1] && starts[1] != starts[2])
    let merged = try Npy.read(path: out + "prediction.npy").statistics
    #expect(merged.min >= 0 && merged.max <= 1 && merged.max > 0.9)
    let report = try object(Data(contentsOf: URL(fileURLWithPath: out + "run.json")))
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["ensemble"] as? Int == 3 && settings["reduction"] as? String == "median")
    #expect(settings["ensemble_alignment"] as? String == "diffusers")
    let members = try #require(report["members"] as? [[String: Any]])
    #expect(members.count == 3 && members.allSatisfy { $0["metrics"] != nil })
    let ensemble = try #require(report["ensemble"] as? [String: Any])
    let maps = try #require(ensemble["maps"] as? [[String: Any]])
    #expect((maps[0]["alignments"] as? [Any])?.count == 3)
    let single = try object(Data(contentsOf: URL(fileURLWithPath: out + "members/01/run.json")))
    #expect((single["settings"] as? [String: Any])?["member"] as? Int == 1)
  }

  @Test("the first member is the run of the seed alone, and members are told as they arrive")
  func events() throws {
    let (folder, result) = try run(["--steps", "1", "--ensemble", "2", "--events"])
    let events = try result.output.split(separator: "\n").map { try object(Data($0.utf8)) }
    #expect(
      events.map { $0["event"] as? String } == ["step", "member", "step", "member", "finished"])
    #expect(events[2]["member"] as? Int == 1)
    let (alone, _) = try run(["--steps", "1"])
    #expect(
      try Npy.read(path: folder.path + "/out/members/00/prediction.npy")
        == Npy.read(path: alone.path + "/out/prediction.npy"))
  }
}
