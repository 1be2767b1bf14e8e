import Inference

/// Screen 6: how good every step of several runs is, and what a pixel says.
enum MetricsScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.metrics(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    CompareTimeline.draw(state, layout, into: &drawing)
    if let row = layout.rows[.numbers], !InspectorLine.draw(state, row, into: &drawing) {
      if state.isComparing {
        CompareNumbers.draw(state, row, into: &drawing)
      } else {
        NumbersLine.draw(state, row, into: &drawing)
      }
    }
    BottomLines.draw(state, layout, into: &drawing)
  }

  private static func panes(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let count = min(AppState.mostMeasured, max(1, state.measuredRuns.count))
    let isInspecting = state.measures.pixel != nil
    if state.focus == .settings, rect.columns < 64 {
      SettingsPane.draw(state, rect, into: &drawing)
      return
    }
    switch rect.columns {
    case ..<100:
      let rows = rect.rows >= count + 11 ? count + 3 : 0
      let (top, bottom) = Layout.split(rect, bottom: rows)
      let cells = isInspecting && rect.columns >= 64 ? Layout.columns(top, [0, 0]) : [top]
      if cells.count > 1 { picture(state, cells[0], into: &drawing) }
      if isInspecting {
        profile(state, cells[cells.count - 1], into: &drawing)
      } else {
        curves(state, top, into: &drawing)
      }
      beside(state, bottom, into: &drawing)
    case ..<160:
      let (cells, divider) = state.divided(Layout.columns(rect, [0, 48]))
      left(state, cells[0], count, isInspecting, into: &drawing)
      let (top, bottom) = Layout.split(cells[1], bottom: isInspecting ? cells[1].rows / 2 : 0)
      picture(state, top, into: &drawing)
      if isInspecting { PicturePane.companion(state, bottom, into: &drawing) }
      drawing.hit(divider)
    default:
      let (cells, divider) = state.divided(Layout.columns(rect, [0, 54, 54]))
      left(state, cells[0], count, isInspecting, into: &drawing)
      let (top, bottom) = Layout.split(cells[1], bottom: cells[1].rows / 2)
      let (right, last) = Layout.split(cells[2], bottom: cells[2].rows / 2)
      if state.isComparing {
        ComparePane.side(.a, state, top, into: &drawing)
        ComparePane.side(.b, state, bottom, into: &drawing)
      } else {
        PicturePane.prediction(state, top, into: &drawing)
        SettingsPane.draw(state, bottom, into: &drawing)
      }
      PicturePane.input(state, right, into: &drawing)
      PicturePane.companion(state, last, into: &drawing)
      drawing.hit(divider)
    }
  }

  /// The curves over the table, and between them the profile while a pixel is inspected.
  private static func left(
    _ state: AppState, _ rect: Rect, _ count: Int, _ isInspecting: Bool,
    into drawing: inout Drawing
  ) {
    let (plots, bottom) = Layout.split(rect, bottom: min(count + 3, rect.rows / 2))
    let (top, middle) = Layout.split(plots, bottom: isInspecting ? plots.rows / 2 : 0)
    curves(state, top, into: &drawing)
    if isInspecting { profile(state, middle, into: &drawing) }
    beside(state, bottom, into: &drawing)
  }

  /// The table, or the settings while they are changed.
  private static func beside(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard rect.rows > 2 else { return }
    if state.focus == .settings {
      SettingsPane.draw(state, rect, into: &drawing)
    } else {
      MetricsTable.draw(state, rect, into: &drawing)
    }
  }

  /// One figure of every step of several runs, or why there is none.
  static func curves(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let fit = state.measures.fit == .depth ? "fitted by scale and shift" : "without a fit"
    let metric = state.measures.metric
    let plot = Plots.metric(state)
    PlotPane.draw(
      metric.title + " of x̂0 at each step",
      metric == .absRel || metric == .delta1 || metric == .rmse ? fit : "", plot, rect,
      into: &drawing)
    drawing.hit(rect, .command(.nextMetric))
    guard plot == nil else { return }
    PicturePane.message(reason(state), rect, into: &drawing)
  }

  private static func reason(_ state: AppState) -> [String] {
    if state.measuredRuns.isEmpty {
      return ["Nothing has been run.", state.keys.filled("Press {Enter|run} to run.")]
    }
    if state.measures.metric == .change {
      return [
        "These runs have a single step, so nothing changes.",
        state.keys.filled("{m|metric next} shows another metric."),
      ]
    }
    if !state.hasTruth {
      return [
        "This picture has no ground truth; \(truthName(state)) beside it would be taken.",
        state.keys.filled("{m|metric next} shows the change, which needs none."),
      ]
    }
    let isAngle = state.measures.metric == .angle
    if isAngle != state.predictsNormals {
      return [
        state.predictsNormals
          ? "These runs predict normals, which are measured by their angle."
          : "These runs predict depth, which has no angle.",
        state.keys.filled("{m|metric next} shows another metric."),
      ]
    }
    return ["Measuring."]
  }

  /// The file that ground truth is looked for in.
  private static func truthName(_ state: AppState) -> String {
    let name = state.picture?.name ?? ""
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return Printable.clean(stem, limit: 40)
      + (state.predictsNormals ? "-normals.png" : "-depth.png")
  }

  private static func picture(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    if state.isComparing {
      ComparePane.side(state.comparison.side, state, rect, into: &drawing)
    } else {
      PicturePane.prediction(state, rect, into: &drawing)
    }
  }

  private static func profile(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let row = state.measures.pixel.map { "row \($0.y)" } ?? ""
    let plot = Plots.profile(state)
    PlotPane.draw("profile along the row", row, plot, rect, into: &drawing)
    if plot == nil { PicturePane.message(["Decoding."], rect, into: &drawing) }
  }
}
