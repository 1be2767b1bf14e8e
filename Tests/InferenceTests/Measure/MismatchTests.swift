import Inference
import Testing

@Suite("Mismatch")
struct MismatchTests {
  private static func nominal(
    _ spacing: TimestepSpacing, _ steps: Int, initialNoise: Float = 1
  ) throws -> [Mismatch] {
    let plan = try DDIM(.stableDiffusion(spacing)).plan(steps: steps)
    return Mismatch.nominal(plan, initialNoise: initialNoise)
  }

  @Test("One leading step is told almost no noise of pure noise")
  func leading() throws {
    let mismatch = try #require(try Self.nominal(.leading, 1).first)
    #expect(abs(mismatch.told - 0.041279) < 1e-6 && mismatch.held == 1)
    #expect(abs(mismatch.gap + 0.958721) < 1e-6)
  }

  @Test("One trailing step is told what there is")
  func trailing() throws {
    let mismatch = try #require(try Self.nominal(.trailing, 1).first)
    #expect(abs(mismatch.told - 0.997667) < 1e-6 && mismatch.held == 1)
  }

  @Test("A step holds what the step before left")
  func heldIsWhatWasLeft() throws {
    let scheduler = try DDIM(.stableDiffusion(.linspace))
    let mismatches = try Self.nominal(.linspace, 4)
    let left = [749, 416, 83].map { scheduler.schedule.level(at: $0).noise }
    #expect(mismatches.map(\.held) == [1] + left)
    #expect(mismatches[1].gap < -0.01 && mismatches[3].gap < -0.2)
  }

  @Test("Where n divides T trailing never errs after the first step")
  func trailingIsConsistent() throws {
    for steps in [2, 4, 5, 10, 50] {
      #expect(try Self.nominal(.trailing, steps).dropFirst().allSatisfy { $0.gap == 0 })
    }
  }

  @Test("Zeros hold no noise at first")
  func zeros() throws {
    let mismatch = try #require(try Self.nominal(.trailing, 1, initialNoise: 0).first)
    #expect(mismatch.held == 0 && mismatch.gap == mismatch.told)
  }

  @Test("A told timestep moves what is told and not what is held")
  func told() throws {
    let scheduler = try DDIM(.stableDiffusion(.trailing))
    let plan = try scheduler.plan(steps: 2)
    let told = Mismatch.nominal(
      try plan.told([1, 1], scheduler: scheduler), initialNoise: 1)
    #expect(told.map(\.held) == Mismatch.nominal(plan, initialNoise: 1).map(\.held))
    #expect(told.allSatisfy { abs($0.told - 0.041279) < 1e-6 })
  }

  /// A run of one step from the given latents to the given x0.
  private static func trajectory(_ latents: Tensor, x0: Tensor) throws -> Trajectory {
    let plan = try DDIM(.stableDiffusion(.trailing)).plan(steps: 1)
    var trajectory = Trajectory(
      settings: RunSettings(), plan: plan, imageLatents: latents, initialLatents: latents,
      initialNoise: 1)
    trajectory.steps = [
      Step(
        index: 0, entry: plan.entries[0], latents: latents, modelOutput: x0,
        result: StepOutput(prevSample: x0, predOriginalSample: x0), seconds: 0)
    ]
    return trajectory
  }

  @Test("Measured noise is the reference's residual")
  func measured() throws {
    let file = try ReferenceTensors("measure/mismatch.safetensors")
    let golden = try #require(try ReferenceTensors.json("measure/metrics.json") as? [String: Any])
    let expected = try #require(golden["measured_noise"] as? Double)
    let clean = try file["clean"]
    let trajectory = try Self.trajectory(try file["latents"], x0: clean)
    let found = Mismatch.measured(trajectory)
    #expect(found.count == 1 && abs(Double(found[0]) - expected) < 1e-6)
    let other = try Self.trajectory(try file["latents"], x0: Tensor(zeros: clean.shape))
    #expect(Mismatch.measured(other, against: clean) == found)
  }

  @Test("Measured noise finds the noise that was mixed in", arguments: [0.1, 0.5, 0.9] as [Float])
  func mixed(_ noise: Float) throws {
    var random = TorchRandom(seed: 4)
    let clean = random.normal(shape: [1, 4, 24, 24])
    let latents = Tensor.combine(
      (1 - noise * noise).squareRoot(), clean, noise, random.normal(shape: [1, 4, 24, 24]))
    let found = Mismatch.measured(try Self.trajectory(latents, x0: clean))
    #expect(abs(found[0] - noise) < 0.03)
  }

  @Test("Zeros hold nothing, clean latents hold nothing, and an x0 of zeros explains nothing")
  func edges() throws {
    let ones = try Tensor([1, 1, -1, 1], shape: [1, 4, 1, 1])
    let zeros = Tensor(zeros: [1, 4, 1, 1])
    #expect(Mismatch.measured(try Self.trajectory(zeros, x0: ones)) == [0])
    #expect(Mismatch.measured(try Self.trajectory(ones, x0: ones.scaled(by: -3))) == [0])
    #expect(Mismatch.measured(try Self.trajectory(ones, x0: zeros)) == [1])
    #expect(
      Mismatch.measured(try Self.trajectory(ones, x0: ones), against: Tensor(zeros: [2])) == [1])
    #expect(Mismatch.measured(try Self.trajectory(ones, x0: ones).truncated(after: 0)).isEmpty)
  }
}
