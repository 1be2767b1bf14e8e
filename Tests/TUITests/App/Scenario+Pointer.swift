import Inference

@testable import TUI

extension Scenario {
  /// A finished run on a screen of that size, with cells of 8×16 pixels.
  static func onScreen(_ columns: Int = 120, _ rows: Int = 40) throws -> AppState {
    var state = try finished()
    _ = update(
      &state, .resized(Size(columns: columns, rows: rows), cell: PixelSize(width: 8, height: 16)))
    return state
  }
}

extension Message {
  /// The mouse at a place.
  static func pointer(
    _ kind: MouseEvent.Kind, _ row: Int, _ column: Int, _ button: MouseEvent.Button = .left
  ) -> Message {
    .mouse(MouseEvent(kind: kind, button: button, row: row, column: column))
  }
}
