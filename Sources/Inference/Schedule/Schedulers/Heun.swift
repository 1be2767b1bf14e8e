/// Heun's method in σ: Euler's step, and a second look from where it led.
///
/// Every step but the last is two network calls, so n steps are 2n − 1 entries; second looks start again
/// where the entry before began.
///
/// - Source: Karras and others 2022, algorithm 1; diffusers 0.42.1 `scheduling_heun_discrete.py`.
public struct Heun: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.heun
  /// The scheduler's name on the screen.
  public static let title = "Heun"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// Heun for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try NoiseSchedule(config)
  }

  /// The plan: Euler's, with every timestep but the first twice.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    let euler = try SigmaGrid.eulerPlan(steps: steps, config, schedule)
    let firsts = euler.entries
    var entries: [Plan.Entry] = []
    for (index, first) in firsts.enumerated() {
      if index > 0 {
        var second = first
        second.previousTimestep = first.timestep
        second.previousLevel = first.level
        second.restartLevel = firsts[index - 1].level
        entries.append(second)
      }
      entries.append(first)
    }
    return Plan(entries: entries, initNoiseSigma: euler.initNoiseSigma)
  }

  /// Euler's step, or the one with the mean of two derivatives in its place.
  ///
  /// A second look without the first one's history (a run branched there from another scheduler) leaves
  /// the sample as it is.
  ///
  /// - Shapes: `sample`, `modelOutput` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let sample = entry.believed(input.sample)
    let sigma = entry.level.sigma
    let original = Bounding.bounded(
      SigmaGrid.predOriginalSample(
        input.modelOutput, sample, sigma: sigma, config.predictionType), config)
    let derivative = sample.zipped(original) { ($0 - $1) / sigma }
    guard entry.restartLevel == nil else {
      let prevSample = second(derivative, input, sigma: sigma) ?? input.sample
      return StepOutput(prevSample: prevSample, predOriginalSample: original)
    }
    let way = entry.previousLevel.sigma - sigma
    return StepOutput(
      prevSample: sample.zipped(derivative) { $0 + $1 * way }, predOriginalSample: original,
      history: StepHistory(
        Self.id, config.predictionType,
        [StepHistory.Item(level: entry.level, value: derivative)], sample: sample))
  }

  private func second(_ derivative: Tensor, _ input: StepInput, sigma: Float) -> Tensor? {
    guard let history = input.history(of: Self.id, config.predictionType),
      let first = history.items.first, let start = history.sample
    else { return nil }
    let way = input.plan.entries[input.index].plannedLevel.sigma - first.level.sigma
    let mean = first.value.zipped(derivative) { ($0 + $1) / 2 }
    return start.zipped(mean) { $0 + $1 * way }
  }
}
