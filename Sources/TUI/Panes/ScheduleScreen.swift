/// Screen 2: the schedule as curves and as a table, known before anything is computed.
enum ScheduleScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.schedule(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    MismatchBars.draw(state, layout, into: &drawing)
    BottomLines.draw(
      state, layout, remark: state.shownSchedule.map(SchedulePane.remark) ?? "", into: &drawing)
  }

  private static func panes(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let showsSettings = state.focus == .settings
    switch rect.columns {
    case ..<64:
      if showsSettings {
        SettingsPane.draw(state, rect, into: &drawing)
      } else {
        SchedulePane.table(state, rect, into: &drawing)
      }
    case ..<100:
      let cells = Layout.columns(rect, [0, 49])
      if showsSettings {
        SettingsPane.draw(state, cells[0], into: &drawing)
      } else {
        curves(state, cells[0], into: &drawing)
      }
      SchedulePane.table(state, cells[1], into: &drawing)
    case ..<160:
      let cells = Layout.columns(rect, [0, 49, 34])
      curves(state, cells[0], into: &drawing)
      SchedulePane.table(state, cells[1], into: &drawing)
      SettingsPane.draw(state, cells[2], into: &drawing)
    default:
      let cells = Layout.columns(rect, [0, 65, 48])
      curves(state, cells[0], into: &drawing)
      SchedulePane.table(state, cells[1], into: &drawing)
      SettingsPane.draw(state, cells[2], into: &drawing)
    }
  }

  /// The noise level, and where there is room σ below it.
  private static func curves(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let facts = state.shownSchedule
    var top = rect
    if rect.rows >= 24 {
      top.rows = rect.rows / 2
      let bottom = Rect(
        row: top.endRow, column: rect.column, rows: rect.rows - top.rows, columns: rect.columns)
      PlotPane.draw(
        "sigma over t", "told", facts.map { Plots.sigma($0, cursor: state.cursor) }, bottom,
        into: &drawing)
    }
    PlotPane.draw(
      "noise over t", "told, held", facts.map { Plots.schedule($0, cursor: state.cursor) }, top,
      into: &drawing)
  }
}
