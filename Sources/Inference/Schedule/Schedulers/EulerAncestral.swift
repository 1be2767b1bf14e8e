/// Euler's method to a lower σ than the next, the rest of it made up with fresh noise.
///
/// - Source: k-diffusion's `sample_euler_ancestral`; diffusers 0.42.1
///   `scheduling_euler_ancestral_discrete.py`.
public struct EulerAncestral: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.eulerAncestral
  /// The scheduler's name on the screen.
  public static let title = "Euler ancestral"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// Euler ancestral for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try SigmaGrid.schedule(config)
  }

  /// Euler's plan; every step draws noise, the last one too, although it adds none of it.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    try SigmaGrid.eulerPlan(steps: steps, config, schedule, needsNoise: true)
  }

  /// A step down and noise up.
  ///
  /// - Shapes: `sample`, `modelOutput`, `noise` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let sample = entry.believed(input.sample)
    let (from, to) = (entry.level.sigma, entry.previousLevel.sigma)
    let original = SigmaGrid.predOriginalSample(
      input.modelOutput, sample, sigma: from, config.predictionType)
    // Where a told timestep holds less noise than the step leaves, none is made up.
    let up = max(0, to * to * (from * from - to * to) / (from * from)).squareRoot()
    let way = max(0, to * to - up * up).squareRoot() - from
    guard let noise = input.noise else {
      preconditionFailure("a step that needs noise is given it")
    }
    let down = sample.zipped(original) { $0 + ($0 - $1) / from * way }
    return StepOutput(
      prevSample: down.zipped(noise) { $0 + $1 * up }, predOriginalSample: original)
  }
}
