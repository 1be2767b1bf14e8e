/// What screen Steps shows besides where there is much room: the map, the seeds, the metrics, the colours.
enum WidePanes {
  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let cells = Layout.columns(rect, [0, 0, 0, 0, LegendPane.columns])
    map(state, cells[0], into: &drawing)
    seeds(state, cells[1], cells[2], into: &drawing)
    MetricsScreen.curves(state, cells[3], into: &drawing)
    LegendPane.draw(state, cells[4], into: &drawing)
  }

  private static func map(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    if state.fillsUnasked || state.shownErrorMap != nil {
      return MapPane.draw(state, rect, into: &drawing)
    }
    drawing.box(rect, "error map", state.keys.filled("{3|screen map}"))
    PicturePane.message(
      [
        "A cell of the map costs a step of this model.",
        state.keys.filled("Press {3|screen map} to fill it."),
      ], rect,
      into: &drawing)
    drawing.hit(rect, .command(.screen(.map)))
  }

  /// The members, and where they are apart; before there are two, what every step is told and holds.
  private static func seeds(
    _ state: AppState, _ left: Rect, _ right: Rect, into drawing: inout Drawing
  ) {
    drawing.hit(left, .command(.screen(.seeds)))
    SeedsPane.members(state, left, into: &drawing)
    guard let group = state.shownSeeds, group.version > 0 else {
      return PlotPane.draw(
        "told and held noise", "by step", mismatch: state.schedule.map(Plots.mismatch),
        selected: state.cursor, right, into: &drawing)
    }
    drawing.hit(right, .command(.screen(.seeds)))
    SeedsPane.uncertainty(state, right, into: &drawing)
  }
}
