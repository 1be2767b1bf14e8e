import Inference
import Testing

@testable import TUI

/// Runs of one setting at several values.
@Suite struct UpdateSweepTests {
  private func starts(_ effects: [Effect]) -> [RunSettings] {
    effects.compactMap { if case .start(_, let settings) = $0 { settings } else { nil } }
  }

  @Test(
    "values are lists and ranges",
    arguments: [
      ("1,2,4", ["1", "2", "4"]), ("1..4", ["1", "2", "3", "4"]), ("1..50:20", ["1", "21", "41"]),
      ("leading, trailing", ["leading", "trailing"]), ("7..7", ["7"]),
    ])
  func values(text: String, expected: [String]) throws {
    #expect(try SweepValues.read(text) == expected)
  }

  @Test(
    "what names no values is a sentence",
    arguments: [
      "", ",", "1,,2", "4..1", "1..2:0", "1..2:-1", "1..99", "a..b", "1..2..3", "1..2:3:4",
      "..", "0..999999999999999999999:1", (1...25).map(String.init).joined(separator: ","),
    ])
  func noValues(text: String) {
    #expect(throws: CommandError.self) { try SweepValues.read(text) }
  }

  @Test("one run after another, beside the current one, and the best is told")
  func runs() throws {
    var state = try Scenario.finished()
    let current = state.runs.current
    var effects = update(&state, .command("sweep steps 1..3"))
    var seen: [Int] = []
    for _ in 0..<3 {
      let started = starts(effects)
      try #require(started.count == 1, "one at a time")
      seen.append(started[0].steps)
      let id = try #require(state.sweep?.going)
      #expect(state.runs.current == current && state.settings.value.steps == 4)
      try Scenario.compute(&state, id, finishes: false)
      effects = update(&state, .run(id, .finished(seconds: 0.1)))
    }
    #expect(seen == [1, 2, 3] && state.sweep == nil)
    #expect(state.notice?.text.contains("best at 3 with AbsRel .281") == true)
    #expect(state.runs.runs.count == 4)
    #expect(starts(update(&state, .command("sweep steps 3,4"))).isEmpty, "both are there")
    #expect(state.sweep == nil)
  }

  @Test(
    "Ctrl-C, another run and another picture end it",
    arguments: ["interrupt", "sweep off", "set seed 9"])
  func ends(line: String) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("sweep seed 1..5"))
    let id = try #require(state.sweep?.going)
    let effects = update(&state, .command(line))
    #expect(effects.contains(.cancel(id)) && state.sweep == nil)
    #expect(state.log.lines.contains { $0.text == "The sweep ended after 1 of 5 runs." })
  }

  @Test(
    "what cannot be swept is refused",
    arguments: [
      "sweep", "sweep steps", "sweep steps 0,1", "sweep x 1", "sweep off now", "sweep task 0,1",
    ])
  func refused(line: String) throws {
    var state = try Scenario.finished()
    #expect(starts(update(&state, .command(line))).isEmpty)
    #expect(state.notice?.kind == .failure && state.sweep == nil)
    _ = update(&state, .command("sweep steps 5..8"))
    let count = state.runs.runs.count
    _ = update(&state, .command("sweep steps 1,2"))
    #expect(state.notice?.kind == .failure && state.runs.runs.count == count)
  }
}
