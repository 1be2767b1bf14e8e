import TestSupport
import Testing

@testable import TUI

/// The map's screen at every size, as a picture, in half blocks and in letters.
@Suite struct MapSnapshotTests {
  private func expect(_ state: AppState, _ name: String, _ size: Size) {
    var state = state
    _ = update(&state, .resized(size, cell: state.terminal.cell))
    let text = FrameText.of(view(state, size))
    let difference = Snapshot.difference(text, named: "\(name)-\(size.columns)x\(size.rows)")
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test("a finished map with a cell's prediction", arguments: ScreenSnapshotTests.sizes)
  func finished(size: Size) throws {
    expect(try Scenario.mapped(), "map", size)
  }

  @Test("a map that fills", arguments: ScreenSnapshotTests.sizes.prefix(3))
  func filling(size: Size) throws {
    expect(try Scenario.mapped(cells: 60, shows: false), "map-filling", size)
  }

  @Test("in half blocks", arguments: ScreenSnapshotTests.sizes.prefix(3))
  func blocks(size: Size) throws {
    expect(try Scenario.mapped(TerminalFacts()), "map-blocks", size)
  }

  @Test("in letters", arguments: ScreenSnapshotTests.sizes.prefix(4))
  func ascii(size: Size) throws {
    var facts = TerminalFacts()
    facts.graphics = .ascii
    facts.usesUnicode = false
    facts.usesColour = false
    facts.graphicsName = "letters"
    expect(try Scenario.mapped(facts), "map-ascii", size)
  }

  @Test("before there is a run")
  func notRun() {
    var state = Scenario.ready(Scenario.large)
    _ = update(&state, .command("map"))
    expect(state, "map-not-run", Size(columns: 80, rows: 24))
  }
}
