import Inference
import TestSupport
import Testing

@testable import TUI

/// Zoomed pictures and the views of a step as a person sees them.
@Suite struct ViewSnapshotTests {
  static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
  ]

  private func expect(_ state: AppState, _ name: String, _ size: Size) {
    var state = state
    _ = update(&state, .resized(size, cell: state.terminal.cell))
    let text = FrameText.of(view(state, size))
    let difference = Snapshot.difference(text, named: "\(name)-\(size.columns)x\(size.rows)")
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test("a part of the picture, in all panes", arguments: sizes)
  func zoomed(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("zoom 8"))
    _ = update(&state, .command("pan +50 -25"))
    expect(state, "zoom", size)
  }

  @Test("a part of the picture with its inspected pixel", arguments: sizes)
  func zoomedAndInspected(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("inspect 100 60"))
    _ = update(&state, .command("zoom 16"))
    expect(state, "zoom-inspect", size)
  }
}
