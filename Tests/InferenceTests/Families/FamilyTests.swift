import Foundation
import Inference
import TestSupport
import Testing

@Suite("Families")
struct FamilyTests {
  private static func structure(
    inChannels: Int = 8, classes: Int? = nil, spacing: TimestepSpacing = .leading,
    className: String = "MarigoldDepthPipeline", steps: Int? = 4
  ) -> ModelStructure {
    var unet = UNetConfig()
    unet.inChannels = inChannels
    unet.classEmbeddingInputDim = classes
    var scheduler = SchedulerConfig()
    scheduler.timestepSpacing = spacing
    var index = ModelIndex()
    index.className = className
    index.defaultDenoisingSteps = steps
    return ModelStructure(
      unet: unet, vae: AutoencoderKLConfig(), scheduler: scheduler, index: index)
  }

  @Test("Lotus' labels are [sin s, cos s] of the paper, and blend between")
  func lotusLabels() throws {
    let lotus = Lotus(Self.structure(classes: 4))
    var settings = lotus.defaults
    #expect(
      try close(lotus.classLabels(settings), [0.841471, 0, 0.540302, 1]))
    settings.taskSwitch = .reconstruction
    #expect(
      try close(lotus.classLabels(settings), [0, 0.841471, 1, 0.540302]))
    settings.taskSwitch = TaskSwitch(reconstruction: 0.5)
    #expect(
      try close(lotus.classLabels(settings), [0.479426, 0.479426, 0.877583, 0.877583]))
  }

  private func close(_ tensor: Tensor?, _ expected: [Float]) throws -> Bool {
    let values = try #require(tensor).scalars
    return values.count == expected.count
      && zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 }
  }

  @Test("the picture's latents come before the sample's; Lotus-D sees the picture alone")
  func channelOrder() throws {
    var image = Tensor(zeros: [1, 4, 1, 2])
    image.scalars = Array(repeating: 1, count: 8)
    let sample = Tensor(zeros: [1, 4, 1, 2])
    let marigold = Marigold(Self.structure())
    let input = try marigold.unetInput(sample: sample, image: image)
    #expect(input.shape == [1, 8, 1, 2])
    #expect(input.scalars == Array(repeating: 1, count: 8) + Array(repeating: 0, count: 8))
    let lotusD = Lotus(Self.structure(inChannels: 4, classes: 4))
    #expect(try lotusD.unetInput(sample: sample, image: image) == image)
  }

  @Test("Lotus-D's seed is that of the posterior's draw, Lotus-G's that of the noise as well")
  func lotusSeed() {
    var settings = RunSettings()
    let controls = [4, 8].map { Lotus(Self.structure(inChannels: $0, classes: 4)).controls }
    for posterior in RunSettings.Posterior.allCases {
      settings.posterior = posterior
      #expect((controls[0].missingReason(.seed, settings) == nil) == (posterior == .sample))
      #expect(controls[1].missingReason(.seed, settings) == nil)
    }
    #expect(controls[0].missingReason(.noise, settings) != nil)
  }

  @Test("Marigold's depth is the clipped mean of the channels in 0…1")
  func marigoldDepth() throws {
    let decoded = try Tensor([-3, 1, -3, 0.5, -3, 0], shape: [1, 3, 1, 2])
    let values = try Marigold(Self.structure()).values(decoded: decoded, .depth)
    #expect(values.shape == [1, 2])
    #expect(values.scalars == [0, 0.75])
  }

  @Test("E2E-FT stretches depth to 0…1 in every picture, a flat one to 0")
  func e2eDepth() throws {
    let family = E2EFineTuned(Self.structure(spacing: .trailing, steps: 1))
    let decoded = try Tensor([-0.5, 0.5, -0.5, 0.5, -0.5, 0.5], shape: [1, 3, 1, 2])
    #expect(try family.values(decoded: decoded, .depth).scalars == [0, 1])
    let flat = try Tensor(Array(repeating: 0.3, count: 6), shape: [1, 3, 1, 2])
    #expect(try family.values(decoded: flat, .depth).scalars == [0, 0])
  }

  @Test("Lotus cuts each channel before it takes their mean")
  func lotusDepth() throws {
    let decoded = try Tensor([-5, 1, 1], shape: [1, 3, 1, 1])
    let values = try Lotus(Self.structure(classes: 4)).values(decoded: decoded, .depth)
    #expect(abs(values.scalars[0] - 2.0 / 3) < 1e-6)
  }

  @Test("normals have unit length, a zero vector stays zero")
  func normals() throws {
    var structure = Self.structure(className: "MarigoldNormalsPipeline")
    structure.index.predictionType = "normals"
    let family = Marigold(structure)
    #expect(family.quantity == .normals)
    let decoded = try Tensor([0.6, 0, 0, 0, 0.8, 0], shape: [1, 3, 1, 2])
    let values = try family.values(decoded: decoded, .normals)
    #expect(values.shape == [1, 2, 3])
    #expect(abs(values.scalars[0] - 0.6) < 1e-6 && abs(values.scalars[2] - 0.8) < 1e-6)
    #expect(values.scalars[3...] == [0, 0, 0])
  }
}
