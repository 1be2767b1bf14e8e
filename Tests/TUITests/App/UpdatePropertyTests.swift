import Inference
import TestSupport
import Testing

@testable import TUI

/// Whatever comes, at whatever size: nothing traps, and what is shown holds its rules.
@Suite struct UpdatePropertyTests {
  @Test("thousands of random messages at random sizes", arguments: 1...4)
  func random(seed: Int) throws {
    var actions = RandomActions(seed: seed)
    var random = SplitMix(state: UInt64(seed) * 0x9E37_79B9)
    var state = Scenario.empty(seed % 2 == 0 ? Scenario.sixel : TerminalFacts())
    for count in 0..<700 {
      _ = update(&state, try actions.message(state))
      #expect(state.cursor >= 0)
      guard count % 3 == 0 else { continue }
      let size = Size(
        columns: Int.random(in: 0...210, using: &random),
        rows: Int.random(in: 0...64, using: &random))
      try check(view(state, size), size)
    }
  }

  /// Pictures lie inside the screen, apart from each other and off the last row; few enough for
  /// xterm.
  private func check(_ frame: Frame, _ size: Size) throws {
    #expect(frame.screen.size == size)
    #expect(frame.placements.count <= 12)
    for (place, placement) in frame.placements.enumerated() {
      let rect = placement.rect
      #expect(rect.row >= 0 && rect.column >= 0)
      #expect(rect.endRow < size.rows && rect.endColumn <= size.columns)
      #expect(placement.key.pixels.width > 0 && placement.key.pixels.height > 0)
      for other in frame.placements.dropFirst(place + 1) {
        #expect(!other.rect.intersects(rect))
      }
    }
    if let cursor = frame.cursor {
      #expect((0..<size.rows).contains(cursor.row) && (0..<size.columns).contains(cursor.column))
    }
  }
}
