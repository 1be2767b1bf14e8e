/// Pseudo linear multistep (PLMS): the network's last four outputs combined as Adams and Bashforth do.
///
/// The second timestep comes twice: its first look repeats the first step with the mean of two outputs. So n
/// steps, n > 1, are n + 1 entries. The reference's warm-up of Runge and Kutta is left out
/// (`skip_prk_steps`), as Stable Diffusion leaves it out.
///
/// - Source: Liu and others 2022, eq. 9 and 12; diffusers 0.42.1 `scheduling_pndm.py`, which has no x̂0:
///   here it is read off each output and the sample it was made from.
public struct PNDM: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.pndm
  /// The scheduler's name on the screen.
  public static let title = "PNDM"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// PNDM for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try NoiseSchedule(config)
  }

  /// The plan, with diffusers' stride: the step from t leads to t − T / n.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    let timesteps = try config.timestepSpacing.timesteps(
      steps: steps, trainTimesteps: schedule.trainTimesteps, offset: config.stepsOffset)
    let stride = schedule.trainTimesteps / steps
    var entries = timesteps.map { entry($0, to: $0 - stride) }
    if steps > 1 {
      var repeated = entry(timesteps[1], to: timesteps[1])
      // The reference counts back to where the first step began, by its stride.
      repeated.restartLevel = schedule.level(at: timesteps[1] + stride)
      entries.insert(repeated, at: 1)
    }
    try Conversion.check(config.predictionType, entries)
    return Plan(entries: entries, initNoiseSigma: 1)
  }

  private func entry(_ timestep: Int, to previous: Int) -> Plan.Entry {
    Plan.Entry(
      timestep: Float(timestep), previousTimestep: Float(previous),
      level: schedule.level(at: timestep), previousLevel: schedule.level(at: previous),
      needsNoise: false)
  }

  /// One multistep update.
  ///
  /// A repeated look without the first one's history (a run branched there from another scheduler) leaves
  /// the sample as it is.
  ///
  /// - Shapes: `sample`, `modelOutput` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let original = Conversion(
      modelOutput: input.modelOutput, sample: input.sample, level: entry.level,
      type: config.predictionType
    ).predOriginalSample
    if let level = entry.restartLevel { return repeated(input, from: level, original) }
    let item = StepHistory.Item(level: entry.level, value: input.modelOutput)
    let history = input.history(of: Self.id, config.predictionType)
    let items = [item] + (history?.items.prefix(3) ?? [])
    return StepOutput(
      prevSample: moved(
        input.sample, Self.combined(items.map(\.value)), from: entry.level,
        to: entry.previousLevel),
      predOriginalSample: original,
      history: StepHistory(
        Self.id, config.predictionType, items, sample: items.count == 1 ? input.sample : nil))
  }

  /// The first step again, with the mean of its output and this one.
  private func repeated(
    _ input: StepInput, from level: NoiseLevel, _ original: Tensor
  ) -> StepOutput {
    guard let history = input.history(of: Self.id, config.predictionType),
      let start = history.sample, let first = history.items.first
    else { return StepOutput(prevSample: input.sample, predOriginalSample: original) }
    let mean = input.modelOutput.zipped(first.value) { ($0 + $1) / 2 }
    return StepOutput(
      prevSample: moved(
        start, mean, from: level, to: input.plan.entries[input.index].previousLevel),
      predOriginalSample: original,
      history: StepHistory(Self.id, config.predictionType, [first]))
  }

  /// Up to four outputs, newest first, in the proportions of Adams and Bashforth.
  private static func combined(_ outputs: [Tensor]) -> Tensor {
    let weights: [Float] =
      switch outputs.count {
      case 1: [1]
      case 2: [3 / 2, -1 / 2]
      case 3: [23 / 12, -16 / 12, 5 / 12]
      default: [55 / 24, -59 / 24, 37 / 24, -9 / 24]
      }
    var result = outputs[0].scaled(by: weights[0])
    for (output, weight) in zip(outputs, weights).dropFirst() {
      result = result.zipped(output) { $0 + weight * $1 }
    }
    return result
  }

  /// The transfer from one level to another along ε.
  ///
  /// - Source: Liu and others 2022, eq. 9.
  private func moved(
    _ sample: Tensor, _ output: Tensor, from: NoiseLevel, to: NoiseLevel
  ) -> Tensor {
    let epsilon =
      config.predictionType == .vPrediction
      ? output.zipped(sample) { from.signal * $0 + from.noise * $1 } : output
    let (alpha, previous) = (from.alphaCumprod, to.alphaCumprod)
    let ofSample = (previous / alpha).squareRoot()
    let divisor = alpha * to.noise + (alpha * (1 - alpha) * previous).squareRoot()
    return sample.zipped(epsilon) { ofSample * $0 - (previous - alpha) * $1 / divisor }
  }
}
