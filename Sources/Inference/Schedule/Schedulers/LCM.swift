/// Latent consistency models: x̂0 in every step, noised again to the next level.
///
/// The timesteps are a choice of those the model was distilled for; `timestep_spacing` has no say.
///
/// - Source: Luo and others 2023, algorithm 3; diffusers 0.42.1 `scheduling_lcm.py`.
public struct LCM: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.lcm
  /// The scheduler's name on the screen.
  public static let title = "LCM"
  /// The standard deviation of the data in the boundary condition.
  private static let dataDeviation: Float = 0.5

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// LCM for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try NoiseSchedule(config)
    guard (1...schedule.trainTimesteps).contains(config.originalInferenceSteps) else {
      throw .unsupported(
        what: "original_inference_steps in scheduler_config.json",
        found: "\(config.originalInferenceSteps)",
        supported: "1…\(schedule.trainTimesteps)")
    }
  }

  /// The plan: n of the distilled timesteps, evenly from the last one down; the last step ends at x̂0.
  ///
  /// - Throws: `invalidSetting` for more steps than distilled timesteps, or a prediction type that cannot
  ///   be converted at one of them.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    let original = config.originalInferenceSteps
    guard (1...original).contains(steps) else {
      throw .invalidSetting(
        name: "steps", value: "\(steps) with LCM",
        allowed: "1…\(original), the timesteps the model was distilled for")
    }
    let stride = schedule.trainTimesteps / original
    let width = Double(original) / Double(steps)
    let timesteps = (0..<steps).map { (original - Int(Double($0) * width)) * stride - 1 }
    let entries = timesteps.enumerated().map { index, timestep in
      let next = index + 1 < steps ? timesteps[index + 1] : nil
      return Plan.Entry(
        timestep: Float(timestep), previousTimestep: next.map { Float($0) },
        level: schedule.level(at: timestep),
        previousLevel: next.map { schedule.level(at: $0) } ?? NoiseLevel(alphaCumprod: 1),
        needsNoise: next != nil)
    }
    try Conversion.check(config.predictionType, entries)
    return Plan(entries: entries, initNoiseSigma: 1)
  }

  /// x̂0 through the boundary condition, then fresh noise.
  ///
  /// `predOriginalSample` is what diffusers calls `denoised`.
  ///
  /// - Shapes: `sample`, `modelOutput`, `noise` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let prediction = Conversion(
      modelOutput: input.modelOutput, sample: input.sample, level: entry.level,
      type: config.predictionType)
    let original = Bounding.bounded(prediction.predOriginalSample, config)
    let scaled = entry.timestep * config.timestepScaling
    let data = Self.dataDeviation * Self.dataDeviation
    let sum = scaled * scaled + data
    let (skip, out) = (data / sum, scaled / sum.squareRoot())
    let denoised = original.zipped(input.sample) { out * $0 + skip * $1 }
    guard entry.needsNoise else {
      return StepOutput(prevSample: denoised, predOriginalSample: denoised)
    }
    guard let noise = input.noise else {
      preconditionFailure("a step that needs noise is given it")
    }
    let level = entry.previousLevel
    let prevSample = denoised.zipped(noise) { level.signal * $0 + level.noise * $1 }
    return StepOutput(prevSample: prevSample, predOriginalSample: denoised)
  }
}
