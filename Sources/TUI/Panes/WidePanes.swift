/// What screen Steps shows besides where there is much room: the map, the noise, the metrics, the colours.
enum WidePanes {
  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let cells = Layout.columns(rect, [0, 0, 0, LegendPane.columns])
    if state.fillsUnasked || state.shownErrorMap != nil {
      MapPane.draw(state, cells[0], into: &drawing)
    } else {
      drawing.box(cells[0], "error map", "3")
      PicturePane.message(
        ["A cell of the map costs a step of this model.", "Press 3 to fill it."], cells[0],
        into: &drawing)
      drawing.hit(cells[0], .command(.screen(.map)))
    }
    PlotPane.draw(
      "told and held noise", "by step", mismatch: state.schedule.map(Plots.mismatch),
      selected: state.cursor, cells[1], into: &drawing)
    MetricsScreen.curves(state, cells[2], into: &drawing)
    LegendPane.draw(state, cells[3], into: &drawing)
  }
}
