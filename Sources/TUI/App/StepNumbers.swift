import Inference

/// What is said of a step in figures, computed once when it arrives.
///
/// All of `pred_original_sample`, the x̂0 latents.
struct StepNumbers: Equatable, Sendable {
  /// The smallest and largest finite value; nil when none is finite.
  var range: ClosedRange<Float>?
  /// How many values are NaN or infinite.
  var nonfinite: Int
  /// The mean absolute difference from the step before; nil for the first.
  var change: Float?

  init(_ step: Step, after previous: Step?) {
    let values = step.result.predOriginalSample.scalars
    var low = Float.infinity
    var high = -Float.infinity
    nonfinite = 0
    for value in values {
      guard value.isFinite else {
        nonfinite += 1
        continue
      }
      low = min(low, value)
      high = max(high, value)
    }
    range = low <= high ? low...high : nil
    change = previous.flatMap {
      Self.meanDifference(values, $0.result.predOriginalSample.scalars)
    }
  }

  private static func meanDifference(_ left: [Float], _ right: [Float]) -> Float? {
    guard left.count == right.count, !left.isEmpty else { return nil }
    var sum: Float = 0
    for index in left.indices { sum += abs(left[index] - right[index]) }
    return sum.isFinite ? sum / Float(left.count) : nil
  }
}
