/// Screen 5: members of other noise as they come, what they agree on, and where they are apart.
enum SeedsScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.seeds(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    if let row = layout.rows[.numbers], !InspectorLine.draw(state, row, into: &drawing) {
      NumbersLine.draw(SeedsPane.figures(state), row, into: &drawing)
    }
    BottomLines.draw(state, layout, into: &drawing)
  }

  private static func panes(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    switch rect.columns {
    case ..<64: second(state, rect, isAlone: true, into: &drawing)
    case ..<100:
      let (cells, divider) = state.divided(Layout.columns(rect, [0, 0]))
      SeedsPane.merged(state, cells[0], into: &drawing)
      second(state, cells[1], isAlone: false, into: &drawing)
      drawing.hit(divider)
    case ..<160:
      let (cells, divider) = state.divided(Layout.columns(rect, [0, 48]))
      left(state, cells[0], into: &drawing)
      let (top, bottom) = Layout.split(cells[1], bottom: cells[1].rows / 2)
      SeedsPane.merged(state, top, into: &drawing)
      if state.focus == .settings {
        SettingsPane.draw(state, bottom, into: &drawing)
      } else {
        SeedsPane.uncertainty(state, bottom, into: &drawing)
      }
      drawing.hit(divider)
    default:
      let (cells, divider) = state.divided(Layout.columns(rect, [0, 54, 54]))
      left(state, cells[0], into: &drawing)
      let (top, bottom) = Layout.split(cells[1], bottom: cells[1].rows / 2)
      let (right, last) = Layout.split(cells[2], bottom: cells[2].rows / 2)
      SeedsPane.merged(state, top, into: &drawing)
      SeedsPane.uncertainty(state, bottom, into: &drawing)
      PicturePane.input(state, right, into: &drawing)
      SettingsPane.draw(state, last, into: &drawing)
      drawing.hit(divider)
    }
  }

  /// The members over the curves.
  private static func left(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let (top, bottom) = Layout.split(rect, bottom: min(14, rect.rows / 2))
    SeedsPane.members(state, top, into: &drawing)
    let plots = Layout.columns(
      bottom, rect.columns >= 80 ? [0, 36] : rect.columns >= 64 ? [0, 28] : [0])
    SeedsPane.deviations(state, plots[0], into: &drawing)
    if plots.count > 1 { SeedsPane.settling(state, plots[1], into: &drawing) }
  }

  /// The pane that `x` turns; alone it shows the merged map instead of the input.
  private static func second(
    _ state: AppState, _ rect: Rect, isAlone: Bool, into drawing: inout Drawing
  ) {
    guard state.focus != .settings else { return SettingsPane.draw(state, rect, into: &drawing) }
    switch state.seeds.pane {
    case .uncertainty where isAlone: SeedsPane.merged(state, rect, into: &drawing)
    case .uncertainty: SeedsPane.uncertainty(state, rect, into: &drawing)
    case .members: SeedsPane.members(state, rect, into: &drawing)
    case .spread:
      let (top, bottom) = Layout.split(rect, bottom: rect.rows >= 16 ? rect.rows / 2 : 0)
      SeedsPane.deviations(state, top, into: &drawing)
      if bottom.rows > 0 { SeedsPane.settling(state, bottom, into: &drawing) }
    case .input where isAlone: SeedsPane.uncertainty(state, rect, into: &drawing)
    case .input: PicturePane.input(state, rect, into: &drawing)
    }
  }
}
