import TestSupport
import Testing

@testable import TUI

/// Screen Seeds as a person sees it.
@Suite struct SeedsSnapshotTests {
  private func expect(_ state: AppState, _ name: String, _ size: Size) {
    var state = state
    _ = update(&state, .resized(size, cell: state.terminal.cell))
    let text = FrameText.of(view(state, size))
    let difference = Snapshot.difference(text, named: "\(name)-\(size.columns)x\(size.rows)")
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test("members that come", arguments: ScreenSnapshotTests.sizes)
  func growing(size: Size) throws {
    expect(try Scenario.seeded(count: 4, of: 10), "seeds", size)
  }

  @Test("the panes that take turns", arguments: SeedsState.Pane.allCases)
  func panes(pane: SeedsState.Pane) throws {
    var state = try Scenario.seeded(count: 4, of: 4)
    _ = update(&state, .command("seeds show \(pane.rawValue)"))
    expect(state, "seeds-\(pane.rawValue)", Size(columns: 80, rows: 24))
  }

  @Test("in letters, beside ensembles of other settings")
  func ascii() throws {
    var facts = TerminalFacts()
    facts.graphics = .ascii
    facts.usesUnicode = false
    facts.usesColour = false
    facts.graphicsName = "letters"
    var state = try Scenario.seeded(facts, count: 3, of: 3)
    _ = update(&state, .command("set predicts sample"))
    _ = update(&state, .command("seeds 2"))
    for count in 1...2 { Scenario.member(&state, count) }
    expect(state, "seeds-ascii", Size(columns: 120, rows: 40))
  }

  @Test("before there is a member, and with one")
  func beginning() throws {
    var state = Scenario.ready(Scenario.large)
    _ = update(&state, .command("seeds"))
    expect(state, "seeds-none", Size(columns: 80, rows: 24))
    expect(try Scenario.seeded(count: 1, of: 2), "seeds-one", Size(columns: 80, rows: 24))
  }
}
