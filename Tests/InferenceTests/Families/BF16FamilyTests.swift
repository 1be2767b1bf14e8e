import Inference
import TestSupport
import Testing

/// The miniature of every family in bfloat16 against the numbers of 32 bits that its authors' code gives.
@Suite(
  "Families in bfloat16",
  .enabled(if: Precision.bf16.isSupported, "this processor has no AVX512-BF16"))
struct BF16FamilyTests {
  typealias Case = FamilyGoldenTests.Case

  /// Root of the mean square error over that of the reference.
  private func error(_ found: Tensor, _ expected: Tensor) -> Float {
    ReferenceNumbers.error(found.scalars, expected.scalars).squareRoot()
  }

  @Test(
    "a checkpoint gives its authors' numbers as nearly as bfloat16 can",
    arguments: FamilyGoldenTests.cases)
  func agrees(test: Case) throws {
    let golden = try Golden("families/\(test.name)/golden.safetensors")()
    let estimator = try Estimator(
      folder: ModelFolder(path: Golden.folder + "/families/" + test.name), precision: .bf16)
    let picture = try Golden("families/picture.safetensors")().read("picture")
    let settings = FamilyGoldenTests.settings(test, estimator.family.defaults)
    let image = try estimator.prepare(picture, resolution: settings.processingResolution)
    var run = try estimator.begin(image, settings)
    var worst: Float = 0
    func expect(_ found: Tensor, _ key: String, _ bound: Float) throws {
      let found = error(found, try golden.read(key))
      worst = max(worst, found)
      #expect(found <= bound, "\(test.name) \(key)")
    }
    try expect(run.trajectory.imageLatents, "image_latents", Tolerance.halfNetwork)
    while let step = try run.next() {
      try expect(
        step.modelOutput, "steps.\(step.index).model_output", Tolerance.halfMiniature)
    }
    for (place, modality) in estimator.modalities(settings).enumerated() {
      let prediction = try estimator.predict(
        run.trajectory.finalLatents, of: image, settings, modality: place)
      try expect(
        prediction.values, "prediction" + (place == 0 ? "" : "-" + modality.name),
        Tolerance.halfPrediction)
    }
    // In 32 bits it would be a hundredth of this.
    #expect(worst > 1e-4, "\(test.name) was not computed in bfloat16")
  }

  @Test(
    "a shipped model predicts in bfloat16 what it predicts in 32 bits",
    arguments: [
      "marigold-depth-tiny", "marigold-normals-tiny", "e2eft-depth-tiny", "lotus-g-depth-tiny",
      "lotus-d-depth-tiny",
    ])
  func shipped(model: String) throws {
    let folder = try ModelFolder(path: Shipped.models + model)
    let picture = try Shipped.picture("scene-05")
    let predictions = try [Precision.fp32, .bf16].map { precision in
      let estimator = try Estimator(folder: folder, precision: precision)
      let image = try estimator.prepare(picture, resolution: 192)
      var run = try estimator.begin(image, estimator.family.defaults)
      while try run.next() != nil {}
      return try estimator.predict(
        run.trajectory.finalLatents, of: image, estimator.family.defaults
      ).values
    }
    let found = error(predictions[1], predictions[0])
    #expect(found <= Tolerance.halfNetwork)
    #expect(found > 1e-5)
  }
}
