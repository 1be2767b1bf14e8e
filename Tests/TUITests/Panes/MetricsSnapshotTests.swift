import Inference
import Testing

@testable import TUI

/// Screen Metrics as a person sees it.
@Suite struct MetricsSnapshotTests {
  /// Three runs, of 4, 1 and 1 steps.
  private func measured(_ terminal: TerminalFacts = Scenario.sixel) throws -> AppState {
    var state = try Scenario.pair(terminal)
    _ = update(&state, .key(.character("6")))
    return state
  }

  @Test("curves and table of three runs", arguments: CompareSnapshotTests.sizes)
  func curves(size: Size) throws {
    expectScreen(try measured(), "metrics", size)
  }

  @Test("a pixel inspected, with the profile of its row", arguments: CompareSnapshotTests.sizes)
  func inspected(size: Size) throws {
    var state = try measured()
    _ = update(&state, .command("inspect 120 200"))
    expectScreen(state, "metrics-inspect", size)
  }

  @Test("a pixel inspected on the other screens")
  func elsewhere() throws {
    var state = try measured()
    _ = update(&state, .command("inspect 120 200"))
    _ = update(&state, .key(.character("4")))
    expectScreen(state, "compare-inspect", Size(columns: 120, rows: 40))
    _ = update(&state, .key(.character("1")))
    expectScreen(state, "steps-inspect", Size(columns: 80, rows: 24))
  }

  @Test("a single run, and a metric it does not have")
  func single() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("6")))
    expectScreen(state, "metrics-single", Size(columns: 120, rows: 40))
    _ = update(&state, .command("metric angle"))
    expectScreen(state, "metrics-none", Size(columns: 80, rows: 24))
    state = try Scenario.finished(hasTruth: false)
    _ = update(&state, .key(.character("6")))
    expectScreen(state, "metrics-no-truth", Size(columns: 80, rows: 24))
  }

  @Test("normals")
  func normals() throws {
    var state = try Scenario.finished(Scenario.normals)
    _ = update(&state, .key(.character("6")))
    _ = update(&state, .command("metric angle"))
    _ = update(&state, .command("inspect 120 200"))
    expectScreen(state, "metrics-normals", Size(columns: 120, rows: 40))
  }

  @Test("in braille and ASCII", arguments: [true, false])
  func text(isUnicode: Bool) throws {
    var facts = TerminalFacts()
    facts.usesUnicode = isUnicode
    facts.usesColour = isUnicode
    if !isUnicode { facts.graphics = .ascii }
    let state = try measured(facts)
    expectScreen(
      state, isUnicode ? "metrics-braille" : "metrics-ascii", Size(columns: 80, rows: 24))
  }
}
