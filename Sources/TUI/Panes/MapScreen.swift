import Inference
import Render

/// Screen 3: the error over told timesteps and held noise levels, with the run's path on it.
enum MapScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.map(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    PaneColumns(
      main: { MapPane.draw(state, $0, into: &$1) },
      other: { MapPane.prediction(state, $0, into: &$1) }, isMainLeft: true,
      two: [0, 32], three: [0, 34, 34], wide: [0, 60, 48]
    ).draw(state, layout.panes, into: &drawing)
    MismatchBars.draw(state, layout, into: &drawing)
    if let row = layout.rows[.numbers] {
      NumbersLine.draw(MapPane.figures(state), row, into: &drawing)
    }
    BottomLines.draw(state, layout, into: &drawing)
  }
}
