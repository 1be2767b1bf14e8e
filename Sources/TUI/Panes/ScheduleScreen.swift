import Inference

/// Screen 2: the schedule as curves and as a table, known before anything is computed.
enum ScheduleScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.schedule(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    PaneColumns(
      main: { table(state, $0, into: &$1) }, other: { curves(state, $0, into: &$1) },
      isMainLeft: false, two: [0, 49], three: [0, 49, 34], wide: [0, 65, 48]
    ).draw(state, layout.panes, into: &drawing)
    MismatchBars.draw(state, layout, into: &drawing)
    BottomLines.draw(
      state, layout, remark: state.shownSchedule.map(SchedulePane.remark) ?? "", into: &drawing)
  }

  /// The table, and where there is room what was found in the scheduler's file.
  private static func table(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let steps = state.shownSchedule?.plan.entries.count ?? 0
    let free = rect.rows - min(steps + 3, rect.rows * 2 / 3)
    let rows = rect.rows >= 20 ? min(LintPane.rows(state, rect.columns), free) : 0
    let (top, bottom) = Layout.split(rect, bottom: rows)
    SchedulePane.table(state, top, into: &drawing)
    if rows > 2 { LintPane.draw(state, bottom, into: &drawing) }
  }

  /// The chosen curve, and where there is room a second one below it.
  private static func curves(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let look = state.scheduleLook
    let (top, bottom) = Layout.split(
      rect, bottom: rect.rows >= 24 ? rect.rows - rect.rows / 2 : 0)
    if bottom.rows > 0 {
      curve(look.curve == .noise ? .sigma : .noise, nil, state, bottom, into: &drawing)
    }
    curve(look.curve, look.isLogarithmic, state, top, into: &drawing)
  }

  private static func curve(
    _ kind: ScheduleLook.Curve, _ isLogarithmic: Bool?, _ state: AppState, _ rect: Rect,
    into drawing: inout Drawing
  ) {
    let overlay = state.scheduleLook.overlaid.map {
      (name: state.scheduleLook.overlay.text, facts: $0.facts)
    }
    let plot = state.shownSchedule.map {
      Plots.schedule(
        $0, kind, isLogarithmic: isLogarithmic, over: overlay, measured: state.measuredNoise,
        cursor: state.cursor)
    }
    PlotPane.draw(
      "\(kind.title) over t", overlay.map { "over it \($0.name)" } ?? "told, held", plot, rect,
      into: &drawing)
  }
}
