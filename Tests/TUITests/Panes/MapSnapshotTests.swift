import Testing

@testable import TUI

/// The map's screen at every size, as a picture, in half blocks and in letters.
@Suite struct MapSnapshotTests {
  @Test("a finished map with a cell's prediction", arguments: ScreenSnapshotTests.sizes)
  func finished(size: Size) throws {
    expectScreen(try Scenario.mapped(), "map", size)
  }

  @Test("a map that fills", arguments: ScreenSnapshotTests.sizes.prefix(3))
  func filling(size: Size) throws {
    expectScreen(try Scenario.mapped(cells: 60, shows: false), "map-filling", size)
  }

  @Test("in half blocks", arguments: ScreenSnapshotTests.sizes.prefix(3))
  func blocks(size: Size) throws {
    expectScreen(try Scenario.mapped(TerminalFacts()), "map-blocks", size)
  }

  @Test("in letters", arguments: ScreenSnapshotTests.sizes.prefix(4))
  func ascii(size: Size) throws {
    var facts = TerminalFacts()
    facts.graphics = .ascii
    facts.usesUnicode = false
    facts.usesColour = false
    facts.graphicsName = "letters"
    expectScreen(try Scenario.mapped(facts), "map-ascii", size)
  }

  @Test("before there is a run")
  func notRun() {
    var state = Scenario.ready(Scenario.large)
    _ = update(&state, .command("map"))
    expectScreen(state, "map-not-run", Size(columns: 80, rows: 24))
  }
}
