internal import Foundation

/// UniPC of second order with B(h) = eʰ − 1 (bh2): a multistep predictor whose every sample is corrected
/// once the network has seen it.
///
/// `predOriginalSample` is read off the sample as it arrived; the correction shows in `prevSample`.
///
/// - Source: Zhao and others 2023, algorithms 5 and 6; diffusers 0.42.1 `scheduling_unipc_multistep.py`.
public struct UniPC: Scheduler, Hashable {
  /// The scheduler's name on the command line.
  public static let id = SchedulerID.uniPC
  /// The scheduler's name on the screen.
  public static let title = "UniPC"

  /// The config it was made from.
  public let config: SchedulerConfig
  /// ᾱ of every training timestep.
  public let schedule: NoiseSchedule

  /// UniPC for a config.
  ///
  /// - Throws: `unsupported` and `invalidSetting` for what the class cannot do.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    self.config = try Self.id.accepted(config)
    schedule = try SigmaGrid.schedule(config)
  }

  /// The plan: DPM-Solver++'s.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan {
    try SigmaGrid.multistepPlan(steps: steps, config, schedule)
  }

  /// Corrects the sample with this output, then predicts the next.
  ///
  /// - Shapes: `sample`, `modelOutput` and the results `[B, 4, h, w]`.
  public func step(_ input: StepInput) -> StepOutput {
    let entry = input.plan.entries[input.index]
    let original = Bounding.bounded(
      Conversion(
        modelOutput: input.modelOutput, sample: input.sample, level: entry.level,
        type: config.predictionType
      ).predOriginalSample, config)
    let now = StepHistory.Item(level: entry.level, value: original)
    let history = input.history(of: Self.id, config.predictionType)
    let sample = history.flatMap { corrected($0, now) } ?? input.sample
    let items = [now] + (history?.items.prefix(1) ?? [])
    let isLast = input.index == input.plan.entries.count - 1
    let prevSample = predicted(
      sample, Array(items.prefix(isLast ? 1 : 2)), to: entry.previousLevel)
    return StepOutput(
      prevSample: prevSample, predOriginalSample: original,
      history: StepHistory(Self.id, config.predictionType, items, sample: sample))
  }

  /// The predictor (UniP) from x̂0 of this and, at second order, of the step before.
  private func predicted(
    _ sample: Tensor, _ items: [StepHistory.Item], to level: NoiseLevel
  ) -> Tensor {
    let now = items[0]
    let move = Move(from: now.level, to: level)
    var result = move.firstOrder(sample, now.value)
    if items.count > 1, let slope = move.slope(items[1].level) {
      let weight = move.weight * 0.5 * slope
      result = result.adding(items[1].value, minus: now.value, times: weight)
    }
    return result
  }

  /// The corrector (UniC): the step that led here again, now that x̂0 here is known.
  ///
  /// Of first order after the first step, of second after later ones.
  private func corrected(_ history: StepHistory, _ now: StepHistory.Item) -> Tensor? {
    guard let start = history.sample, let last = history.items.first else { return nil }
    let move = Move(from: last.level, to: now.level)
    guard move.width != 0 else { return nil }
    var result = move.firstOrder(start, last.value)
    // Told the same timestep twice, there are too few places for second order.
    guard history.items.count > 1, let slope = move.slope(history.items[1].level), slope != 1
    else {
      return result.adding(now.value, minus: last.value, times: move.weight * 0.5)
    }
    let (ofSlope, ofEnd) = move.correctorWeights(ratio: 1 / slope)
    result = result.adding(
      history.items[1].value, minus: last.value, times: move.weight * ofSlope * slope)
    return result.adding(now.value, minus: last.value, times: move.weight * ofEnd)
  }
}

/// The way from one noise level to another, in λ.
private struct Move {
  let from: NoiseLevel
  let to: NoiseLevel
  /// h, infinite where the way ends without noise.
  let width: Double

  init(from: NoiseLevel, to: NoiseLevel) {
    self.from = from
    self.to = to
    width = to.halfLogSNR - from.halfLogSNR
  }

  /// B(h) times the signal's factor, with the sign it is added with.
  var weight: Double { -Double(to.signal) * expm1(-width) }

  /// DDIM's step.
  func firstOrder(_ sample: Tensor, _ original: Tensor) -> Tensor {
    let (ofSample, ofOriginal) = (to.noise / from.noise, Float(weight))
    return sample.zipped(original) { ofSample * $0 + ofOriginal * $1 }
  }

  /// One over the earlier level's place in units of h; nil where the two levels are the same.
  func slope(_ earlier: NoiseLevel) -> Double? {
    let place = earlier.halfLogSNR - from.halfLogSNR
    guard place != 0, width.isFinite else { return nil }
    return width / place
  }

  /// The two ρ that make the corrector of second order.
  ///
  /// The solution of ρ₁ + ρ₂ = b₁ and r ρ₁ + ρ₂ = b₂, where bₖ = k! φₖ₊₁(−h) (−h) / B(h).
  func correctorWeights(ratio: Double) -> (Double, Double) {
    let growth = expm1(-width)
    let first = growth / -width - 1
    let second = first / -width - 0.5
    let (right1, right2) = (first / growth, 2 * second / growth)
    let ofSlope = (right1 - right2) / (1 - ratio)
    return (ofSlope, right1 - ofSlope)
  }
}

extension Tensor {
  /// The sum with a multiple of a difference.
  fileprivate func adding(_ more: Tensor, minus less: Tensor, times factor: Double) -> Tensor {
    let factor = Float(factor)
    return zipped(more.zipped(less) { $0 - $1 }) { $0 + factor * $1 }
  }
}
