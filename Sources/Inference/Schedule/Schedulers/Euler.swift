/// Euler's method on the probability flow in σ.
///
/// - Source: Karras and others 2022, algorithm 2 without churn; diffusers 0.42.1
///   `scheduling_euler_discrete.py`.
public struct Euler: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.euler
  /// The scheduler's name on the screen.
  public static let title = "Euler"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// Euler for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try SigmaGrid.schedule(config)
  }

  /// The plan: σ of each timestep, ending at 0.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    try SigmaGrid.eulerPlan(steps: steps, config, schedule)
  }

  /// One step along the derivative (x − x̂0) / σ.
  ///
  /// - Shapes: `sample`, `modelOutput` and the results `[B, 4, h, w]`.
  /// - Range: the sample holds noise of standard deviation σ.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let sample = entry.believed(input.sample)
    let sigma = entry.level.sigma
    let original = SigmaGrid.predOriginalSample(
      input.modelOutput, sample, sigma: sigma, config.predictionType)
    let way = entry.previousLevel.sigma - sigma
    let prevSample = sample.zipped(original) { $0 + ($0 - $1) / sigma * way }
    return StepOutput(prevSample: prevSample, predOriginalSample: original)
  }
}
