import Inference
import Testing

@testable import TUI

/// Screen A|B and the run list as a person sees them.
@Suite struct CompareSnapshotTests {
  static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    Size(columns: 40, rows: 10),
  ]

  /// The pair with its difference.
  private func pair(_ terminal: TerminalFacts = Scenario.sixel) throws -> AppState {
    var state = try Scenario.pair(terminal)
    let pair = try #require(state.shownPair)
    let figures = PairDifference(mean: 0.241, percentile95: 0.688, largest: 0.991)
    _ = update(&state, .compared(pair, figures))
    return state
  }

  @Test("the bug and its cure, side by side", arguments: sizes)
  func sideBySide(size: Size) throws {
    expectScreen(try pair(), "compare", size)
  }

  @Test("wiped", arguments: sizes)
  func wiped(size: Size) throws {
    var state = try pair()
    _ = update(&state, .command("wipe 40"))
    expectScreen(state, "compare-wipe", size)
  }

  @Test("subtracted", arguments: sizes)
  func subtracted(size: Size) throws {
    var state = try pair()
    _ = update(&state, .command("compare difference"))
    expectScreen(state, "compare-difference", size)
  }

  @Test("only one run", arguments: sizes)
  func single(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("4")))
    expectScreen(state, "compare-single", size)
  }

  @Test("the settings of one side, being changed", arguments: sizes)
  func settings(size: Size) throws {
    var state = try pair()
    _ = update(&state, .key(.tab))
    for _ in 0..<3 { _ = update(&state, .key(.down)) }
    expectScreen(state, "compare-settings", size)
  }

  @Test("runs of unequal length, linked by share and by number")
  func unequal() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set steps 10"))
    try Scenario.compute(&state)
    _ = update(&state, .key(.character("4")))
    _ = update(&state, .command("goto 5"))
    expectScreen(state, "compare-unequal", Size(columns: 120, rows: 40))
    _ = update(&state, .command("link index"))
    expectScreen(state, "compare-by-number", Size(columns: 120, rows: 40))
  }

  @Test("in ASCII without colour")
  func ascii() throws {
    var facts = TerminalFacts()
    facts.graphics = .ascii
    facts.usesUnicode = false
    facts.usesColour = false
    facts.graphicsName = "letters"
    expectScreen(try pair(facts), "compare-ascii", Size(columns: 80, rows: 24))
  }

  @Test("the list of runs", arguments: sizes)
  func runs(size: Size) throws {
    var state = try pair()
    _ = update(&state, .command("pin 1"))
    _ = update(&state, .key(.character("R")))
    _ = update(&state, .key(.character("j")))
    expectScreen(state, "runs", size)
  }
}
