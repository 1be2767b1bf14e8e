import Inference

/// The views to choose from, and what the colours mean.
enum ViewLine {
  static func name(_ view: StepView) -> String {
    switch view {
    case .predOriginal: "x̂0"
    case .latents: "x_t"
    case .modelOutput: "output"
    case .epsilon: "ε̂"
    case .velocity: "v̂"
    case .difference: "diff"
    case .error: "error"
    case .spread: "std"
    case .input: "input"
    }
  }

  static func draw(_ state: AppState, _ row: Int, into drawing: inout Drawing) {
    var column = drawing.put("view", row, 1, .label) + 1
    for view in StepView.allCases {
      let text = name(view)
      let width = TextWidth.columns(of: text) + 2
      guard column + width < drawing.size.columns else { return }
      drawing.put(
        view == state.view ? "[\(text)]" : " \(text) ", row, column,
        view == state.view ? .key : .plain)
      drawing.hit(Rect(row: row, column: column, rows: 1, columns: width), .command(.view(view)))
      column += width
    }
    ViewLegend.draw(state, row, column + 1, into: &drawing)
  }
}
