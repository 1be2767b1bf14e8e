import Inference
import Render

/// Screen 3: the error over told timesteps and held noise levels, with the run's path on it.
enum MapScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.map(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    MismatchBars.draw(state, layout, into: &drawing)
    if let row = layout.rows[.numbers] {
      NumbersLine.draw(MapPane.figures(state), row, into: &drawing)
    }
    BottomLines.draw(state, layout, into: &drawing)
  }

  /// The map is drawn first: it changes most, and xterm keeps the pictures that came last.
  private static func panes(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let showsSettings = state.focus == .settings
    switch rect.columns {
    case ..<64:
      if showsSettings {
        SettingsPane.draw(state, rect, into: &drawing)
      } else {
        MapPane.draw(state, rect, into: &drawing)
      }
    case ..<100:
      let cells = Layout.columns(rect, [0, 32])
      MapPane.draw(state, cells[0], into: &drawing)
      if showsSettings {
        SettingsPane.draw(state, cells[1], into: &drawing)
      } else {
        MapPane.prediction(state, cells[1], into: &drawing)
      }
    case ..<160:
      let cells = Layout.columns(rect, [0, 34, 34])
      MapPane.draw(state, cells[0], into: &drawing)
      MapPane.prediction(state, cells[1], into: &drawing)
      SettingsPane.draw(state, cells[2], into: &drawing)
    default:
      let cells = Layout.columns(rect, [0, 60, 48])
      MapPane.draw(state, cells[0], into: &drawing)
      MapPane.prediction(state, cells[1], into: &drawing)
      SettingsPane.draw(state, cells[2], into: &drawing)
    }
  }
}
