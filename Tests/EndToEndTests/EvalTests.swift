import Foundation
import Inference
import TestSupport
import Testing

/// `stepscope eval` on what `stepscope run` writes, and on folders that do not fit together.
@Suite("Evaluation of folders", .serialized)
struct EvalTests {
  private static let scenes = Golden.root + "/assets/scenes"

  private struct Report: Decodable {
    struct Row: Decodable {
      var name: String
      var metrics: [String: Double]
    }

    var quantity: String
    var images: [Row]
    var mean: [String: Double]
    var pooled: [String: Double]?
    var problems: [String]
  }

  private struct Run: Decodable {
    struct Metrics: Decodable {
      var absRel: Double?
      var delta1: Double?
      var meanAngle: Double?
    }

    var metrics: Metrics
  }

  private func predictions(_ model: String, _ folder: TemporaryFolder) throws -> [Run.Metrics] {
    try ["scene-00", "scene-05"].map { scene in
      let kind = model.contains("normals") ? "normals" : "depth"
      let result = try Shell.stepscope([
        "run", scene, "--model", model, "--steps", "1", "--spacing", "trailing", "--quiet",
        "--ground-truth", "\(Self.scenes)/\(scene)-\(kind).png",
        "--out", "\(folder.path)/\(scene)",
      ])
      #expect(result.status == 0, "\(result.errors)")
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(scene)/run.json"))
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Run.self, from: data).metrics
    }
  }

  private func report(_ arguments: [String], status: Int32 = 0) throws -> Report {
    let result = try Shell.stepscope(["eval"] + arguments + ["--json"])
    #expect(result.status == status, "\(result.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  private func gap(_ one: Double?, _ other: Double?) throws -> Double {
    abs(try #require(one) - (try #require(other)))
  }

  @Test("The figures of run folders are those that the runs gave themselves")
  func depth() throws {
    let folder = try TemporaryFolder()
    let runs = try predictions("marigold-depth-tiny", folder)
    // All scenes but two have no prediction here.
    let found = try report([folder.path, Self.scenes, "--dataset", "scenes"], status: 1)
    #expect(found.quantity == "depth")
    #expect(found.images.map(\.name) == ["scene-00", "scene-05"])
    #expect(found.problems.count == 16)
    for (row, run) in zip(found.images, runs) {
      #expect(try gap(row.metrics["abs_rel"], run.absRel) < 1e-6)
      #expect(try gap(row.metrics["delta1"], run.delta1) < 1e-6)
    }
    let mean = (runs.compactMap(\.absRel).reduce(0, +)) / 2
    #expect(try gap(found.mean["abs_rel"], mean) < 1e-6)
    #expect(found.pooled == nil)
  }

  @Test("Normals have means by image and over all pixels, and a line per image in the CSV")
  func normals() throws {
    let folder = try TemporaryFolder()
    let runs = try predictions("marigold-normals-tiny", folder)
    let csv = folder.path + "/figures.csv"
    let truth = try TemporaryFolder()
    for scene in ["scene-00", "scene-05"] {
      try FileManager.default.copyItem(
        atPath: "\(Self.scenes)/\(scene)-normals.png", toPath: "\(truth.path)/\(scene)-normals.png")
    }
    let found = try report([folder.path, truth.path, "--csv", csv])
    #expect(found.quantity == "normals")
    for (row, run) in zip(found.images, runs) {
      #expect(try gap(row.metrics["mean_angle"], run.meanAngle) < 1e-4)
    }
    let pooled = try #require(found.pooled)
    // Both pictures have as many pixels.
    #expect(try gap(pooled["mean_angle"], found.mean["mean_angle"]) < 1e-9)
    #expect(pooled["median_angle"] == nil)
    let lines = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("name,mean_angle,median_angle"))
    #expect(lines[2].hasPrefix("scene-05,"))
  }

  @Test("What does not fit together is named, and the rest is compared")
  func mistakes() throws {
    let (predictions, truths) = (try TemporaryFolder(), try TemporaryFolder())
    let map = try Tensor((1...12).map { Float($0) }, shape: [3, 4])
    try Npy.write(map, to: predictions.path + "/good.npy")
    try Npy.write(map.scaled(by: 2), to: truths.path + "/good.npy")
    try Npy.write(map, to: predictions.path + "/size.npy")
    try Npy.write(Tensor(zeros: [5, 4]), to: truths.path + "/size.npy")
    try Npy.write(map, to: predictions.path + "/empty.npy")
    try Npy.write(Tensor(zeros: [3, 4]), to: truths.path + "/empty.npy")
    try Npy.write(map, to: predictions.path + "/alone.npy")
    try Data("no array".utf8).write(to: URL(fileURLWithPath: predictions.path + "/broken.npy"))
    try Npy.write(map, to: truths.path + "/broken.npy")
    let found = try report([predictions.path, truths.path, "--quantity", "depth"], status: 1)
    #expect(found.images.map(\.name) == ["good"])
    #expect(try #require(found.mean["abs_rel"]) < 1e-6)
    #expect(found.problems.count == 4)
    for word in ["size", "empty", "alone", "broken"] {
      #expect(found.problems.contains { $0.contains(word) }, "\(word)")
    }
    let unfitted = try report(
      [predictions.path, truths.path, "--quantity", "depth", "--alignment", "none"], status: 1)
    #expect(try gap(unfitted.mean["abs_rel"], 0.5) < 1e-6)
    let single = try report([predictions.path + "/good.npy", truths.path + "/good.npy"])
    #expect(single.images.count == 1)
  }

  @Test(
    "Nothing to compare is a sentence and 66",
    arguments: [["/no/such/folder", "/tmp"], ["ONE", "OTHER"]])
  func nothing(arguments: [String]) throws {
    let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
    let places = arguments.map { $0 == "ONE" ? one.path : $0 == "OTHER" ? other.path : $0 }
    let result = try Shell.stepscope(["eval"] + places)
    #expect(result.status == 66)
    #expect(result.errors.hasPrefix("stepscope: "))
    #expect(result.output.isEmpty)
  }
}
