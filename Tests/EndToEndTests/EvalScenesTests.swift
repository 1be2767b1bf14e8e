import Foundation
import Inference
import TestSupport
import Testing

/// `stepscope eval --scenes`: a model over a folder of scenes.
@Suite("Evaluation of a model", .serialized)
struct EvalScenesTests {
  private static let scenes = Golden.root + "/assets/scenes"
  private static let flags = [
    "--model", "marigold-depth-tiny", "--steps", "1", "--spacing", "trailing",
  ]

  private struct Report: Decodable {
    struct Row: Decodable {
      var name: String
      var metrics: [String: Double]
    }

    struct Settings: Decodable {
      var spacing: String
      var resize: String
    }

    var images: [Row]
    var mean: [String: Double]
    var family: String
    var alignment: String
    var settings: Settings
    var problems: [String]
  }

  private struct Run: Decodable {
    struct Metrics: Decodable {
      var absRel: Double
    }

    var metrics: Metrics
  }

  /// A folder of two scenes, and a picture without ground truth.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["scene-00.png", "scene-00-depth.png", "scene-05.png", "scene-05-depth.png"] {
      try FileManager.default.copyItem(
        atPath: "\(Self.scenes)/\(name)", toPath: "\(folder.path)/\(name)")
    }
    return folder
  }

  private func report(_ arguments: [String], status: Int32 = 0) throws -> Report {
    let result = try Shell.stepscope(["eval"] + arguments + ["--json", "--quiet"])
    #expect(result.status == status, "\(result.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  @Test("the figures are those of a run on each picture")
  func agreesWithRun() throws {
    let folder = try folder()
    let csv = folder.path + "/figures.csv"
    let found = try report(
      ["--scenes", folder.path, "--dataset", "scenes", "--csv", csv] + Self.flags)
    #expect(found.images.map(\.name) == ["scene-00", "scene-05"])
    #expect(found.family == "marigold" && found.settings.spacing == "trailing")
    #expect(found.alignment == "depth" && found.settings.resize == "diffusers")
    for row in found.images {
      let result = try Shell.stepscope(
        ["run", row.name, "--quiet", "--json", "--ground-truth"]
          + ["\(Self.scenes)/\(row.name)-depth.png"] + Self.flags)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let run = try decoder.decode(Run.self, from: Data(result.output.utf8))
      #expect(abs(run.metrics.absRel - (try #require(row.metrics["abs_rel"]))) < 1e-6)
    }
    #expect(try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").count == 3)
  }

  @Test("the authors' resizing gives other figures, and a picture without ground truth is named")
  func original() throws {
    let folder = try folder()
    try FileManager.default.removeItem(atPath: folder.path + "/scene-05-depth.png")
    let usual = try report(["--scenes", folder.path] + Self.flags, status: 1)
    let authors = try report(
      ["--scenes", folder.path, "--resize", "original"] + Self.flags, status: 1)
    #expect(usual.problems.count == 1 && usual.problems[0].contains("scene-05"))
    let gap = try #require(usual.mean["abs_rel"]) - (try #require(authors.mean["abs_rel"]))
    #expect(abs(gap) > 1e-7 && abs(gap) < 0.05)
  }

  @Test(
    "what does not belong together is refused in one sentence",
    arguments: [
      ["a", "b", "--model", "marigold-depth-tiny"], ["a", "b", "--steps", "2"], ["a"], [],
      ["a", "--scenes", "b"], ["--scenes", "/no/such/folder"],
      ["--scenes", "/tmp", "--quantity", "normals"],
    ])
  func refusals(arguments: [String]) throws {
    let result = try Shell.stepscope(["eval"] + arguments)
    #expect(result.status != 0 && result.output.isEmpty)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("stepscope: ") && $0.hasSuffix(".") }, "\(lines)")
  }
}
