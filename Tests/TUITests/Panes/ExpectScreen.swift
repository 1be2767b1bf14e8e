import TestSupport
import Testing

@testable import TUI

/// Compares a screen with its recorded text; at rest its pictures are sharp.
func expectScreen(
  _ state: AppState, _ name: String, _ size: Size, isAtRest: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation, _ text: (Frame) -> String = FrameText.of
) {
  var state = state
  _ = update(&state, .resized(size, cell: state.terminal.cell))
  if isAtRest { for now in [1.0, 1.1, 1.3] { _ = update(&state, .tick(now)) } }
  let difference = Snapshot.difference(
    text(view(state, size)), named: "\(name)-\(size.columns)x\(size.rows)")
  #expect(difference == nil, "\(difference ?? "")", sourceLocation: sourceLocation)
}
