/// Denoising diffusion probabilistic models: ancestral sampling with the posterior's variance.
///
/// - Source: Ho and others 2020, eq. 6 and 7; diffusers 0.42.1 `scheduling_ddpm.py` with `fixed_small`
///   variance.
public struct DDPM: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.ddpm
  /// The scheduler's name on the screen.
  public static let title = "DDPM"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep; the end holds no noise, whatever `set_alpha_to_one` says.
  public let schedule: NoiseSchedule

  /// DDPM for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    var accepted = try Self.id.accepted(config)
    accepted.setAlphaToOne = true
    self.config = accepted
    schedule = try NoiseSchedule(accepted)
  }

  /// The plan: each step leads to the next timestep, the last to the clean sample; every step but one
  /// at timestep 0 draws noise.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had, or the prediction type cannot be
  ///   converted at one of the timesteps.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    let timesteps = try config.timestepSpacing.timesteps(
      steps: steps, trainTimesteps: schedule.trainTimesteps, offset: config.stepsOffset)
    let entries = timesteps.enumerated().map { index, timestep in
      let previous = index + 1 < timesteps.count ? timesteps[index + 1] : -1
      return Plan.Entry(
        timestep: Float(timestep), previousTimestep: Float(previous),
        level: schedule.level(at: timestep), previousLevel: schedule.level(at: previous),
        needsNoise: timestep > 0)
    }
    try Conversion.check(config.predictionType, entries)
    return Plan(entries: entries, initNoiseSigma: 1)
  }

  /// A draw from the posterior of x_{t-1} given x_t and x̂0.
  ///
  /// - Shapes: `sample`, `modelOutput`, `noise` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let prediction = Conversion(
      modelOutput: input.modelOutput, sample: input.sample, level: entry.level,
      type: config.predictionType)
    let original = Bounding.bounded(prediction.predOriginalSample, config)
    let alpha = entry.level.alphaCumprod
    let previous = entry.previousLevel.alphaCumprod
    let kept = alpha / previous
    let beta = 1 - kept
    let ofOriginal = previous.squareRoot() * beta / (1 - alpha)
    // A told timestep may hold less noise than the step leaves; then there is none to draw.
    let ofSample = max(0, kept).squareRoot() * (1 - previous) / (1 - alpha)
    var prevSample = original.zipped(input.sample) { ofOriginal * $0 + ofSample * $1 }
    if entry.needsNoise {
      guard let noise = input.noise else {
        preconditionFailure("a step that needs noise is given it")
      }
      let deviation = max((1 - previous) / (1 - alpha) * beta, 1e-20).squareRoot()
      prevSample = prevSample.zipped(noise) { $0 + deviation * $1 }
    }
    return StepOutput(prevSample: prevSample, predOriginalSample: original)
  }
}
