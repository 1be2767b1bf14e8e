import Foundation
import Inference
import Render
import TestSupport
import Testing

/// `stepscope map` writes what docs/headless.md promises.
@Suite("Headless maps")
struct HeadlessMapTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"
  private static let depth = Golden.root + "/assets/scenes/scene-05-depth.png"

  private func map(_ arguments: [String]) throws -> (TemporaryFolder, Shell.Result) {
    let folder = try TemporaryFolder()
    let result = try Shell.stepscope(
      ["map", Self.scene, "--grid", "3x2", "--resolution", "64", "--out", folder.path + "/out"]
        + arguments)
    return (folder, result)
  }

  private func object(_ text: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
  }

  @Test("the array, the picture and the report agree")
  func files() throws {
    let (folder, result) = try map(["--ground-truth", Self.depth, "--steps", "1", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let out = folder.path + "/out/"
    let errors = try Npy.read(path: out + "map.npy")
    #expect(errors.shape == [2, 3] && errors.scalars.allSatisfy { $0 > 0 && $0 < 2 })
    #expect(try ImageFile.load(out + "map.png").width == 960)
    let data = try Data(contentsOf: URL(fileURLWithPath: out + "map.json"))
    let report = try object(data)
    #expect(try object(Data(result.output.utf8)).count == report.count)
    #expect(report["error"] as? String == "abs_rel")
    #expect(report["clean"] as? String == "ground_truth")
    #expect(report["told_timesteps"] as? [Int] == [0, 500, 999])
    #expect((report["held_noise"] as? [Double])?.last == 1)
    let path = try #require(report["path"] as? [[String: Any]])
    #expect(path.count == 1 && path[0]["row"] as? Double == 1)
    #expect((report["best"] as? [[String: Any]])?.count == 2)
    let model = try #require(report["model"] as? [String: Any])
    #expect((model["files"] as? [String: String])?.isEmpty == false)
  }

  @Test("events are a line a cell and one at the end; without ground truth latents are compared")
  func events() throws {
    let (_, result) = try map(["--events", "--steps", "2"])
    #expect(result.status == 0, "\(result.errors)")
    let lines = try result.output.split(separator: "\n").map { try object(Data($0.utf8)) }
    #expect(
      lines.map { $0["event"] as? String } == Array(repeating: "cell", count: 6) + ["finished"])
    #expect(lines.prefix(6).map { $0["done"] as? Int } == [1, 2, 3, 4, 5, 6])
    #expect(lines[6]["error"] as? String == "latent")
    #expect(lines[6]["clean"] as? String == "pred_original_sample")
  }

  @Test(
    "wrong requests are refused with what is allowed",
    arguments: [
      (["--grid", "1x5"], "21x17"), (["--grid", "abc"], "21x17"), (["--error", "psnr"], "abs_rel"),
      (["--error", "abs_rel"], "latent without --ground-truth"),
      (["--model", "lotus-d-depth-tiny"], "without noise"), (["--steps", "0"], "1"),
      (
        [
          "--model", "marigold-normals-tiny", "--ground-truth",
          Golden.root + "/Tests/InferenceTests/Goldens/none.npy",
        ], "not there"
      ),
    ])
  func refusals(arguments: [String], allowed: String) throws {
    let (folder, result) = try map(arguments)
    #expect([64, 66].contains(result.status), "\(result.status)")
    #expect(result.errors.contains(allowed), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
  }
}
