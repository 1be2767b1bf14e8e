import Inference
import Testing

@testable import TUI

/// The run list and side B of A|B in a session: kept, brought back, and computed when looked at.
@Suite struct SessionRunsTests {
  private func file(_ lines: [String], format: Int = SessionHeader.format) throws -> SessionFile {
    try SessionFile(
      path: "demo.stepscope",
      text: (["# stepscope session \(format)", "# program \(Version.current)"] + lines)
        .joined(separator: "\n"))
  }

  /// Three runs, the second kept; the pair of the first and the last on screen A|B.
  private func worked() throws -> AppState {
    var state = try Scenario.finished()
    _ = update(&state, .command("preset leading-1"))
    try Scenario.compute(&state)
    _ = update(&state, .command("pin 2"))
    _ = update(&state, .command("set eta 0.5"))
    try Scenario.compute(&state)
    for line in ["screen compare", "side a 1", "compare wipe", "link index"] {
      _ = update(&state, .command(line))
    }
    return state
  }

  private func reopened(_ lines: [String], format: Int = 2) throws -> (AppState, [Effect]) {
    var state = Scenario.empty()
    _ = update(&state, .session(.loaded(try file(lines, format: format))))
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    let effects = update(&state, .picture(.opened(Scenario.picture())))
    return (state, effects)
  }

  @Test("the list, what is kept of it and both sides come back")
  func comesBack() throws {
    let old = try worked()
    let session = try #require(old.session)
    #expect(session.runs.map(\.isKept) == [false, true, false])
    #expect(session.current == 2 && session.beside?.place == 0)
    var (state, effects) = try reopened(session.lines)
    #expect(state.sessions.replay == nil)
    try #require(state.runs.runs.count == 3)
    #expect(state.runs.runs.map(\.settings) == old.runs.runs.map(\.settings))
    let wanted = [state.runs.runs[2], state.runs.runs[0]].map { Effect.start($0.id, $0.settings) }
    #expect(effects.filter { wanted.contains($0) } == wanted, "what is looked at is computed")
    #expect(!effects.contains(.start(state.runs.runs[1].id, state.runs.runs[1].settings)))
    #expect(state.runs.runs[1].status == .stored)
    #expect(state.comparison.side == .b && state.comparison.arrangement == .wipe)
    #expect(state.session == session, "it is kept anew as it was")
    effects = update(&state, .command("use 2"))
    #expect(effects.contains(.start(state.runs.runs[1].id, state.runs.runs[1].settings)))
  }

  @Test("side B waits until the screen is A|B")
  func waits() throws {
    var old = try worked()
    _ = update(&old, .command("screen steps"))
    var (state, effects) = try reopened(try #require(old.session).lines)
    let other = try #require(state.comparison.other)
    func starts(_ effects: [Effect]) -> Bool {
      effects.contains { if case .start(other, _) = $0 { true } else { false } }
    }
    #expect(!starts(effects) && state.runs[other]?.status == .stored)
    effects = update(&state, .command("screen compare"))
    #expect(starts(effects))
  }

  @Test("a session loaded twice does not double its runs")
  func twice() throws {
    var state = try worked()
    let session = try #require(state.session)
    let count = state.runs.runs.count
    let effects = update(&state, .session(.loaded(try file(session.lines))))
    #expect(state.runs.runs.count == count)
    #expect(!effects.contains { if case .start = $0 { true } else { false } })
    #expect(state.session == session)
  }

  @Test("a file of the format before, of one run and its branch, opens as it did")
  func old() throws {
    let lines = [
      "model marigold-depth-tiny", "open scene-05", "set steps 4", "run", "goto 2", "set eta 0.5",
      "branch", "screen steps", "view x0", "quantity depth", "colours spectral",
    ]
    let (state, effects) = try reopened(lines, format: 1)
    let run = try #require(state.currentRun)
    #expect(run.stages.map(\.after) == [nil, 2] && run.settings.eta == 0.5)
    #expect(effects.contains(.restore(run.id, run.stages)))
  }

  @Test(
    "a run that the session has not is one sentence with the line",
    arguments: ["use 2", "pin 9", "side b 4", "use selected", "branch eta 1"])
  func missing(line: String) throws {
    let isBranch = line.hasPrefix("branch")
    let lines =
      ["model marigold-depth-tiny", "open scene-05"] + (isBranch ? [] : ["run"]) + [line]
    let (state, _) = try reopened(lines)
    let text = state.notice?.text ?? ""
    #expect(state.notice?.kind == .failure && state.sessions.replay == nil)
    #expect(
      text.contains("stops here") && text.contains("There is no run")
        || text.contains("has no run"), "\(text)")
    #expect(state.runs.runs.isEmpty)
  }

  @Test("members of ensembles stay out, and saving says so")
  func members() throws {
    var state = try Scenario.seeded(count: 2, of: 2)
    _ = update(&state, .command("seeds open 2"))
    try Scenario.compute(&state)
    #expect(state.session?.runs.count == 1 && state.session?.current == nil)
    _ = update(&state, .session(.saved(path: "demo.stepscope", steps: 4)))
    #expect(state.notice?.text.hasSuffix("1 run is not in it.") == true)
  }
}
