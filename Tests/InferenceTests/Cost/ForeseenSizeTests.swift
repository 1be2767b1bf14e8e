internal import TestSupport
internal import Testing

@testable internal import Inference

/// The size that a cost is counted for is the size that is processed.
@Suite("Foreseen sizes")
struct ForeseenSizeTests {
  private static let families = [
    "marigold-depth-v1-1", "marigold-depth-lcm", "marigold-normals-v1-1",
    "marigold-iid-appearance", "e2e-ft-depth", "lotus-depth-g", "lotus-depth-d-disparity",
    "geowizard-v1", "geowizard-v2", "geowizard-e2e-ft", "depthfm",
  ]

  @Test(
    "edges and latents are those that a picture is prepared to, by either rule",
    arguments: families)
  func edges(name: String) throws {
    let estimator = try Estimator(
      folder: ModelFolder(path: Golden.folder + "/families/" + name))
    for rule in ResizeRule.allCases {
      for (height, width, resolution) in [(29, 39, 24), (21, 94, 48), (94, 30, 0), (19, 33, 64)] {
        let found = try ProcessingSize.edges(
          height: height, width: width, resolution: resolution, factor: estimator.factor,
          stretchedTo: estimator.family.edgeMultiple, rule: rule)
        let image = try estimator.prepare(
          Tensor(zeros: [1, 3, height, width]), resolution: resolution, rule: rule)
        let what = "\(rule) \(width)x\(height) at \(resolution)"
        #expect(image.input.shape == [1, 3, found.height, found.width], "\(what)")
        #expect(
          Array(image.mean.shape.suffix(2))
            == [found.height / estimator.factor, found.width / estimator.factor], "\(what)")
      }
    }
  }

  @Test("without padding there is less to do, and what leaves nothing is refused as it is there")
  func original() throws {
    let model = try CostModel(
      ModelFolder(path: Golden.folder + "/families/marigold-depth-v1-1"))
    var settings = RunSettings()
    settings.processingResolution = 48
    let padded = try model.cost(settings, height: 29, width: 39)
    settings.resize = .original
    let cut = try model.cost(settings, height: 29, width: 39)
    #expect(cut.step.total < padded.step.total && cut.peakBytes < padded.peakBytes)
    settings.processingResolution = 8
    #expect(throws: InferenceError.self) { try model.cost(settings, height: 29, width: 39) }
  }

  @Test(
    "weights are brought into Winograd's form and memory is new once, for the first step and around it",
    arguments: [Work.Kernel.transform, .memory])
  func once(_ kernel: Work.Kernel) throws {
    let model = try CostModel(
      ModelFolder(path: Golden.root + "/assets/models/marigold-depth-tiny"))
    var settings = RunSettings()
    settings.processingResolution = 384
    var speed = EngineSpeed { $0 == kernel ? 1e-9 : 0 }
    let costs = try [1, 40].map { steps in
      settings.steps = steps
      return try model.cost(settings, height: 384, width: 384)
    }
    let first = costs[0].firstStepSeconds(at: speed)
    #expect(first > 0 && costs[0].stepSeconds(at: speed) == 0)
    #expect(costs[0].seconds(at: speed) > first)
    #expect(costs[0].seconds(at: speed) == costs[1].seconds(at: speed))
    speed = EngineSpeed { [.transform, .memory].contains($0) ? 0 : 1e-12 }
    #expect(costs[0].firstStepSeconds(at: speed) == costs[0].stepSeconds(at: speed))
  }
}
