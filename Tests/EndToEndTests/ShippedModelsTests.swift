import Foundation
import TestSupport
import Testing

/// Every model that ships, opened by its name alone and run as it wants to be.
@Suite("Shipped models on the bundled scenes", .serialized)
struct ShippedModelsTests {
  /// A model and what it must reach; the bounds are what a picture-blind answer reaches, or far below it.
  struct Promise: CustomTestStringConvertible, Sendable {
    var model: String
    var quantity: String
    var metric: String
    var bound: Double
    var flags: [String] = []

    var testDescription: String { "\(model), \(quantity)" }
  }

  /// AbsRel of a ramp from near at the bottom to far at the top is 0.47 on these scenes, the mean angle of a wall
  /// that faces the viewer 51°.
  static let promises =
    ["marigold-depth-tiny", "e2eft-depth-tiny", "sd-e2eft-depth-tiny"].map {
      Promise(
        model: $0, quantity: "depth", metric: "abs_rel", bound: 0.4,
        flags: ["--steps", "1", "--spacing", "trailing"])
    }
    + ["marigold-lcm-depth-tiny", "lotus-g-depth-tiny", "lotus-d-depth-tiny", "geowizard-tiny"].map
  {
    Promise(model: $0, quantity: "depth", metric: "abs_rel", bound: 0.45)
  }
    + [
      Promise(
        model: "depthfm-tiny", quantity: "depth", metric: "abs_rel", bound: 0.45,
        flags: ["--alignment", "log"])
    ]
    + ["marigold-normals-tiny", "e2eft-normals-tiny"].map {
      Promise(
        model: $0, quantity: "normals", metric: "mean_angle", bound: 30,
        flags: ["--steps", "1", "--spacing", "trailing"])
    }
    + ["lotus-d-normals-tiny", "geowizard-tiny"].map {
      Promise(model: $0, quantity: "normals", metric: "mean_angle", bound: 35)
    }

  private struct Report: Decodable {
    var mean: [String: Double]
  }

  @Test("No model ships without a promise here")
  func complete() throws {
    let folder = Golden.root + "/assets/models"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/model_index.json")
    }
    #expect(Set(names) == Set(Self.promises.map(\.model)))
  }

  @Test("Each sees more than somebody who does not look", arguments: promises)
  func promise(_ promise: Promise) throws {
    let result = try Shell.stepscope(
      [
        "eval", "--json", "--quiet", "--model", promise.model, "--scenes",
        Golden.root + "/assets/scenes", "--quantity", promise.quantity,
      ] + promise.flags)
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(try #require(report.mean[promise.metric]) < promise.bound)
  }
}
