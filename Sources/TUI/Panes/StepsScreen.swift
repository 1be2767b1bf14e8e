/// Screen 1: the input, the prediction at each step, and the two noise levels.
enum StepsScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.steps(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    if let plots = layout.plots {
      if Layout.isWide(drawing.size) {
        WidePanes.draw(state, plots, into: &drawing)
      } else {
        self.plots(state, plots, into: &drawing)
      }
    }
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
    if rect.columns >= 160 {
      let (cells, divider) = state.divided(Layout.columns(rect, [0, 0, 0, 48]))
      three(state, cells, into: &drawing)
      SettingsPane.draw(state, cells[3], into: &drawing)
      return drawing.hit(divider)
    }
    let isAlone = rect.columns < 64 || (rect.columns < 100 && state.focus == .settings)
    PaneColumns(
      main: { rect, drawing in
        if let together = state.look.together, !isAlone {
          TogetherPane.draw(together, .second, state, rect, into: &drawing)
        } else {
          PicturePane.prediction(state, rect, into: &drawing)
        }
      },
      other: { rect, drawing in
        if let together = state.look.together {
          TogetherPane.draw(together, .first, state, rect, into: &drawing)
        } else {
          PicturePane.input(state, rect, into: &drawing)
        }
      }, isMainLeft: false, two: [0, 0], three: [0, 0, 36], wide: [0, 0, 48]
    ).draw(state, rect, into: &drawing)
  }

  /// The input and the prediction, or the two pictures that are shown together.
  private static func two(
    _ state: AppState, _ left: Rect, _ right: Rect, into drawing: inout Drawing
  ) {
    if let together = state.look.together {
      TogetherPane.draw(together, .second, state, right, into: &drawing)
      TogetherPane.draw(together, .first, state, left, into: &drawing)
    } else {
      PicturePane.prediction(state, right, into: &drawing)
      PicturePane.input(state, left, into: &drawing)
    }
  }

  /// The input, the prediction, and what belongs to it.
  private static func three(
    _ state: AppState, _ cells: [Rect], into drawing: inout Drawing
  ) {
    if state.look.together != nil {
      two(state, cells[1], cells[2], into: &drawing)
      PicturePane.input(state, cells[0], into: &drawing)
    } else {
      two(state, cells[0], cells[1], into: &drawing)
      if state.isWide, state.maps.cell != nil {
        MapPane.prediction(state, cells[2], into: &drawing)
      } else {
        PicturePane.companion(state, cells[2], into: &drawing)
      }
    }
  }

  private static func plots(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let showsLegend = rect.columns >= 100
    let cells = Layout.columns(rect, showsLegend ? [0, 0, LegendPane.columns] : [0, 0])
    if showsLegend { LegendPane.draw(state, cells[2], into: &drawing) }
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
