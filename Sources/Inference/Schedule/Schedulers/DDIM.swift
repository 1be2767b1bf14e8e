/// Denoising diffusion implicit models.
///
/// - Source: Song et al. 2020, eq. 12 and 16; diffusers 0.42.1 `scheduling_ddim.py`.
/// - Differs: the square root of the direction towards x_t is taken of at least 0, where the reference
///   gives NaN when rounding makes 1 − ᾱ_prev − σ² negative (η = 1 at zero terminal SNR).
public struct DDIM: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.ddim
  /// The scheduler's name on the screen.
  public static let title = "DDIM"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// DDIM for a config.
  ///
  /// - Throws: `unsupported` for a config whose numbers make no schedule, clipping or threshold.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try NoiseSchedule(config)
  }

  /// The plan for `steps` steps with the config's spacing and an η.
  ///
  /// The step from timestep t leads to t − T / n (integer division) as in diffusers, not to the next
  /// entry's timestep: with `linspace`, and with `trailing` where n does not divide T, the two differ.
  /// With the config's `consistentPrevious` it does lead to the next entry, and the last step to the end.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had, when the prediction type cannot be
  ///   converted at one of the timesteps, or when η asks for more noise than a step leaves.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    let timesteps = try config.timestepSpacing.timesteps(
      steps: steps, trainTimesteps: schedule.trainTimesteps, offset: config.stepsOffset)
    let stride = schedule.trainTimesteps / steps
    let entries = timesteps.enumerated().map { index, timestep in
      let next = index + 1 < timesteps.count ? timesteps[index + 1] : -1
      let previous = config.consistentPrevious ? next : timestep - stride
      return Plan.Entry(
        timestep: Float(timestep), previousTimestep: Float(previous),
        level: schedule.level(at: timestep), previousLevel: schedule.level(at: previous),
        needsNoise: eta > 0)
    }
    try Conversion.check(config.predictionType, entries)
    try Self.check(eta: eta, entries)
    return Plan(entries: entries, initNoiseSigma: 1)
  }

  /// One DDIM update from x_t to x_{t-1}.
  ///
  /// - Shapes: `sample`, `modelOutput`, `noise` and the results `[B, 4, h, w]`.
  /// - Range: latents are already multiplied by `scalingFactor`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let prediction = Conversion(
      modelOutput: input.modelOutput, sample: input.sample, level: entry.level,
      type: config.predictionType)
    let original = Bounding.bounded(prediction.predOriginalSample, config)
    let deviation = Self.deviation(eta: input.eta, entry)
    let previous = entry.previousLevel.alphaCumprod
    let direction = max(0, 1 - previous - deviation * deviation).squareRoot()
    let signal = previous.squareRoot()
    var prevSample = original.zipped(prediction.predEpsilon) { signal * $0 + direction * $1 }
    if input.eta > 0 {
      guard let noise = input.noise else {
        preconditionFailure("a step with eta above 0 is given fresh noise")
      }
      prevSample = prevSample.zipped(noise) { $0 + deviation * $1 }
    }
    return StepOutput(prevSample: prevSample, predOriginalSample: original)
  }

  /// σ of the fresh noise: η √((1 − ᾱ_prev) / (1 − ᾱ)) √(1 − ᾱ / ᾱ_prev).
  ///
  /// 0 where a told timestep holds less noise than the step leaves behind.
  private static func deviation(eta: Float, _ entry: Plan.Entry) -> Float {
    guard eta > 0 else { return 0 }
    let alpha = entry.level.alphaCumprod
    let previous = entry.previousLevel.alphaCumprod
    let variance = ((1 - previous) / (1 - alpha)) * (1 - alpha / previous)
    return variance > 0 ? eta * variance.squareRoot() : 0
  }

  private static func check(eta: Float, _ entries: [Plan.Entry]) throws(InferenceError) {
    guard eta >= 0, eta.isFinite else {
      throw .invalidSetting(name: "eta", value: "\(eta)", allowed: "0 or more")
    }
    // Up to 1 the fresh noise never exceeds what the step leaves.
    guard eta > 1 else { return }
    for entry in entries {
      let deviation = deviation(eta: eta, entry)
      guard deviation * deviation <= 1 - entry.previousLevel.alphaCumprod else {
        throw .invalidSetting(
          name: "eta", value: "\(eta) at timestep \(Int(entry.timestep))",
          allowed: "values whose fresh noise is at most what the step leaves behind; 0…1 always is")
      }
    }
  }
}
