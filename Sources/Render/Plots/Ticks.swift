internal import Foundation

/// Where an axis has marks, and what stands beside them.
struct Ticks {
  struct Tick: Equatable {
    var value: Double
    var label: String
  }

  /// Marks at round numbers, at most about `maximum` of them.
  static func ticks(_ axis: Plot.Axis, maximum: Int) -> [Tick] {
    let low = axis.range.lowerBound
    let high = axis.range.upperBound
    guard low.isFinite, high.isFinite, high > low, maximum > 0 else { return [] }
    if axis.isLogarithmic, low > 0 {
      let marks = logarithmic(low, high, maximum: maximum)
      if marks.count > 1 { return marks }
    }
    return linear(low, high, maximum: maximum, least: axis.isCounted ? 1 : 0)
  }

  private static func linear(
    _ low: Double, _ high: Double, maximum: Int, least: Double
  ) -> [Tick] {
    let step = max(least, roundStep((high - low) / Double(maximum)))
    guard step > 0, step.isFinite, abs(low / step) < 1e15, abs(high / step) < 1e15 else {
      return []
    }
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first else { return [] }
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return stride(from: first, through: last, by: 1).map { multiple in
      Tick(value: multiple * step, label: text(multiple * step, decimals: decimals))
    }
  }

  private static func logarithmic(_ low: Double, _ high: Double, maximum: Int) -> [Tick] {
    let first = Int(log10(low).rounded(.down))
    let last = Int(log10(high).rounded(.up))
    guard last - first < 700 else { return [] }
    let every = max(1, (last - first + maximum - 1) / maximum)
    // Between few decades there is room for 2 and 5.
    let factors: [Double] = (last - first) * 3 <= maximum ? [1, 2, 5] : [1]
    return (first...last).filter { $0 % every == 0 }.flatMap { decade in
      factors.compactMap { factor in
        let value = factor * pow(10, Double(decade))
        guard value >= low * 0.999_999, value <= high * 1.000_001 else { return nil }
        return Tick(value: value, label: text(value, decimals: max(0, -decade)))
      }
    }
  }

  /// The next of 1, 2, 5, 10… that is no smaller.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    let factor = step / power
    let rounded: Double =
      factor <= 1.000_001 ? 1 : factor <= 2.000_001 ? 2 : factor <= 5.000_001 ? 5 : 10
    return rounded * power
  }

  /// A number with so many decimals, or with an exponent where that is shorter.
  static func text(_ value: Double, decimals: Int) -> String {
    if value != 0, abs(value) >= 1e6 || decimals > 4 {
      return String(format: "%.0e", value).replacingOccurrences(of: "e-0", with: "e-")
        .replacingOccurrences(of: "e+0", with: "e")
    }
    let text = String(format: "%.\(decimals)f", value)
    return text.drop { "-0.".contains($0) }.isEmpty ? "0" : text
  }
}
