import Inference
import Testing

@testable import TUI

/// The border between the first two panes of a screen: moved by keys, commands and the mouse.
@Suite struct DividerTests {
  /// The columns of the first two boxes in the row below the title.
  private func widths(_ state: AppState) -> [Int] {
    let lines = view(state, state.terminal.size).screen.text.split(
      separator: "\n", omittingEmptySubsequences: false)
    let ends = lines[2].indices.filter { lines[2][$0] == "┐" }
    let columns = ends.prefix(2).map { lines[2].distance(from: lines[2].startIndex, to: $0) + 1 }
    return columns.count < 2 ? columns : [columns[0], columns[1] - columns[0]]
  }

  private func divider(_ state: AppState) throws -> Divider {
    let found = draw(state, state.terminal.size).hits.compactMap { hit in
      if case .divider(let divider) = hit.action { divider } else { nil }
    }
    #expect(found.count <= 1)
    return try #require(found.first)
  }

  @Test("( and ) move it by four columns, and what one pane loses the other has")
  func keys() throws {
    var state = try Scenario.onScreen()
    let before = widths(state)
    _ = update(&state, .key(.character(")")))
    #expect(widths(state) == [before[0] + 4, before[1] - 4])
    for _ in 0..<2 { _ = update(&state, .key(.character("("))) }
    #expect(widths(state) == [before[0] - 4, before[1] + 4])
    _ = update(&state, .command("divide usual"))
    #expect(widths(state) == before)
  }

  @Test("it stops where a pane would have less than its least, and comes back at once")
  func ends() throws {
    var state = try Scenario.onScreen()
    let before = widths(state)
    _ = update(&state, .command("divide +1000"))
    #expect(widths(state)[1] == Divider.least)
    _ = update(&state, .command("divide -1"))
    #expect(widths(state)[1] == Divider.least + 1)
    _ = update(&state, .resized(Size(columns: 200, rows: 60), cell: nil))
    _ = update(&state, .resized(Size(columns: 120, rows: 40), cell: nil))
    #expect(widths(state).reduce(0, +) == before.reduce(0, +))
  }

  @Test("every screen has its own", arguments: ScreenID.allCases)
  func screens(screen: ScreenID) throws {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
      var state = try Scenario.pair()
      _ = update(&state, .resized(Size(columns: columns, rows: rows), cell: nil))
      _ = update(&state, .command("screen \(screen.rawValue)"))
      let hasBorder = draw(state, state.terminal.size).hits.contains { hit in
        if case .divider = hit.action { true } else { false }
      }
      let before = view(state, state.terminal.size)
      _ = update(&state, .command("divide +2"))
      if hasBorder {
        #expect(state.dividers == [screen: 2])
        #expect(view(state, state.terminal.size) != before)
      } else {
        // The metrics are one pane there, and a model is shown when it has been read.
        #expect(screen == .model || screen == .metrics && columns < 100)
        #expect(state.notice?.text.contains("no border") == true)
      }
    }
  }

  @Test("it goes along with the pointer, from where it was taken, until it is let go")
  func drag() throws {
    var state = try Scenario.onScreen()
    let before = widths(state)
    let start = try divider(state)
    for grip in 0..<2 {
      let column = start.rect.column + grip
      _ = update(&state, .pointer(.press, start.rect.row + 1, column))
      _ = update(&state, .pointer(.drag, 30, column))
      #expect(widths(state) == before)
      _ = update(&state, .pointer(.drag, 30, column + 7))
      #expect(widths(state) == [before[0] + 7, before[1] - 7])
      _ = update(&state, .pointer(.drag, 0, 0))
      #expect(widths(state)[0] == Divider.least)
      _ = update(&state, .pointer(.drag, 0, column))
      _ = update(&state, .pointer(.release, 0, column))
      _ = update(&state, .pointer(.drag, 0, column + 9))
      #expect(widths(state) == before)
    }
  }

  @Test("where there is one pane, a sentence says so")
  func none() throws {
    var state = try Scenario.onScreen(60, 24)
    _ = update(&state, .key(.character("(")))
    #expect(state.notice?.text == "There is no border between panes that could be moved here.")
  }
}
