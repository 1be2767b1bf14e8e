import Inference
import TestSupport
import Testing

/// The miniature of every family in bfloat16, and by three products of it, against the numbers of 32 bits that its
/// authors' code gives.
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
    "a checkpoint gives its authors' numbers as nearly as torch does with the same rounding",
    arguments: FamilyGoldenTests.cases, [Precision.bf16, .bf16x3])
  func agrees(test: Case, precision: Precision) throws {
    let golden = try Golden("families/\(test.name)/golden.safetensors")()
    let bounds = try TorchRounding.bounds(test.name, precision)
    let estimator = try Estimator(
      folder: ModelFolder(path: Golden.folder + "/families/" + test.name), precision: precision)
    let picture = try Golden("families/picture.safetensors")().read("picture")
    let settings = FamilyGoldenTests.settings(test, estimator.family.defaults)
    let image = try estimator.prepare(picture, resolution: settings.processingResolution)
    var run = try estimator.begin(image, settings)
    var worst: Float = 0
    func expect(_ found: Tensor, _ key: String, as kind: String) throws {
      let found = error(found, try golden.read(key))
      worst = max(worst, found)
      #expect(try found <= #require(bounds[kind]), "\(test.name) \(key) \(precision)")
    }
    try expect(run.trajectory.imageLatents, "image_latents", as: "image_latents")
    while let step = try run.next() {
      try expect(step.modelOutput, "steps.\(step.index).model_output", as: "model_output")
    }
    for (place, modality) in estimator.modalities(settings).enumerated() {
      let prediction = try estimator.predict(
        run.trajectory.finalLatents, of: image, settings, modality: place)
      let key = "prediction" + (place == 0 ? "" : "-" + modality.name)
      try expect(prediction.values, key, as: key)
    }
    // In 32 bits it would be a hundredth of what bfloat16 gives.
    let least: Float = precision == .bf16 ? 1e-4 : 3e-6
    #expect(worst > least, "\(test.name) was not computed in \(precision)")
  }

  @Test(
    "a shipped model predicts what it predicts in 32 bits, as nearly as the precision has it",
    arguments: [
      "marigold-depth-tiny", "marigold-normals-tiny", "e2eft-depth-tiny", "lotus-g-depth-tiny",
      "lotus-d-depth-tiny",
    ])
  func shipped(model: String) throws {
    let exact = try map(of: model, .fp32)
    let half = error(try map(of: model, .bf16), exact)
    #expect(half <= Tolerance.halfNetwork && half > 1e-5)
    let split = error(try map(of: model, .bf16x3), exact)
    #expect(split <= Tolerance.splitNetwork && split > 1e-7)
  }

  /// What a shipped model predicts of a scene.
  private func map(of model: String, _ precision: Precision) throws -> Tensor {
    let estimator = try Estimator(
      folder: ModelFolder(path: Shipped.models + model), precision: precision)
    let image = try estimator.prepare(Shipped.picture("scene-05"), resolution: 192)
    var run = try estimator.begin(image, estimator.family.defaults)
    while try run.next() != nil {}
    return try estimator.predict(
      run.trajectory.finalLatents, of: image, estimator.family.defaults
    ).values
  }
}
