import Inference
import Testing

@Suite("DDIM plan and step")
struct DDIMTests {
  /// The update for one value.
  static func run(
    _ scheduler: DDIM, steps: Int, sample: Float, output: Float
  ) throws -> [StepOutput] {
    let plan = try scheduler.plan(steps: steps)
    let modelOutput = try Tensor([output], shape: [1, 1, 1, 1])
    var sample = try Tensor([sample], shape: [1, 1, 1, 1])
    return plan.entries.indices.map { index in
      let result = scheduler.step(
        StepInput(index: index, plan: plan, modelOutput: modelOutput, sample: sample))
      sample = result.prevSample
      return result
    }
  }

  @Test("A constant velocity takes the published way in four trailing steps")
  func published() throws {
    let scheduler = try DDIM(.stableDiffusion(.trailing))
    let results = try Self.run(scheduler, steps: 4, sample: 0.7, output: -0.4)
    let expected: [Float] = [0.758117, 0.844703, 0.934128, 1.001102]
    for (result, value) in zip(results, expected) {
      #expect(abs(result.prevSample.scalars[0] - value) < 1e-6)
    }
    #expect(abs(results[0].predOriginalSample.scalars[0] - 0.446852) < 1e-6)
  }

  struct OneStep: Sendable {
    let spacing: TimestepSpacing
    let zeroSNR: Bool
    let told: Float
    /// The factors of x and v in `prev_sample` and `pred_original_sample`.
    let previous: (Float, Float)
    let original: (Float, Float)
  }

  @Test(
    "One step mixes sample and velocity as published",
    arguments: [
      OneStep(
        spacing: .leading, zeroSNR: false, told: 1, previous: (0.999926, -0.01213),
        original: (0.999148, -0.041279)),
      OneStep(
        spacing: .linspace, zeroSNR: false, told: 0, previous: (1, 0),
        original: (0.999575, -0.029155)),
      OneStep(
        spacing: .trailing, zeroSNR: false, told: 999, previous: (0.097323, -0.995253),
        original: (0.068265, -0.997667)),
      OneStep(
        spacing: .trailing, zeroSNR: true, told: 999, previous: (0.029155, -0.999575),
        original: (0, -1)),
    ])
  func oneStep(_ expected: OneStep) throws {
    let config = SchedulerConfig.stableDiffusion(expected.spacing, zeroSNR: expected.zeroSNR)
    let scheduler = try DDIM(config)
    #expect(try scheduler.plan(steps: 1).entries.map(\.timestep) == [expected.told])
    let ofSample = try Self.run(scheduler, steps: 1, sample: 1, output: 0)[0]
    let ofOutput = try Self.run(scheduler, steps: 1, sample: 0, output: 1)[0]
    #expect(abs(ofSample.prevSample.scalars[0] - expected.previous.0) < 2e-6)
    #expect(abs(ofOutput.prevSample.scalars[0] - expected.previous.1) < 2e-6)
    #expect(abs(ofSample.predOriginalSample.scalars[0] - expected.original.0) < 2e-6)
    #expect(abs(ofOutput.predOriginalSample.scalars[0] - expected.original.1) < 2e-6)
  }

  @Test(
    "The first entry tells little noise with leading, nearly all with trailing",
    arguments: [(1, 0.0413), (2, 0.8515), (4, 0.9717), (10, 0.9930), (50, 0.9971)] as [(Int, Float)]
  )
  func firstTold(steps: Int, told: Float) throws {
    let leading = try DDIM(.stableDiffusion(.leading)).plan(steps: steps)
    #expect(abs(leading.entries[0].level.noise - told) < 5e-5)
    let trailing = try DDIM(.stableDiffusion(.trailing)).plan(steps: steps)
    #expect(abs(trailing.entries[0].level.noise - 0.9977) < 5e-5)
  }

  @Test("The previous timestep is the reference's stride, not the next entry's timestep")
  func strideOfPreviousTimestep() throws {
    let linspace = try DDIM(.stableDiffusion(.linspace)).plan(steps: 4)
    #expect(linspace.entries.map(\.timestep) == [999, 666, 333, 0])
    #expect(linspace.entries.map(\.previousTimestep) == [749, 416, 83, -250])
    let trailing = try DDIM(.stableDiffusion(.trailing)).plan(steps: 3)
    #expect(trailing.entries.map(\.timestep) == [999, 666, 332])
    #expect(trailing.entries.map(\.previousTimestep) == [666, 333, -1])
    let seven = try DDIM(.stableDiffusion(.trailing)).plan(steps: 7)
    #expect(seven.entries[0].previousTimestep == 857 && seven.entries[1].timestep == 856)
    #expect(seven.entries.last?.previousTimestep == 0)
  }

  @Test("The last level is that of timestep 0, or no noise at all", arguments: [false, true])
  func finalLevel(_ setAlphaToOne: Bool) throws {
    var config = SchedulerConfig.stableDiffusion(.trailing)
    config.setAlphaToOne = setAlphaToOne
    let entry = try #require(try DDIM(config).plan(steps: 4).entries.last)
    #expect(abs(entry.previousLevel.noise - (setAlphaToOne ? 0 : 0.029155)) < 1e-6)
  }

  @Test("A step is pure: the same input gives the same output, and nothing is changed")
  func pure() throws {
    let scheduler = try DDIM(.stableDiffusion(.trailing))
    let plan = try scheduler.plan(steps: 4, eta: 0.5)
    let values = try Tensor([0.1, -2, 3, 0.4], shape: [1, 4, 1, 1])
    let input = StepInput(
      index: 1, plan: plan, modelOutput: values, sample: values, noise: values, eta: 0.5)
    let first = scheduler.step(input)
    #expect(scheduler.step(input) == first)
    #expect(input.sample == values && input.plan == plan)
    #expect(first.history == nil)
  }

  @Test("Entries want fresh noise exactly when eta is above 0", arguments: [0, 0.3, 1] as [Float])
  func needsNoise(_ eta: Float) throws {
    let plan = try DDIM(.stableDiffusion(.trailing)).plan(steps: 3, eta: eta)
    #expect(plan.entries.map(\.needsNoise) == [Bool](repeating: eta > 0, count: 3))
  }

  @Test(
    "Eta outside what a step can hold is refused",
    arguments: [-0.1, .nan, .infinity, 40] as [Float])
  func refusesEta(_ eta: Float) throws {
    let scheduler = try DDIM(.stableDiffusion(.trailing))
    #expect(throws: InferenceError.self) { try scheduler.plan(steps: 4, eta: eta) }
  }

  @Test("Eta 1 at zero terminal SNR stays finite where the reference's rounding gives NaN")
  func etaOneAtZeroSNR() throws {
    let scheduler = try DDIM(.stableDiffusion(.trailing, zeroSNR: true))
    let ones = try Tensor([1, 1], shape: [1, 2, 1, 1])
    for steps in 1...100 {
      let plan = try scheduler.plan(steps: steps, eta: 1)
      let result = scheduler.step(
        StepInput(index: 0, plan: plan, modelOutput: ones, sample: ones, noise: ones, eta: 1))
      #expect(result.prevSample.statistics.nonfinite == 0, "n = \(steps)")
    }
  }

  @Test("Epsilon without signal is refused with a sentence when the plan is made")
  func refusesEpsilonAtZeroSNR() throws {
    let trailing = try DDIM(.stableDiffusion(.trailing, .epsilon, zeroSNR: true))
    let error = #expect(throws: InferenceError.self) { try trailing.plan(steps: 4) }
    #expect(error?.description.contains("epsilon at timestep 999") == true)
    let leading = try DDIM(.stableDiffusion(.leading, .epsilon, zeroSNR: true))
    #expect(throws: Never.self) { try leading.plan(steps: 4) }
  }

  @Test(
    "Bounds that are no numbers to bound with are refused",
    arguments: [
      {
        $0.clipSample = true
        $0.clipSampleRange = -1
      },
      {
        $0.clipSample = true
        $0.clipSampleRange = .nan
      },
      {
        $0.thresholding = true
        $0.sampleMaxValue = 0
      },
      {
        $0.thresholding = true
        $0.sampleMaxValue = .infinity
      },
      {
        $0.thresholding = true
        $0.dynamicThresholdingRatio = 1.1
      },
      {
        $0.thresholding = true
        $0.dynamicThresholdingRatio = .nan
      },
    ] as [@Sendable (inout SchedulerConfig) -> Void])
  func refusesBounds(_ change: @Sendable (inout SchedulerConfig) -> Void) {
    var config = SchedulerConfig.stableDiffusion()
    change(&config)
    #expect(throws: InferenceError.self) { try DDIM(config) }
  }

  @Test(
    "Every plan of every number of steps has its timesteps, their levels and the stride",
    arguments: TimestepSpacing.allCases)
  func everyPlan(_ spacing: TimestepSpacing) throws {
    let scheduler = try DDIM(.stableDiffusion(spacing))
    let possible = spacing == .leading ? 1...999 : 1...1000
    for steps in possible {
      let plan = try scheduler.plan(steps: steps)
      let timesteps = try spacing.timesteps(steps: steps, trainTimesteps: 1000, offset: 1)
      #expect(plan.initNoiseSigma == 1)
      #expect(plan.entries.map { Int($0.timestep) } == timesteps, "n = \(steps)")
      let follows = plan.entries.allSatisfy { entry in
        entry.previousTimestep == entry.timestep - Float(1000 / steps)
          && entry.level == scheduler.schedule.level(at: Int(entry.timestep))
          && entry.previousLevel
            == scheduler.schedule.level(at: entry.previousTimestep.map { Int($0) })
          && entry.previousLevel.alphaCumprod >= entry.level.alphaCumprod
      }
      #expect(follows, "n = \(steps)")
    }
  }
}
