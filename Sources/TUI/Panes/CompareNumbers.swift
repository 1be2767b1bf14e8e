import Inference

/// One row of figures: the error of A, of B, and their difference.
enum CompareNumbers {
  /// A figure of both sides.
  struct Figure: Equatable {
    var label: String
    var a: String
    var b: String
    /// B − A.
    var change: String
    var isBetter: Bool
  }

  static func draw(_ state: AppState, _ row: Int, into drawing: inout Drawing) {
    var column = 1
    let limit = drawing.size.columns - 1
    for figure in figures(state) {
      let parts: [(String, Role)] = [
        (figure.label, .label), ("A", .label), (figure.a, .value), ("B", .label),
        (figure.b, .value), (figure.change, figure.isBetter ? .good : .bad),
      ]
      let width = parts.reduce(0) { $0 + TextWidth.columns(of: $1.0) + 1 }
      guard column + width <= limit else { return }
      for (text, role) in parts { column = drawing.put(text, row, column, role) + 1 }
      column += 2
    }
    for (label, value) in apart(state) {
      guard column + label.count + value.count + 1 <= limit else { return }
      column = drawing.put(label, row, column, .label) + 1
      column = drawing.put(value, row, column, .value) + 3
    }
  }

  static func figures(_ state: AppState) -> [Figure] {
    guard let pair = state.shownPair, let a = state.runs[pair.a]?.metrics[pair.indexA],
      let b = state.runs[pair.b]?.metrics[pair.indexB]
    else { return [] }
    return [
      figure("AbsRel", a.absRel, b.absRel, lowerIsBetter: true),
      figure("δ1", a.delta1, b.delta1, lowerIsBetter: false),
      figure("angle°", a.meanAngle, b.meanAngle, lowerIsBetter: true),
    ].compactMap { $0 }
  }

  private static func figure(
    _ label: String, _ a: Float?, _ b: Float?, lowerIsBetter: Bool
  ) -> Figure? {
    guard let a, let b else { return nil }
    let change = b - a
    return Figure(
      label: label, a: Format.metric(a), b: Format.metric(b),
      change: (change > 0 ? "+" : "") + Format.metric(change),
      isBetter: lowerIsBetter ? change <= 0 : change >= 0)
  }

  /// How far the two predictions are apart.
  private static func apart(_ state: AppState) -> [(String, String)] {
    guard let difference = state.comparison.difference, difference.pair == state.shownPair else {
      return []
    }
    let figures = difference.figures
    let unit = figures.isAngle ? "°" : ""
    return [
      (figures.isAngle ? "between" : "|A−B|", "mean " + Format.short(figures.mean) + unit),
      ("p95", Format.short(figures.percentile95) + unit),
      ("max", Format.short(figures.largest) + unit),
    ]
  }
}
