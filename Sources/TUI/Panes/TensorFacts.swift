import Inference

/// What is said of the selected tensor.
enum TensorFacts {
  /// `320×4×3×3`; `scalar` for no axes.
  static func shape(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
  }

  /// The figures of one line.
  static func figures(_ state: AppState) -> [NumbersLine.Figure] {
    guard let statistics = state.shownStatistics else { return [] }
    return [
      NumbersLine.Figure(label: "min", value: Format.short(statistics.minimum)),
      NumbersLine.Figure(label: "max", value: Format.short(statistics.maximum)),
      NumbersLine.Figure(label: "mean", value: Format.short(Float(statistics.mean))),
      NumbersLine.Figure(label: "std", value: Format.short(Float(statistics.deviation))),
      NumbersLine.Figure(label: "zeros", value: percent(statistics.zeroShare)),
      NumbersLine.Figure(
        label: "NaN", value: String(statistics.nans), isBad: statistics.nans > 0),
      NumbersLine.Figure(
        label: "Inf", value: String(statistics.infinities), isBad: statistics.infinities > 0),
      NumbersLine.Figure(label: "values", value: Format.count(statistics.count)),
    ]
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((max(0, min(share, 1)) * 1000).rounded())
    if share > 0, tenths == 0 { return "<0.1%" }
    return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
  }
}
