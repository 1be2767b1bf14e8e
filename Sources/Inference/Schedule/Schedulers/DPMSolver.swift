internal import Foundation

/// DPM-Solver++ of second order with two steps (2M), midpoint.
///
/// The first and the last step are of first order: DDIM's, and the last ends at x̂0.
///
/// - Source: Lu and others 2022, algorithm 2; diffusers 0.42.1 `scheduling_dpmsolver_multistep.py`.
public struct DPMSolver: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.dpmSolver
  /// The scheduler's name on the screen.
  public static let title = "DPM-Solver++"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// DPM-Solver++ for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try SigmaGrid.schedule(config)
  }

  /// The plan: each step leads to the next timestep's level, the last to no noise.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    try SigmaGrid.multistepPlan(steps: steps, config, schedule)
  }

  /// One step in λ, half the log SNR, with x̂0 carried on along a line through the last two.
  ///
  /// - Shapes: `sample`, `modelOutput` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let original = Bounding.bounded(
      Conversion(
        modelOutput: input.modelOutput, sample: input.sample, level: entry.level,
        type: config.predictionType
      ).predOriginalSample, config)
    let item = StepHistory.Item(level: entry.level, value: original)
    let last = input.history(of: Self.id, config.predictionType)?.items.first
    let isFirstOrder = input.index == input.plan.entries.count - 1
    let ahead = isFirstOrder ? original : last.map { carriedOn(item, $0, entry) } ?? original
    let factor = Float(-expm1(entry.level.halfLogSNR - entry.previousLevel.halfLogSNR))
    let ofSample = entry.previousLevel.noise / entry.level.noise
    let ofOriginal = entry.previousLevel.signal * factor
    return StepOutput(
      prevSample: input.sample.zipped(ahead) { ofSample * $0 + ofOriginal * $1 },
      predOriginalSample: original,
      history: StepHistory(Self.id, config.predictionType, [item]))
  }

  /// x̂0 in the middle of the step, by the line through this and the last one.
  private func carriedOn(
    _ now: StepHistory.Item, _ last: StepHistory.Item, _ entry: Plan.Entry
  ) -> Tensor {
    let width = entry.previousLevel.halfLogSNR - now.level.halfLogSNR
    let lastWidth = now.level.halfLogSNR - last.level.halfLogSNR
    // Told the same timestep twice there is no line.
    guard lastWidth != 0 else { return now.value }
    let half = Float(0.5 * width / lastWidth)
    return now.value.zipped(last.value) { $0 + half * ($0 - $1) }
  }
}
