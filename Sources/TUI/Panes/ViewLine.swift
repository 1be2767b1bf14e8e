import Inference
import Render

/// The views to choose from, and what the colours mean.
enum ViewLine {
  static func name(_ view: StepView) -> String {
    switch view {
    case .predOriginal: "x̂0"
    case .latents: "x_t"
    case .modelOutput: "output"
    case .channels: "channels"
    case .difference: "diff"
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
    legend(state, row, column + 2, into: &drawing)
  }

  private static func legend(
    _ state: AppState, _ row: Int, _ column: Int, into drawing: inout Drawing
  ) {
    guard let run = state.currentRun, let index = state.shownIndex, state.view != .input else {
      return
    }
    switch state.quantity(of: run, index: index) {
    case .normals: self.axes(state.summary?.axes, row, column, into: &drawing)
    case .depth: bar(state, row, column, ("near", "far"), into: &drawing)
    case .disparity: bar(state, row, column, ("far", "near"), into: &drawing)
    case .image, .intrinsic: return
    }
  }

  private static func axes(
    _ axes: String?, _ row: Int, _ column: Int, into drawing: inout Drawing
  ) {
    let axes = Printable.clean(axes ?? "X right, Y up, Z to the viewer", limit: 80)
    guard
      let text = ["red, green, blue = " + axes, axes].first(where: {
        column + TextWidth.columns(of: $0) < drawing.size.columns
      })
    else { return }
    drawing.put(text, row, column, .label)
  }

  /// The colour map from its low end to its high.
  private static func bar(
    _ state: AppState, _ row: Int, _ column: Int, _ ends: (String, String),
    into drawing: inout Drawing
  ) {
    let cells = min(16, drawing.size.columns - column - ends.0.count - ends.1.count - 4)
    guard cells >= 4 else { return }
    var column = drawing.put(ends.0, row, column, .label) + 1
    if drawing.terminal.usesColour, let map = Colormap.named(state.colormap) {
      for cell in 0..<cells {
        let colour = map.table[cell * (map.table.count - 1) / (cells - 1)]
        var style = drawing.style(.plain)
        style.foreground = .rgb(colour.red, colour.green, colour.blue)
        style.background = style.foreground
        drawing.put("█", row, column + cell, style: style)
      }
    } else {
      drawing.put(String(repeating: "─", count: cells - 1) + "→", row, column, .border)
    }
    column += cells + 1
    drawing.put(ends.1, row, column, .label)
  }
}
