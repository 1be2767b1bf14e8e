import Foundation
import Inference
import TestSupport
import Testing

/// The figures that the models were published with, from the whole chain: picture file to metric.
@Suite("Shipped models, figures")
struct ExpectedFigureTests {
  /// Run name to scene to figures.
  static let expected: [String: [String: [Double]]] = {
    let path = Golden.folder + "/shipped/expected.json"
    guard let data = FileManager.default.contents(atPath: path),
      let object = try? JSONSerialization.jsonObject(with: data)
    else { return [:] }
    return object as? [String: [String: [Double]]] ?? [:]
  }()

  static let models = Set(
    expected.keys.compactMap { $0.split(separator: " ").first.map(String.init) }
  ).sorted()

  @Test("all rows are there")
  func isComplete() {
    #expect(Self.models.count >= 6)
    #expect(Self.expected.values.allSatisfy { $0.count == 13 })
  }

  @Test("every model on every scene gives its figures within 1 %", arguments: models)
  func figures(model: String) throws {
    let estimator = try Shipped.estimator(model)
    for scene in try #require(Self.expected.values.first).keys.sorted() where scene != "mean" {
      let image = try estimator.prepare(Shipped.picture(scene), resolution: 192)
      for (name, figures) in Self.expected where name.hasPrefix(model + " ") {
        let words = name.dropFirst(model.count + 1).split(separator: " ")
        let run = try #require(NamedRun(words))
        var settings = run.settings(estimator.family.defaults)
        settings.finalSample = try #require(
          words.last.flatMap { RunSettings.FinalSample(rawValue: String($0)) })
        let found = try Self.figures(estimator, image, settings, scene)
        for (one, other) in zip(found, try #require(figures[scene])) {
          #expect(
            abs(one - other) <= 0.01 * max(abs(other), 0.02),
            "\(name) on \(scene): \(one) instead of \(other)")
        }
      }
    }
  }

  private static func figures(
    _ estimator: Estimator, _ image: PreparedImage, _ settings: RunSettings, _ scene: String
  ) throws -> [Double] {
    var denoising = try estimator.begin(image, settings)
    while try denoising.next() != nil {}
    let small = try estimator.predict(
      denoising.trajectory.finalLatents, of: image, settings, matchingInput: false)
    let prediction = estimator.matchingInput(small, of: image)
    switch prediction.quantity {
    case .depth, .disparity:
      let metrics = try DepthMetrics.compare(
        prediction.values, to: try Shipped.depth(scene), options: .shippedScenes)
      return [metrics.absRel, metrics.delta1]
    case .normals:
      let metrics = try NormalMetrics.compare(
        prediction.values, to: try Shipped.normals(scene))
      return [metrics.meanAngle, metrics.within11_25]
    case .image, .intrinsic:
      return [try PictureMetrics.compare(small.values, to: image.picture).psnr]
    }
  }
}
