import Foundation
import Inference
import TestSupport
import Testing

/// The shipped models against diffusers, tensor by tensor.
@Suite("Shipped models, step by step")
struct ShippedGoldenTests {
  static let models = [
    "marigold-depth-tiny", "e2eft-depth-tiny", "lotus-g-depth-tiny", "lotus-d-depth-tiny",
  ]

  @Test("the encoder sees the picture as diffusers prepares it and gives its latents")
  func encodes() throws {
    let golden = try Golden("shipped/scene-05.safetensors")()
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    let image = try estimator.prepare(Shipped.picture("scene-05"), resolution: 192)
    expectAgreement(
      image.input, with: try golden.read("input"), deviations: Tolerance.step, "the encoder's input"
    )
    expectAgreement(
      estimator.imageLatents(image, estimator.family.defaults),
      with: try golden.read("image_latents"), deviations: Tolerance.run, "the image latents")
  }

  @Test("every step's tensors are diffusers'", arguments: models)
  func steps(model: String) throws {
    let golden = try Golden("shipped/\(model).safetensors")()
    let estimator = try Shipped.estimator(model)
    let image = try estimator.prepare(Shipped.picture("scene-05"), resolution: 192)
    let runs = Set(
      golden.shapes.keys.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(!runs.isEmpty)
    for name in runs.sorted() {
      let named = try #require(NamedRun(name.split(separator: " ")))
      var denoising = try estimator.begin(image, named.settings(estimator.family.defaults))
      while let step = try denoising.next() {
        let tensors = [
          ("sample", step.latents), ("model_output", step.modelOutput),
          ("pred_original_sample", step.result.predOriginalSample),
          ("prev_sample", step.result.prevSample),
        ]
        for (part, found) in tensors {
          let key = "\(name)/steps.\(step.index).\(part)"
          expectAgreement(
            found, with: try golden.read(key), deviations: Tolerance.run, "\(model) \(key)")
        }
      }
      #expect(denoising.trajectory.isComplete)
    }
  }

  @Test("the prediction of trailing-1 is diffusers', pixel by pixel")
  func prediction() throws {
    let golden = try Golden("shipped/marigold-depth-tiny.safetensors")()
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    let image = try estimator.prepare(Shipped.picture("scene-05"), resolution: 192)
    let named = try #require(NamedRun("trailing-1 gaussian".split(separator: " ")))
    let settings = named.settings(estimator.family.defaults)
    var denoising = try estimator.begin(image, settings)
    while try denoising.next() != nil {}
    let prediction = try estimator.predict(
      denoising.trajectory.finalLatents, of: image, settings, matchingInput: false)
    expectAgreement(
      prediction.values, with: try golden.read("trailing-1 gaussian/prediction"),
      deviations: Tolerance.run,
      "trailing-1")
  }
}
