import Foundation
import Inference
import TestSupport
import Testing

/// `stepscope eval --scenes` of what is neither depth in metres nor normals with X to the right.
@Suite("Evaluation of pictures, mirrored normals and logarithms", .serialized)
struct EvalKindsTests {
  private static let scenes = Golden.root + "/assets/scenes"
  private static let families = Golden.root + "/Tests/InferenceTests/Goldens/families"

  private struct Report: Decodable {
    struct Row: Decodable {
      var metrics: [String: Double]
    }

    var quantity: String
    var images: [Row]
    var mean: [String: Double]
  }

  private func mean(_ key: String, _ arguments: [String]) throws -> Double {
    let result = try Shell.stepscope(["eval", "--json", "--quiet"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.images.count == 1)
    return try #require(report.mean[key])
  }

  private func folder(_ suffixes: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for suffix in suffixes {
      try FileManager.default.copyItem(
        atPath: "\(Self.scenes)/scene-05\(suffix)", toPath: "\(folder.path)/scene-05\(suffix)")
    }
    return folder
  }

  private struct Run: Decodable {
    struct Metrics: Decodable {
      var meanAngle: Double
    }

    var metrics: Metrics
  }

  @Test("Lotus' reconstruction is compared with the picture, and its annotation is not")
  func picture() throws {
    let folder = try folder([".png"])
    let flags = ["--scenes", folder.path, "--model", "lotus-d-depth-tiny", "--quantity", "picture"]
    #expect(try mean("psnr", flags + ["--task", "reconstruction"]) > 20)
    let refused = try Shell.stepscope(["eval"] + flags)
    #expect(refused.status == 64 && refused.errors.contains("picture"))
  }

  @Test(
    "normals with X to the left are mirrored, by run as well, unless the ground truth is so too")
  func mirrored() throws {
    let folder = try folder([".png", "-normals.png"])
    let model = ["--model", Self.families + "/lotus-normal-g", "--resolution", "64"]
    let right = try mean("mean_angle", ["--scenes", folder.path] + model)
    let left = try mean("mean_angle", ["--scenes", folder.path, "--truth-x", "left"] + model)
    #expect(abs(left - right) > 0.1)
    let truth = "\(folder.path)/scene-05-normals.png"
    let result = try Shell.stepscope(
      ["run", "\(folder.path)/scene-05.png", "--quiet", "--json", "--ground-truth", truth] + model)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let run = try decoder.decode(Run.self, from: Data(result.output.utf8))
    #expect(abs(run.metrics.meanAngle - right) < 1e-4)
  }

  @Test("DepthFM's depth is compared by its logarithm, which other families do not have")
  func logarithm() throws {
    let folder = try folder([".png", "-depth.png"])
    let flags = ["--scenes", folder.path, "--resolution", "64"]
    let model = flags + ["--model", Self.families + "/depthfm"]
    let plain = try mean("abs_rel", model)
    let logarithmic = try mean("abs_rel", model + ["--alignment", "log"])
    #expect(abs(plain - logarithmic) > 1e-6 && logarithmic < 2)
    let many = try mean("abs_rel", model + ["--alignment", "log", "--ensemble", "2"])
    #expect(abs(many - logarithmic) > 1e-7)
    let refused = try Shell.stepscope(["eval", "--alignment", "log"] + flags)
    #expect(refused.status == 64 && refused.errors.contains("logarithm"))
  }
}
