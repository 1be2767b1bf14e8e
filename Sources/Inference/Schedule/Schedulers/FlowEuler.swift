/// Euler's method along a flow from the start (t = 0) to the clean sample (t = 1).
///
/// The network is told t itself, 0…1, and gives the velocity x0 − start.
///
/// - Source: Lipman and others 2022; Gui and others 2024 (DepthFM); diffusers 0.42.1
///   `scheduling_flow_match_euler_discrete.py` with inverted sigmas.
public struct FlowEuler: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.flowEuler
  /// The scheduler's name on the screen.
  public static let title = "Flow Euler"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of the flow at T even places from t = 0 to t = 1; there are no betas.
  public let schedule: NoiseSchedule

  /// Flow-matching Euler for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    guard (2...NoiseSchedule.maximumTrainTimesteps).contains(config.trainTimesteps) else {
      throw .unsupported(
        what: "num_train_timesteps in scheduler_config.json", found: "\(config.trainTimesteps)",
        supported: "2…\(NoiseSchedule.maximumTrainTimesteps)")
    }
    let last = Float(config.trainTimesteps - 1)
    schedule = NoiseSchedule(
      betas: [],
      alphasCumprod: (0..<config.trainTimesteps).map {
        Self.level(at: Float($0) / last).alphaCumprod
      }, finalAlphaCumprod: 1)
  }

  /// The level that signal t and 1 − t of the start make, as far as their ratio goes.
  private static func level(at time: Float) -> NoiseLevel {
    let start = 1 - time
    return NoiseLevel(alphaCumprod: time * time / (time * time + start * start))
  }

  /// The plan: t = 0, 1/n, 2/n … to the end at 1.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    try TimestepSpacing.check(steps, config.trainTimesteps)
    let entries = (0..<steps).map { index in
      let time = Float(index) / Float(steps)
      let next = Float(index + 1) / Float(steps)
      return Plan.Entry(
        timestep: time, previousTimestep: index + 1 < steps ? next : nil,
        level: Self.level(at: time), previousLevel: Self.level(at: next), needsNoise: false,
        space: .flow)
    }
    return Plan(entries: entries, initNoiseSigma: 1)
  }

  /// One step along the velocity.
  ///
  /// - Shapes: `sample`, `modelOutput` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let left = 1 - entry.timestep
    let way = (entry.previousTimestep ?? 1) - entry.timestep
    return StepOutput(
      prevSample: input.sample.zipped(input.modelOutput) { $0 + way * $1 },
      predOriginalSample: input.sample.zipped(input.modelOutput) { $0 + left * $1 })
  }
}
