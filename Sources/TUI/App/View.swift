/// What the terminal should show of a state, at any size.
func view(_ state: AppState, _ size: Size) -> Frame {
  draw(state, size).frame
}

/// The frame together with what a click on it means.
func draw(_ state: AppState, _ size: Size) -> Drawing {
  var drawing = Drawing(size, state.terminal, region: state.viewport.region)
  drawing.reserve(TourPane.rows(state, size))
  guard !Layout.isTooSmall(drawing.size) else {
    TooSmall.draw(into: &drawing)
    return drawing
  }
  switch state.screen {
  case .steps: StepsScreen.draw(state, into: &drawing)
  case .schedule: ScheduleScreen.draw(state, into: &drawing)
  case .metrics: MetricsScreen.draw(state, into: &drawing)
  case .seeds: SeedsScreen.draw(state, into: &drawing)
  case .map: MapScreen.draw(state, into: &drawing)
  case .model: ModelScreen.draw(state, into: &drawing)
  case .compare: CompareScreen.draw(state, into: &drawing)
  }
  OverlayPane.draw(state, into: &drawing)
  TourPane.draw(state, into: &drawing)
  return drawing
}

/// What is said when there is too little room for anything else.
enum TooSmall {
  static func draw(into drawing: inout Drawing) {
    let size = drawing.size
    let smallest = Layout.smallest
    let lines = [
      "stepscope needs \(smallest.columns)×\(smallest.rows),",
      "this is \(size.columns)×\(size.rows).",
      "q quits",
    ]
    let top = max(0, (size.rows - lines.count) / 2)
    for (offset, line) in lines.enumerated() {
      let column = max(0, (size.columns - TextWidth.columns(of: line)) / 2)
      drawing.putCut(line, top + offset, column, width: size.columns)
    }
  }
}
