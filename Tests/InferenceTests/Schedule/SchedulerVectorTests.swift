import Inference
import Testing

/// Numbers that were worked out by hand or published, small enough to check on paper.
@Suite("Schedulers: hand-checkable numbers")
struct SchedulerVectorTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let id: SchedulerID
    let previous: [Float]
    var testDescription: String { id.rawValue }
  }

  @Test(
    "A constant velocity of -0.4 takes a sample of 0.7 along the known way in four trailing steps",
    arguments: [
      Vector(id: .ddim, previous: [0.758117, 0.844703, 0.934128, 1.001102]),
      Vector(id: .dpmSolver, previous: [0.758117, 0.858863, 0.994771, 1.045433]),
      Vector(id: .uniPC, previous: [0.758117, 0.868021, 1.020771, 1.066801]),
      Vector(id: .pndm, previous: [0.758117, 0.758117, 0.844703, 0.934128, 1.001101]),
      Vector(id: .euler, previous: [3.179182, 1.600121, 1.134913, 0.994440]),
    ])
  func constantVelocity(_ vector: Vector) throws {
    let scheduler = try SchedulerCatalog.make(vector.id, .stableDiffusion(.trailing))
    let plan = try scheduler.plan(steps: 4)
    let results = try Walk.follow(scheduler, plan, from: [0.7]) { _, _ in [-0.4] }
    #expect(results.count == vector.previous.count)
    for (result, value) in zip(results, vector.previous) {
      #expect(abs(result.prevSample.scalars[0] - value) < 2e-6, "\(result.prevSample.scalars)")
    }
    // Euler's start, 0.7 σ, holds a little less noise than 0.7 does at unit variance.
    guard vector.id != .euler else { return }
    #expect(abs(results[0].predOriginalSample.scalars[0] - 0.446852) < 1e-6)
  }

  @Test("DDPM's first step has the posterior's mean and deviation; LCM's only one is x0")
  func stochastic() throws {
    let ddpm = try DDPM(.stableDiffusion(.trailing))
    let plan = try ddpm.plan(steps: 4)
    func first(_ noise: Float) throws -> Float {
      let input = StepInput(
        index: 0, plan: plan, modelOutput: try Walk.tensor([-0.4]), sample: try Walk.tensor([0.7]),
        noise: try Walk.tensor([noise]))
      return ddpm.step(input).prevSample.scalars[0]
    }
    #expect(abs(try first(0) - 0.288369) < 2e-6)
    #expect(abs(try first(1) - first(0) - 0.932625) < 2e-6)
    let lcm = try LCM(.stableDiffusion(.trailing))
    let only = try Walk.follow(lcm, lcm.plan(steps: 1), from: [0.7]) { _, _ in [-0.4] }
    #expect(abs(only[0].prevSample.scalars[0] - 0.446852) < 2e-6)
    #expect(only[0].prevSample == only[0].predOriginalSample)
  }

  /// The number is diffusers' own.
  ///
  /// With its factor of 10 on the timestep the boundary condition lets nothing of the sample through, whatever
  /// its constants are.
  @Test("LCM's boundary condition mixes the sample in where the scaled timestep is small")
  func lcmBoundary() throws {
    var config = SchedulerConfig.stableDiffusion(.trailing)
    config.timestepScaling = 0.001
    let lcm = try LCM(config)
    let only = try Walk.follow(lcm, lcm.plan(steps: 1), from: [0.7]) { _, _ in [-0.4] }
    #expect(abs(only[0].prevSample.scalars[0] - 0.539821) < 2e-6)
  }

  @Test("LCM's timesteps are a choice of the fifty it was distilled for")
  func lcmTimesteps() throws {
    let lcm = try LCM(.stableDiffusion(.leading))
    #expect(try lcm.plan(steps: 1).entries.map(\.timestep) == [999])
    #expect(try lcm.plan(steps: 4).entries.map(\.timestep) == [999, 759, 499, 259])
    #expect(try lcm.plan(steps: 50).entries.last?.timestep == 19)
    #expect(try lcm.plan(steps: 4).entries.map(\.needsNoise) == [true, true, true, false])
  }

  @Test("Second looks: PNDM repeats the second timestep, Heun all but the first")
  func secondLooks() throws {
    let config = SchedulerConfig.stableDiffusion(.leading)
    #expect(try PNDM(config).plan(steps: 4).entries.map(\.timestep) == [751, 501, 501, 251, 1])
    #expect(
      try Heun(config).plan(steps: 4).entries.map(\.timestep) == [751, 501, 501, 251, 251, 1, 1])
    for id in SchedulerID.allCases where id != .flowEuler {
      for steps in [1, 2, 4, 10] {
        let plan = try SchedulerCatalog.make(id, config).plan(steps: steps)
        #expect(plan.entries.count == id.networkCalls(steps: steps), "\(id.rawValue) \(steps)")
      }
    }
  }

  @Test(
    "Euler scales its noise by the largest sigma, with leading by the root of its square plus 1")
  func initNoiseSigma() throws {
    let trailing = try Euler(.stableDiffusion(.trailing)).plan(steps: 1)
    #expect(abs(trailing.initNoiseSigma - 14.61465) < 1e-4)
    for (steps, sigma) in [(1, 1.00085), (2, 1.907), (4, 4.236), (10, 8.450), (50, 13.158)] {
      let leading = try Euler(.stableDiffusion(.leading)).plan(steps: steps)
      #expect(abs(Double(leading.initNoiseSigma) - sigma) < 6e-4)
    }
    let zero = try Euler(.stableDiffusion(.trailing, zeroSNR: true)).plan(steps: 1)
    #expect(abs(zero.initNoiseSigma - 4096) < 1e-2)
    let many = try Euler(.stableDiffusion(.linspace)).plan(steps: 50)
    #expect(abs(many.entries[1].timestep - 978.6122) < 1e-3)
    let fewer = try DPMSolver(.stableDiffusion(.leading)).plan(steps: 1)
    #expect(fewer.entries.map(\.timestep) == [501])
  }

  @Test("What is told and held stays comparable where the sample is scaled by sigma")
  func levels() throws {
    let plan = try Euler(.stableDiffusion(.trailing)).plan(steps: 4)
    let same = try DPMSolver(.stableDiffusion(.trailing)).plan(steps: 4)
    let scaled = Mismatch.nominal(plan, initialNoise: 1)
    for (mismatch, other) in zip(scaled, Mismatch.nominal(same, initialNoise: 1)) {
      #expect(abs(mismatch.told - other.told) < 1e-6 && abs(mismatch.held - other.held) < 1e-6)
    }
    let agrees = scaled.dropFirst().allSatisfy { abs($0.gap) < 1e-6 }
    #expect(agrees)
    #expect(abs(scaled[0].gap) < 0.003)
    let leading = try Euler(.stableDiffusion(.leading)).plan(steps: 1)
    #expect(Mismatch.nominal(leading, initialNoise: 1)[0].gap < -0.95)
    let sample = try Walk.tensor([3])
    let sigma = plan.entries[1].level.sigma
    let seen = plan.entries[1].networkInput(sample).scalars[0]
    #expect(abs(seen - 3 / (sigma * sigma + 1).squareRoot()) < 1e-6)
  }

  @Test("A flow is told 0, 1/n, 2/n and goes from the start to the clean sample")
  func flow() throws {
    var config = SchedulerConfig.stableDiffusion(.trailing, .flow)
    config.trainTimesteps = 1000
    let scheduler = try FlowEuler(config)
    let plan = try scheduler.plan(steps: 4)
    #expect(plan.entries.map(\.timestep) == [0, 0.25, 0.5, 0.75])
    #expect(plan.entries.last?.previousLevel.noise == 0 && plan.entries[0].level.signal == 0)
    let results = try Walk.follow(scheduler, plan, from: [0.5, -1]) { _, _ in [1, 2] }
    #expect(results.map { $0.prevSample.scalars[0] } == [0.75, 1, 1.25, 1.5])
    #expect(
      results.map(\.predOriginalSample.scalars) == [[1.5, 1], [1.5, 1], [1.5, 1], [1.5, 1]])
  }
}

/// Following a plan with a network made of a formula.
enum Walk {
  static func tensor(_ values: [Float]) throws -> Tensor {
    try Tensor(values, shape: [1, values.count, 1, 1])
  }

  /// Every step from a sample on; `network` makes the output from the entry and the sample as the network
  /// sees it, and the noise of a step is drawn from a generator.
  static func follow(
    _ scheduler: any Scheduler, _ plan: Plan, from start: [Float], seed: UInt64 = 1,
    _ network: (Plan.Entry, [Float]) -> [Float]
  ) throws -> [StepOutput] {
    var random = TorchRandom(seed: seed)
    var sample = try tensor(start).scaled(by: plan.initNoiseSigma)
    var history: StepHistory?
    return try plan.entries.enumerated().map { index, entry in
      let output = try tensor(network(entry, entry.networkInput(sample).scalars))
      let result = scheduler.step(
        StepInput(
          index: index, plan: plan, modelOutput: output, sample: sample, history: history,
          noise: entry.needsNoise ? random.normal(shape: sample.shape) : nil))
      sample = result.prevSample
      history = result.history
      return result
    }
  }
}
