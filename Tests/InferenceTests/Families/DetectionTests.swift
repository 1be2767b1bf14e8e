import Foundation
import Inference
import TestSupport
import Testing

/// Which family a checkpoint is taken for.
@Suite("Which family a checkpoint is")
struct DetectionTests {
  /// What decides: channels, class values, the scheduler, the index and the name.
  struct Found: Sendable, CustomTestStringConvertible {
    var family: String
    var quantity = Quantity.depth
    var channels = (8, 4)
    var classes: Int?
    var spacing = TimestepSpacing.leading
    var prediction = PredictionType.vPrediction
    var scheduler = "DDIMScheduler"
    var className = "MarigoldPipeline"
    var kind: String?
    var steps: Int?
    var names: [String] = []
    var name = ""
    var testDescription: String { "\(family) \(className) \(name)" }

    var structure: ModelStructure {
      var unet = UNetConfig()
      (unet.inChannels, unet.outChannels) = channels
      unet.classEmbeddingInputDim = classes
      var config = SchedulerConfig()
      config.className = scheduler
      config.timestepSpacing = spacing
      config.predictionType = prediction
      var index = ModelIndex()
      index.className = className
      index.predictionType = kind
      index.defaultDenoisingSteps = steps
      index.targetNames = names
      return ModelStructure(
        unet: unet, vae: AutoencoderKLConfig(), scheduler: config, index: index, name: name)
    }
  }

  static let repositories = [
    Found(family: "marigold", kind: "depth", steps: 10),
    Found(
      family: "marigold", spacing: .trailing, className: "MarigoldDepthPipeline", kind: "depth",
      steps: 4),
    Found(family: "marigold", scheduler: "LCMScheduler", kind: "depth", steps: 1),
    Found(family: "marigold", quantity: .normals, kind: "normals", steps: 10),
    Found(
      family: "marigold", quantity: .normals, className: "MarigoldNormalsPipeline", kind: nil),
    Found(
      family: "marigold-iid", quantity: .intrinsic, channels: (12, 8), spacing: .trailing,
      className: "MarigoldIntrinsicsPipeline", kind: "intrinsics", steps: 4,
      names: ["albedo", "material"]),
    Found(
      family: "marigold-iid", quantity: .intrinsic, channels: (16, 12), spacing: .trailing,
      className: "MarigoldIntrinsicsPipeline", kind: "intrinsics", steps: 4),
    Found(
      family: "e2e-ft", spacing: .trailing, className: "StableDiffusionPipeline",
      name: "models--GonzaloMG--stable-diffusion-e2e-ft-depth"),
    Found(
      family: "e2e-ft", quantity: .normals, spacing: .trailing,
      className: "StableDiffusionPipeline", name: "models--GonzaloMG--marigold-e2e-ft-normals"),
    Found(
      family: "lotus", classes: 4, prediction: .sample, className: "LotusGPipeline",
      name: "lotus-depth-g-v1-0"),
    Found(
      family: "lotus", quantity: .normals, channels: (4, 4), classes: 4, prediction: .sample,
      className: "LotusDPipeline", name: "models--jingheya--lotus-normal-d-v1-1"),
    Found(
      family: "lotus", quantity: .disparity, classes: 4,
      className: "DirectDiffusionY0Pipeline", name: "lotus-depth-g-v2-1-disparity"),
    Found(
      family: "lotus", quantity: .disparity, channels: (4, 4), classes: 4, prediction: .epsilon,
      scheduler: "PNDMScheduler", className: "DirectRegressionPipeline",
      name: "lotus-depth-d-v2-0-disparity"),
    Found(family: "geowizard", classes: 10, className: "DepthNormalEstimationPipeline"),
    Found(family: "geowizard", classes: 4, className: "DepthNormalEstimationPipeline"),
    Found(
      family: "e2e-ft-geowizard", classes: 10, spacing: .trailing,
      className: "DepthNormalEstimationPipeline"),
  ]

  @Test("a repository's structure decides, whatever its class is called", arguments: repositories)
  func detects(found: Found) throws {
    let family = try FamilyCatalog.family(of: found.structure)
    #expect(type(of: family).id == found.family)
    #expect(family.quantity == found.quantity)
  }

  @Test("a family that is named wins, with the quantity that the files leave open")
  func named() throws {
    let structure = Found(family: "").structure
    let normals = try FamilyCatalog.family(of: structure, named: "e2e-ft:normals")
    #expect(type(of: normals).id == "e2e-ft" && normals.quantity == .normals)
  }

  @Test(
    "a family that does not fit is refused with what does not",
    arguments: [
      ("lotus", "4 class values"), ("geowizard", "10 or 4 class values"),
      ("marigold-iid", "at least two maps"), ("nothing", "marigold-iid"),
      ("marigold:pictures", "disparity"),
    ])
  func refusesMisfit(name: String, reason: String) throws {
    let error = #expect(throws: InferenceError.self) {
      try FamilyCatalog.family(of: Found(family: "").structure, named: name)
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("an unknown structure says what was found and what there is")
  func refusesUnknown() throws {
    let error = #expect(throws: InferenceError.self) {
      try FamilyCatalog.family(of: Found(family: "", channels: (9, 4), classes: 3).structure)
    }
    let text = error?.description ?? ""
    #expect(text.contains("9 to 4 channels") && text.contains("3 class values"))
    #expect(text.contains("GeoWizard") && text.contains("Lotus"))
  }

  @Test("maps that are named must be as many as the UNet has channels for")
  func refusesNames() throws {
    let found = Found(family: "", channels: (12, 8), names: ["albedo", "shading", "residual"])
    let error = #expect(throws: InferenceError.self) {
      try FamilyCatalog.family(of: found.structure, named: "marigold-iid")
    }
    #expect(error?.description.contains("names 3 maps") == true)
  }

  @Test("every family says why for each knob that it lacks")
  func reasons() throws {
    for found in Self.repositories {
      let family = try FamilyCatalog.family(of: found.structure)
      #expect(!family.modalities(family.defaults).isEmpty)
      #expect(family.controls.missing.values.allSatisfy { !$0.isEmpty })
      let hasDomain = found.family.contains("geowizard")
      #expect((family.controls.missing[.domain] == nil) == hasDomain)
      #expect((family.controls.missing[.task] == nil) == (found.family == "lotus"))
    }
  }

  @Test("one step is the authors' use of Lotus and E2E-FT, more are marked")
  func notes() throws {
    for found in Self.repositories {
      let family = try FamilyCatalog.family(of: found.structure)
      var settings = family.defaults
      #expect(family.note(settings) == nil)
      settings.steps = 4
      let isOneStep = found.family == "lotus" || found.family.hasPrefix("e2e-ft")
      #expect((family.note(settings) != nil) == isOneStep)
    }
  }
}
