import Inference
import Testing

@testable import TUI

/// Ensembles in a session: kept by how they grew, computed again when they are looked at.
@Suite struct SessionSeedsTests {
  private func reopened(_ lines: [String]) throws -> (AppState, [Effect]) {
    var state = Scenario.empty()
    let file = try SessionFile(
      path: "demo.stepscope",
      text: (["# stepscope session 3", "# program \(Version.current)"] + lines)
        .joined(separator: "\n"))
    _ = update(&state, .session(.loaded(file)))
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    let effects = update(&state, .picture(.opened(Scenario.picture())))
    return (state, effects)
  }

  /// Five members asked for in two steps, four of them there, and an ensemble of other settings.
  private func worked() throws -> AppState {
    var state = try Scenario.seeded(count: 2, of: 2)
    _ = update(&state, .command("set spacing leading"))
    try Scenario.compute(&state)
    _ = update(&state, .command("seeds 3"))
    let group = try #require(state.shownSeeds)
    let growth = [SeedsGrowth(count: 3), SeedsGrowth(count: 5, done: 2, isDuring: true)]
    _ = update(&state, .seeds(group.id, .grown(growth)))
    for member in 1...4 { Scenario.member(&state, member) }
    _ = update(&state, .command("seeds stop 4"))
    _ = update(&state, .seeds(group.id, .finished(5)))
    for line in ["seeds merge mean", "seeds show members", "screen steps"] {
      _ = update(&state, .command(line))
    }
    return state
  }

  @Test("what is kept says how each grew and how many there are")
  func lines() throws {
    let session = try #require(try worked().session)
    let seeds = session.lines.filter { $0.hasPrefix("seeds") }
    #expect(
      seeds == [
        "seeds 2", "seeds 3", "seeds 5 during 3", "seeds stop 4", "seeds merge mean",
        "seeds show members",
      ])
    #expect(session.ensembles.map(\.count) == [2, 4])
  }

  @Test("they come back, and screen Seeds computes them one after another, its own first")
  func comesBack() throws {
    let session = try #require(try worked().session)
    var (state, effects) = try reopened(session.lines)
    #expect(state.sessions.replay == nil)
    func grows(_ effects: [Effect]) -> Bool {
      effects.contains { if case .growSeeds = $0 { true } else { false } }
    }
    #expect(!grows(effects), "not before they are looked at")
    #expect(state.notice?.text.contains("2 ensembles (computed again") == true)
    #expect(state.session == session, "they are kept anew as they were")
    try Scenario.compute(&state)
    effects = update(&state, .command("screen seeds"))
    let shown = try #require(state.shownSeeds)
    #expect(shown.settings.timestepSpacing == .leading)
    #expect(
      effects.contains(.restoreSeeds(shown.id, session.ensembles[1].growth))
        && effects.contains(.growSeeds(shown.id, shown.settings, to: 4, .mean)))
    _ = update(&state, .seeds(shown.id, .grown(shown.growth)))
    for member in 1...4 { Scenario.member(&state, member) }
    effects = update(&state, .seeds(shown.id, .finished(4)))
    let other = try #require(state.seeds.going)
    #expect(other.id != shown.id && other.wanted == 2)
    #expect(grows(effects))
    effects = update(&state, .command("screen steps"))
    #expect(effects.contains(.stopSeeds(other.id)), "not while nobody looks")
    effects = update(&state, .command("screen seeds"))
    #expect(grows(effects))
    for member in 1...2 { Scenario.member(&state, member) }
    _ = update(&state, .seeds(other.id, .finished(2)))
    #expect(state.seeds.going == nil && !state.seeds.groups.contains(where: \.isRestoring))
    #expect(state.seeds.reduction == .mean && state.seeds.pane == .members)
  }

  @Test("Ctrl-C ends it for good, and members asked for go on from there")
  func cancels() throws {
    var (state, _) = try reopened(try #require(try worked().session).lines)
    try Scenario.compute(&state)
    _ = update(&state, .command("screen seeds"))
    _ = update(&state, .key(.control("c")))
    let shown = try #require(state.shownSeeds)
    #expect(!shown.isRestoring && state.seeds[shown.id]?.isGoing == false)
    #expect(
      update(&state, .key(.character("a"))).contains(
        .growSeeds(shown.id, shown.settings, to: 1, .mean)))
  }

  @Test("loaded twice, they are there once")
  func twice() throws {
    var state = try worked()
    let session = try #require(state.session)
    let count = state.seeds.groups.count
    let file = try SessionFile(
      path: "x", text: (["# stepscope session 3"] + session.lines).joined(separator: "\n"))
    _ = update(&state, .session(.loaded(file)))
    #expect(state.seeds.groups.count == count)
  }

  @Test(
    "what cannot be is one sentence with its line",
    arguments: [
      "seeds add 1", "seeds open 1", "seeds 5 after 2", "seeds stop 2", "seeds 9 until mad<0.1",
    ])
  func refused(line: String) throws {
    let (state, _) = try reopened(["model marigold-depth-tiny", "open scene-05", line])
    let text = state.notice?.text ?? ""
    #expect(state.notice?.kind == .failure && text.contains("stops here"), "\(text)")
    #expect(state.seeds.groups.isEmpty)
  }

  @Test("a session of the format before has none, and headless they are passed over")
  func others() throws {
    let lines = try #require(try worked().session).lines
    let script = try SessionScript(
      try SessionFile(
        path: "x", text: (["# stepscope session 3"] + lines).joined(separator: "\n")))
    #expect(script.runs.count == 2 && script.current == 1)
  }
}
