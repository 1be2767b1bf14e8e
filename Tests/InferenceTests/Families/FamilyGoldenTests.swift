import Inference
import TestSupport
import Testing

/// The miniature of every family against diffusers' pipelines, or against its paper's formulas.
@Suite("Families, step by step")
struct FamilyGoldenTests {
  /// A case: the folder's name, its family, and the settings that are not the defaults.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var family: String
    var steps: Int
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "marigold-depth-v1-0", family: "marigold", steps: 3),
    Case(name: "marigold-depth-v1-1", family: "marigold", steps: 4),
    Case(name: "marigold-normals-v0-1", family: "marigold", steps: 2),
    Case(name: "marigold-normals-v1-1", family: "marigold", steps: 1),
    Case(name: "marigold-iid-appearance", family: "marigold-iid", steps: 2),
    Case(name: "marigold-iid-lighting", family: "marigold-iid", steps: 1),
    Case(name: "e2e-ft-depth", family: "e2e-ft", steps: 1),
    Case(name: "e2e-ft-normals", family: "e2e-ft", steps: 1),
    Case(name: "lotus-depth-g", family: "lotus", steps: 2),
    Case(name: "lotus-normal-g", family: "lotus", steps: 1),
    Case(name: "lotus-depth-d-disparity", family: "lotus", steps: 1),
    Case(name: "marigold-depth-lcm", family: "marigold", steps: 2),
    Case(name: "geowizard-v1", family: "geowizard", steps: 2),
    Case(name: "geowizard-v2", family: "geowizard", steps: 1),
    Case(name: "geowizard-e2e-ft", family: "e2e-ft-geowizard", steps: 1),
    Case(name: "depthfm", family: "depthfm", steps: 3),
  ]

  static func settings(_ test: Case, _ defaults: RunSettings) -> RunSettings {
    var settings = defaults
    settings.steps = test.steps
    settings.seed = 7
    settings.processingResolution = test.family == "depthfm" ? 0 : 48
    settings.domain = .outdoor
    return settings
  }

  @Test(
    "a checkpoint gives its authors' numbers, from the latents to the last pixel", arguments: cases)
  func agrees(test: Case) throws {
    let golden = try Golden("families/\(test.name)/golden.safetensors")()
    let estimator = try Estimator(
      folder: ModelFolder(path: Golden.folder + "/families/" + test.name))
    #expect(type(of: estimator.family).id == test.family)
    let picture = try Golden("families/picture.safetensors")().read("picture")
    let settings = Self.settings(test, estimator.family.defaults)
    let image = try estimator.prepare(picture, resolution: settings.processingResolution)
    var run = try estimator.begin(image, settings)
    func expect(_ found: Tensor, _ key: String, _ bound: Float = Tolerance.step) throws {
      expectAgreement(found, with: try golden.read(key), deviations: bound, "\(test.name) \(key)")
    }
    if test.family.contains("geowizard") {
      try expect(run.trajectory.conditioning, "conditioning")
      try expect(run.trajectory.imageLatents, "image_latents")
    } else {
      try expect(run.trajectory.imageLatents, "image_latents")
    }
    if test.name != "lotus-depth-d-disparity" {
      try expect(run.trajectory.initialLatents, "initial_latents")
    }
    while let step = try run.next() {
      let prefix = "steps.\(step.index)."
      try expect(step.latents, prefix + "sample")
      try expect(step.modelOutput, prefix + "model_output")
      try expect(step.result.prevSample, prefix + "prev_sample")
      if golden.shapes.keys.contains(prefix + "pred_original_sample") {
        try expect(step.result.predOriginalSample, prefix + "pred_original_sample")
      }
    }
    #expect(!golden.shapes.keys.contains("steps.\(run.trajectory.steps.count).sample"))
    for (place, modality) in estimator.modalities(settings).enumerated() {
      let prediction = try estimator.predict(
        run.trajectory.finalLatents, of: image, settings, modality: place)
      try expect(
        prediction.values, "prediction" + (place == 0 ? "" : "-" + modality.name), Tolerance.run)
    }
  }
}
