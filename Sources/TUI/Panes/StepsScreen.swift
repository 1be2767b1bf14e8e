/// Screen 1: the input, the prediction at each step, and the two noise levels.
enum StepsScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.steps(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    if let plots = layout.plots { self.plots(state, plots, into: &drawing) }
    if let filmstrip = layout.filmstrip { Filmstrip.draw(state, filmstrip, into: &drawing) }
    MismatchBars.draw(state, layout, into: &drawing)
    TimelinePane.draw(state, layout, into: &drawing)
    if let row = layout.rows[.numbers], !InspectorLine.draw(state, row, into: &drawing) {
      NumbersLine.draw(state, row, into: &drawing)
    }
    if let row = layout.rows[.views] { ViewLine.draw(state, row, into: &drawing) }
    BottomLines.draw(state, layout, into: &drawing)
  }

  /// The prediction is drawn first: xterm keeps the pictures that came last of those that change.
  private static func panes(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let showsSettings = state.focus == .settings
    switch rect.columns {
    case ..<64:
      if showsSettings {
        SettingsPane.draw(state, rect, into: &drawing)
      } else {
        PicturePane.prediction(state, rect, into: &drawing)
      }
    case ..<100:
      let cells = Layout.columns(rect, [0, 0])
      PicturePane.prediction(state, cells[1], into: &drawing)
      if showsSettings {
        SettingsPane.draw(state, cells[0], into: &drawing)
      } else {
        PicturePane.input(state, cells[0], into: &drawing)
      }
    case ..<160:
      let cells = Layout.columns(rect, [0, 0, 36])
      PicturePane.prediction(state, cells[1], into: &drawing)
      PicturePane.input(state, cells[0], into: &drawing)
      SettingsPane.draw(state, cells[2], into: &drawing)
    default:
      let cells = Layout.columns(rect, [0, 0, 0, 48])
      PicturePane.prediction(state, cells[1], into: &drawing)
      PicturePane.input(state, cells[0], into: &drawing)
      PicturePane.companion(state, cells[2], into: &drawing)
      SettingsPane.draw(state, cells[3], into: &drawing)
    }
  }

  private static func plots(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let cells = Layout.columns(rect, [0, 0])
    PlotPane.draw(
      "told and held noise", "by step", mismatch: state.shownSchedule.map(Plots.mismatch),
      selected: state.cursor, cells[0], into: &drawing)
    let accuracy = state.currentRun.flatMap {
      Plots.accuracy($0, cursor: state.shownIndex ?? 0)
    }
    PlotPane.draw(
      accuracy?.title ?? "x̂0 by step", accuracy == nil ? "" : "by step", accuracy?.plot, cells[1],
      into: &drawing)
  }
}
