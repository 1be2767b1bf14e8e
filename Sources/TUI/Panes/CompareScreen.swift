/// Screen 4: two runs in lockstep, what they differ in, and by how much.
enum CompareScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.compare(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    for (side, line) in zip(Comparison.Side.allCases, [Layout.Line.told, .held]) {
      if let row = layout.rows[line] { CompareBars.draw(state, side, row, into: &drawing) }
    }
    CompareTimeline.draw(state, layout, into: &drawing)
    if let row = layout.rows[.numbers], !InspectorLine.draw(state, row, into: &drawing) {
      CompareNumbers.draw(state, row, into: &drawing)
    }
    BottomLines.draw(state, layout, into: &drawing)
  }

  private static func panes(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard rect.rows >= 13 || state.focus != .settings else {
      SettingsPane.draw(state, rect, into: &drawing)
      return
    }
    let rows = tableRows(state, rect)
    let (top, bottom) = Layout.split(rect, bottom: rows)
    let isWide = rect.columns >= 160
    pictures(state, top, showsDifference: isWide, into: &drawing)
    guard rows > 0 else { return }
    let showsDifference = state.comparison.arrangement != .difference && rect.columns >= 100
    guard isWide || showsDifference else {
      CompareTable.draw(state, bottom, into: &drawing)
      return
    }
    let cells = Layout.columns(bottom, isWide ? [0, 0, 0] : [0, 0])
    CompareTable.draw(state, cells[0], into: &drawing)
    if isWide {
      for (side, cell) in zip(Comparison.Side.allCases, cells.dropFirst()) {
        PlotPane.draw(
          "\(side.title)  told and held noise", "by step",
          mismatch: state.facts(side).map(Plots.mismatch),
          selected: state.comparedIndex(side) ?? 0, cell, into: &drawing)
      }
    } else {
      ComparePane.difference(state, cells[1], into: &drawing)
    }
  }

  /// How many rows the table has; more while settings are changed in it.
  private static func tableRows(_ state: AppState, _ rect: Rect) -> Int {
    let isFocused = state.focus == .settings
    guard state.isComparing || isFocused else { return 0 }
    switch rect.rows {
    case ..<13: return 0
    case ..<24:
      // One picture of both wants all the room there is.
      if state.comparison.arrangement != .side, !isFocused { return 0 }
      return isFocused ? rect.rows - 6 : 5
    default: return max(12, rect.rows * 2 / 5)
    }
  }

  private static func pictures(
    _ state: AppState, _ rect: Rect, showsDifference: Bool, into drawing: inout Drawing
  ) {
    switch state.comparison.arrangement {
    case .side:
      let (cells, divider) = state.divided(
        Layout.columns(rect, showsDifference ? [0, 0, 0] : [0, 0]))
      ComparePane.side(.a, state, cells[0], into: &drawing)
      ComparePane.side(.b, state, cells[1], into: &drawing)
      if showsDifference { ComparePane.difference(state, cells[2], into: &drawing) }
      drawing.hit(divider)
    case .wipe:
      let cells = Layout.columns(rect, showsDifference ? [0, 0] : [0])
      ComparePane.wipe(state, cells[0], into: &drawing)
      if showsDifference { ComparePane.difference(state, cells[1], into: &drawing) }
    case .difference:
      ComparePane.difference(state, rect, into: &drawing)
    }
  }
}
