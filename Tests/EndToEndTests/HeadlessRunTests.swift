import Foundation
import Inference
import TestSupport
import Testing

/// `stepscope run` writes what docs/headless.md promises.
@Suite("Headless runs")
struct HeadlessRunTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"

  private func run(_ arguments: [String]) throws -> (folder: TemporaryFolder, Shell.Result) {
    let folder = try TemporaryFolder()
    let result = try Shell.stepscope(
      ["run", Self.scene, "--out", folder.path + "/out", "--quiet"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return (folder, result)
  }

  @Test("every file of the contract is there with its shape")
  func files() throws {
    let (folder, _) = try run([
      "--steps", "2", "--spacing", "trailing", "--save", "steps", "decoded", "colored", "latents",
    ])
    let out = folder.path + "/out/"
    var shapes: [(String, [Int])] = [
      ("prediction", [384, 384]), ("input", [1, 3, 192, 192]), ("image_latents", [1, 4, 24, 24]),
      ("initial_latents", [1, 4, 24, 24]), ("conditioning", [1, 2, 64]),
    ]
    for step in ["000", "001"] {
      shapes.append(("steps/\(step)-decoded", [192, 192]))
      for part in ["sample", "model_output", "pred_original_sample", "prev_sample"] {
        shapes.append(("steps/\(step)-\(part)", [1, 4, 24, 24]))
      }
    }
    for (name, shape) in shapes {
      #expect(try Npy.read(path: out + name + ".npy").shape == shape, "\(name)")
    }
    for name in ["prediction.png", "prediction-colored.png", "run.json"] {
      #expect(FileManager.default.fileExists(atPath: out + name))
    }
  }

  @Test("run.json resolves every setting and tells every step")
  func report() throws {
    let (folder, _) = try run([
      "--steps", "2", "--spacing", "leading", "--ground-truth",
      Golden.root + "/assets/scenes/scene-05-depth.png",
    ])
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out/run.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let settings = try #require(object["settings"] as? [String: Any])
    #expect(settings["spacing"] as? String == "leading")
    #expect(settings["seed"] as? Int == 2024)
    #expect(settings["noise"] as? String == "gaussian")
    let steps = try #require(object["steps"] as? [[String: Any]])
    #expect(steps.map { $0["timestep"] as? Int } == [501, 1])
    for key in [
      "index", "timestep", "previous_timestep", "alpha_cumprod", "told_noise", "held_noise",
      "measured_noise", "gap", "seconds", "model_output", "pred_original_sample", "abs_rel",
      "delta1", "rmse",
    ] {
      #expect(steps[1][key] != nil, "no \(key)")
    }
    #expect(steps[0]["change"] == nil && steps[1]["change"] != nil)
    let model = try #require(object["model"] as? [String: Any])
    let files = try #require(model["files"] as? [String: String])
    #expect(files["unet/diffusion_pytorch_model.safetensors"]?.count == 64)
    let image = try #require(object["image"] as? [String: Any])
    let digest = try Shell.run("sha256sum", [Self.scene])
    #expect(digest.output.hasPrefix(try #require(image["sha256"] as? String)))
  }

  @Test("events are one JSON object a line, the last the whole run")
  func events() throws {
    let (_, result) = try run(["--steps", "3", "--events"])
    let lines = result.output.split(separator: "\n")
    let events = try lines.map { line -> String? in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])["event"] as? String
    }
    #expect(events == ["step", "step", "step", "finished"])
  }

  @Test("leading-1 told 999 is trailing-1")
  func told() throws {
    let (one, _) = try run(["--steps", "1", "--spacing", "trailing"])
    let (other, _) = try run(["--steps", "1", "--spacing", "leading", "--told-timestep", "999"])
    #expect(
      try Npy.read(path: one.path + "/out/prediction.npy")
        == Npy.read(path: other.path + "/out/prediction.npy"))
  }

  @Test("the latents that a run saved, given back as its noise, make the same prediction")
  func noiseFile() throws {
    let (one, _) = try run(["--steps", "1", "--save", "latents"])
    let (other, _) = try run([
      "--steps", "1", "--noise-file", one.path + "/out/initial_latents.npy",
    ])
    #expect(
      try Npy.read(path: one.path + "/out/prediction.npy")
        == Npy.read(path: other.path + "/out/prediction.npy"))
  }

  @Test("a Lotus reconstruction is the picture")
  func reconstruction() throws {
    let (folder, result) = try run([
      "--model", "lotus-g-depth-tiny", "--task", "reconstruction", "--json",
    ])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(object["quantity"] as? String == "image")
    let psnr = try #require((object["metrics"] as? [String: Any])?["psnr"] as? Double)
    #expect(psnr > 24)
    #expect(try Npy.read(path: folder.path + "/out/prediction.npy").shape == [384, 384, 3])
  }

  @Test("the schedule command needs no model run and knows the paper's case")
  func schedule() throws {
    let leading = try Shell.stepscope([
      "schedule", "--steps", "1", "--spacing", "leading", "--csv",
    ])
    #expect(leading.status == 0)
    let row = try #require(leading.output.split(separator: "\n").last).split(separator: ",")
    #expect(row[1] == "1")
    let trailing = try Shell.stepscope([
      "schedule", "--steps", "1", "--spacing", "trailing", "--json",
    ])
    #expect(trailing.output.contains("\"timestep\": 999"))
  }

  @Test("all shipped models are sound, and doctor finds them")
  func models() throws {
    let models = try Shell.stepscope(["models"])
    #expect(models.status == 0, "\(models.output)")
    #expect(models.output.split(separator: "\n").count == 11)
    let doctor = try Shell.stepscope(["doctor"])
    #expect(doctor.status == 0)
    #expect(doctor.output.contains("OpenBLAS") && doctor.output.contains("lotus-d-depth-tiny"))
  }
}
