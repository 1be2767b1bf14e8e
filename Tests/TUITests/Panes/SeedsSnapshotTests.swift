import Testing

@testable import TUI

/// Screen Seeds as a person sees it.
@Suite struct SeedsSnapshotTests {
  @Test("members that come", arguments: ScreenSnapshotTests.sizes)
  func growing(size: Size) throws {
    expectScreen(try Scenario.seeded(count: 4, of: 10), "seeds", size)
  }

  @Test("the panes that take turns", arguments: SeedsState.Pane.allCases)
  func panes(pane: SeedsState.Pane) throws {
    var state = try Scenario.seeded(count: 4, of: 4)
    _ = update(&state, .command("seeds show \(pane.rawValue)"))
    expectScreen(state, "seeds-\(pane.rawValue)", Size(columns: 80, rows: 24))
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
    expectScreen(state, "seeds-ascii", Size(columns: 120, rows: 40))
  }

  @Test("before there is a member, and with one")
  func beginning() throws {
    var state = Scenario.ready(Scenario.large)
    _ = update(&state, .command("seeds"))
    expectScreen(state, "seeds-none", Size(columns: 80, rows: 24))
    expectScreen(try Scenario.seeded(count: 1, of: 2), "seeds-one", Size(columns: 80, rows: 24))
  }
}
