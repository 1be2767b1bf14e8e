/// A step along a direction that lowers a function enough and flattens its slope (the strong Wolfe
/// conditions).
///
/// - Source: Moré and Thuente 1994, with the constants of scipy 1.17 `_linesearch.py`.
struct WolfeSearch {
  /// The function along the direction at one step.
  struct Sample {
    var step: Double
    var value: Double
    var slope: Double

    /// The same point of the function less a line through zero.
    func less(_ slope: Double) -> Sample {
      Sample(step: step, value: value - step * slope, slope: self.slope - slope)
    }
  }

  /// What share of the slope's promise must be kept.
  private static let decrease = 1e-4
  /// How much of the slope may be left.
  private static let curvature = 0.9
  private static let narrowest = 1e-14
  private static let steps = 1e-100...1e100
  private static let mostSamples = 99

  private let start: Sample
  private var best: Sample
  private var other: Sample
  private var isBracketed = false
  private var isFirstStage = true
  private var bounds: (lower: Double, upper: Double)
  private var widths: (now: Double, before: Double)

  private init(start: Sample, first: Double) {
    self.start = start
    best = start
    other = start
    bounds = (0, 5 * first)
    widths = (Self.steps.upperBound, 2 * Self.steps.upperBound)
  }

  /// Looks for a step.
  ///
  /// - Parameters:
  ///   - start: The function at step 0; its slope must be negative.
  ///   - first: The step to try first.
  ///   - probe: The function at a step.
  /// - Returns: The step; nil where none was found.
  /// - Throws: what the probe throws.
  static func find(
    from start: Sample, first: Double,
    _ probe: (Double) throws(InferenceError) -> Sample
  ) throws(InferenceError) -> Double? {
    guard start.slope < 0, steps.contains(first) else { return nil }
    var search = WolfeSearch(start: start, first: first)
    var step = first
    for _ in 0..<mostSamples {
      let sample = try probe(step)
      switch search.judge(sample) {
      case .found: return step
      case .stuck: return nil
      case .next: step = search.next(after: sample)
      }
      guard step.isFinite else { return nil }
    }
    return nil
  }

  private enum Verdict { case found, stuck, next }

  private var promise: Double { Self.decrease * start.slope }

  private mutating func judge(_ sample: Sample) -> Verdict {
    let line = start.value + sample.step * promise
    if isFirstStage, sample.value <= line, sample.slope >= 0 { isFirstStage = false }
    if sample.value <= line, abs(sample.slope) <= Self.curvature * -start.slope { return .found }
    let isOut = sample.step <= bounds.lower || sample.step >= bounds.upper
    let isNarrow = bounds.upper - bounds.lower <= Self.narrowest * bounds.upper
    if isBracketed, isOut || isNarrow { return .stuck }
    if sample.step == Self.steps.upperBound, sample.value <= line, sample.slope <= promise {
      return .stuck
    }
    if sample.step == Self.steps.lowerBound, sample.value > line || sample.slope >= promise {
      return .stuck
    }
    return .next
  }

  /// The next step to try; narrows the interval.
  private mutating func next(after sample: Sample) -> Double {
    let line = start.value + sample.step * promise
    let isTilted = isFirstStage && sample.value <= best.value && sample.value > line
    let tilt = isTilted ? promise : 0
    best = best.less(tilt)
    other = other.less(tilt)
    var step = advance(sample.less(tilt))
    best = best.less(-tilt)
    other = other.less(-tilt)
    if isBracketed {
      if abs(other.step - best.step) >= 0.66 * widths.before {
        step = best.step + 0.5 * (other.step - best.step)
      }
      widths = (abs(other.step - best.step), widths.now)
      bounds = (min(best.step, other.step), max(best.step, other.step))
    } else {
      bounds = (step + 1.1 * (step - best.step), step + 4 * (step - best.step))
    }
    step = min(max(step, Self.steps.lowerBound), Self.steps.upperBound)
    let isOut = step <= bounds.lower || step >= bounds.upper
    let isNarrow = bounds.upper - bounds.lower <= Self.narrowest * bounds.upper
    return isBracketed && (isOut || isNarrow) ? best.step : step
  }

  /// The step that a cubic or a line through two points suggests, kept safe; then the interval follows.
  private mutating func advance(_ sample: Sample) -> Double {
    let isHigher = sample.value > best.value
    let turned = sample.slope > 0 && best.slope < 0 || sample.slope < 0 && best.slope > 0
    let step: Double
    if isHigher {
      step = stepBack(from: sample)
      isBracketed = true
    } else if turned {
      let cubic = Self.cubic(from: sample, to: best)
      let secant = Self.secant(from: sample, to: best)
      step = abs(cubic - sample.step) > abs(secant - sample.step) ? cubic : secant
      isBracketed = true
    } else if abs(sample.slope) < abs(best.slope) {
      step = stepOn(from: sample)
    } else if isBracketed {
      step = Self.cubic(from: sample, to: other)
    } else {
      step = sample.step > best.step ? bounds.upper : bounds.lower
    }
    if isHigher {
      other = sample
    } else {
      if turned { other = best }
      best = sample
    }
    return step
  }

  /// After a higher value: between the best step and this one.
  private func stepBack(from sample: Sample) -> Double {
    let span = sample.step - best.step
    let cubic = Self.cubic(from: best, to: sample)
    let parabola =
      best.step + best.slope / ((best.value - sample.value) / span + best.slope) / 2 * span
    let isCubicNearer = abs(cubic - best.step) <= abs(parabola - best.step)
    return isCubicNearer ? cubic : cubic + (parabola - cubic) / 2
  }

  /// After a lower value with a flatter slope of the same sign: further on.
  private func stepOn(from sample: Sample) -> Double {
    let isRight = sample.step > best.step
    let (theta, gamma) = Self.coefficients(sample, best, atLeastZero: true)
    let root = isRight ? -gamma : gamma
    let ratio =
      ((root - sample.slope) + theta) / ((root + (best.slope - sample.slope)) + root)
    let cubic =
      ratio < 0 && root != 0
      ? sample.step + ratio * (best.step - sample.step) : isRight ? bounds.upper : bounds.lower
    let secant = Self.secant(from: sample, to: best)
    let isCubicNearer = abs(cubic - sample.step) < abs(secant - sample.step)
    guard isBracketed else {
      let step = abs(cubic - sample.step) > abs(secant - sample.step) ? cubic : secant
      return min(max(step, bounds.lower), bounds.upper)
    }
    let step = isCubicNearer ? cubic : secant
    let limit = sample.step + 0.66 * (other.step - sample.step)
    return isRight ? min(limit, step) : max(limit, step)
  }

  /// Where the line through the slopes at two steps is zero.
  private static func secant(from near: Sample, to far: Sample) -> Double {
    near.step + near.slope / (near.slope - far.slope) * (far.step - near.step)
  }

  /// The minimum of the cubic through the values and slopes at two steps, reckoned from the first.
  private static func cubic(from near: Sample, to far: Sample) -> Double {
    let (theta, gamma) = coefficients(near, far, atLeastZero: false)
    let root = near.step > far.step ? -gamma : gamma
    let ratio = ((root - near.slope) + theta) / (((root - near.slope) + root) + far.slope)
    return near.step + ratio * (far.step - near.step)
  }

  private static func coefficients(
    _ near: Sample, _ far: Sample, atLeastZero: Bool
  ) -> (theta: Double, gamma: Double) {
    let theta =
      3 * (far.value - near.value) / (near.step - far.step) + far.slope + near.slope
    let size = max(abs(theta), abs(far.slope), abs(near.slope))
    let square = (theta / size) * (theta / size) - (far.slope / size) * (near.slope / size)
    return (theta, size * (atLeastZero ? max(0, square) : square).squareRoot())
  }
}
