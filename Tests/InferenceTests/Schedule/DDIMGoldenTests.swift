import Inference
import Testing

@Suite("DDIM against the reference's trajectories")
struct DDIMGoldenTests {
  /// One trajectory of `ddim.safetensors`: "spacing type zero|plain n eta clip|free".
  private struct Case {
    let config: SchedulerConfig
    let steps: Int
    let eta: Float

    init?(_ name: String) {
      let words = name.split(separator: " ").map(String.init)
      guard words.count == 6, let spacing = TimestepSpacing(rawValue: words[0]),
        let type = PredictionType(rawValue: words[1]), let steps = Int(words[3]),
        let eta = Float(words[4])
      else { return nil }
      var config = SchedulerConfig.stableDiffusion(spacing, type, zeroSNR: words[2] == "zero")
      config.clipSample = words[5] == "clip"
      self.config = config
      self.steps = steps
      self.eta = eta
    }
  }

  @Test("Every step of every trajectory is the reference's", arguments: TimestepSpacing.allCases)
  func trajectories(_ spacing: TimestepSpacing) throws {
    let file = try ReferenceTensors("schedule/ddim.safetensors")
    let names = file.names.filter { $0.hasPrefix(spacing.rawValue) }
    #expect(names.count > 150)
    for name in names {
      let golden = try #require(Case(name), "\(name)")
      let scheduler = try DDIM(golden.config)
      let found = try Self.trajectory(
        scheduler, steps: golden.steps, eta: golden.eta, sample: try file["sample"],
        outputs: try file["model_outputs"], noises: try file["noises"])
      let expected = try file[name]
      expectClose(found, expected, within: 2e-5 * max(1, expected.statistics.std), name)
    }
  }

  @Test(
    "Dynamic thresholding is the reference's",
    arguments: ["0.995 1.0", "0.9 2.5", "0.5 100.0", "1.0 3.0"])
  func thresholding(_ numbers: String) throws {
    let file = try ReferenceTensors("schedule/ddim.safetensors")
    let words = numbers.split(separator: " ")
    var config = SchedulerConfig()
    config.predictionType = .vPrediction
    config.timestepSpacing = .trailing
    config.thresholding = true
    config.dynamicThresholdingRatio = try #require(Float(words[0]))
    config.sampleMaxValue = try #require(Float(words[1]))
    let outputs = try file["thresholding.model_outputs"]
    let found = try Self.trajectory(
      try DDIM(config), steps: 4, eta: 0, sample: try file["thresholding.sample"],
      outputs: outputs, noises: outputs)
    expectClose(found, try file["thresholding \(numbers)"], within: 1e-5, numbers)
  }

  /// `[2, n, values]`: every step's `prev_sample`, then every step's `pred_original_sample`.
  private static func trajectory(
    _ scheduler: DDIM, steps: Int, eta: Float, sample: Tensor, outputs: Tensor, noises: Tensor
  ) throws -> Tensor {
    let plan = try scheduler.plan(steps: steps, eta: eta)
    var sample = sample
    var previous: [Float] = []
    var originals: [Float] = []
    for index in plan.entries.indices {
      let result = scheduler.step(
        StepInput(
          index: index, plan: plan,
          modelOutput: try outputs.slice(index).reshaped(sample.shape), sample: sample,
          noise: eta > 0 ? try noises.slice(index).reshaped(sample.shape) : nil, eta: eta))
      sample = result.prevSample
      previous += sample.scalars
      originals += result.predOriginalSample.scalars
    }
    return try Tensor(previous + originals, shape: [2, steps, sample.count])
  }
}
