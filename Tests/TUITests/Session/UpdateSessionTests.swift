import Inference
import Testing

@testable import TUI

/// Sessions brought back command by command, and kept while things happen.
@Suite struct UpdateSessionTests {
  private func file(
    _ lines: [String], program: String = Version.current, format: Int = SessionHeader.format
  ) throws -> SessionFile {
    try SessionFile(
      path: "demo.stepscope",
      text: (["# stepscope session \(format)", "# program \(program)"] + lines).joined(
        separator: "\n"))
  }

  /// A state that a session was saved of: two settings changed, an earlier step looked at.
  private func worked() throws -> AppState {
    var state = try Scenario.finished()
    _ = update(&state, .command("preset linspace-2"))
    try Scenario.compute(&state)
    for line in ["view xt", "screen schedule", "colours turbo", "goto 1"] {
      _ = update(&state, .command(line))
    }
    return state
  }

  @Test("a saved session comes back in another program, all of it")
  func comesBack() throws {
    let old = try worked()
    let session = try #require(old.session)
    var state = Scenario.empty()
    var effects = update(&state, .session(.loaded(try file(session.lines))))
    #expect(
      effects == [
        .usePrecision(.fp32), .loadModel("marigold-depth-tiny"),
        .openPicture(path: session.picture),
      ])
    #expect(update(&state, .model(.loaded(Scenario.marigold))).isEmpty)
    effects = update(&state, .picture(.opened(Scenario.picture())))
    let starts = effects.filter { if case .start = $0 { true } else { false } }
    #expect(starts == [.start(RunID(number: 2), old.settings.value)], "the current run alone")
    #expect(state.sessions.replay == nil)
    try Scenario.compute(&state)
    #expect(state.session == session)
    #expect(state.notice?.text.contains("demo.stepscope") == true)
  }

  @Test("what is there already is not loaded anew")
  func noReload() throws {
    let session = try #require(try worked().session)
    var state = try Scenario.finished()
    let effects = update(&state, .session(.loaded(try file(session.lines))))
    #expect(!effects.contains(.loadModel("marigold-depth-tiny")))
    #expect(!effects.contains(.openPicture(path: session.picture)))
    #expect(state.settings.value == session.settings)
    _ = update(&state, .command("undo"))
    #expect(state.settings.value == Scenario.marigold.defaults, "one undo takes a session back")
  }

  @Test("a branch comes back after the run it leaves")
  func branch() throws {
    var old = try Scenario.finished()
    _ = update(&old, .command("goto 2"))
    _ = update(&old, .command("branch eta 0.5"))
    try Scenario.compute(&old)
    let session = try #require(old.session)
    #expect(session.stages.map(\.after) == [nil, 2])
    var state = try Scenario.finished()
    let effects = update(&state, .session(.loaded(try file(session.lines))))
    let id = try #require(state.runs.current)
    #expect(effects.contains(.restore(id, session.stages)), "the run and its branch at once")
    #expect(state.runs[id]?.isBranch == true)
    #expect(state.settings.value.eta == 0.5)
    try Scenario.compute(&state)
    #expect(state.session == session)
  }

  @Test("a line that fails stops the session there, with its number and why")
  func stops() throws {
    var state = try Scenario.finished()
    let before = state.settings.value
    let lines = ["model marigold-depth-tiny", "set spacing leading", "set steps 0", "run"]
    _ = update(&state, .session(.loaded(try file(lines))))
    #expect(state.sessions.replay == nil)
    #expect(state.settings.value == before)
    let text = state.notice?.text ?? ""
    #expect(text.contains("stops here, before line 6") && text.contains("1 to 1000"), "\(text)")
  }

  @Test("a model that is gone leaves the start as it would be without")
  func modelGone() throws {
    var state = Scenario.empty()
    _ = state.replay(try file(["model gone", "open /gone.png", "run"]), atStart: true)
    var effects = update(&state, .tick(0))
    #expect(
      effects == [.usePrecision(.fp32), .loadModel("gone"), .openPicture(path: "/gone.png")])
    effects = update(&state, .model(.failed(name: "gone", message: "gone is not there.")))
    effects += update(&state, .picture(.failed(path: "/gone.png", message: "No file.")))
    #expect(effects.contains(.loadModel(Assets.defaultModel)))
    #expect(effects.contains(.openPicture(path: Assets.defaultScene)))
    #expect(state.sessions.replay == nil)
  }

  @Test("what broke off is told, and X begins afresh")
  func discard() throws {
    let session = try #require(try worked().session)
    var state = Scenario.empty()
    _ = state.replay(try file(session.lines), atStart: true)
    _ = update(&state, .tick(0))
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    _ = update(&state, .picture(.opened(Scenario.picture())))
    #expect(state.notice?.text.hasSuffix("X begins afresh instead.") == true)
    let effects = update(&state, .key(.character("X")))
    #expect(effects.contains(.loadModel(Assets.defaultModel)))
    #expect(effects.contains(.openPicture(path: Assets.defaultScene)))
    #expect(!update(&state, .key(.character("X"))).contains(.loadModel(Assets.defaultModel)))
    #expect(state.notice?.text.hasPrefix("Nothing was brought back") == true)
  }

  @Test("work is kept at once, looking about within seconds, and nothing twice")
  func keeps() throws {
    var state = try Scenario.finished()
    state.sessions.isKept = true
    func kept(_ effects: [Effect]) -> [Bool] {
      effects.compactMap { if case .keep(_, let urgent) = $0 { urgent } else { nil } }
    }
    #expect(kept(update(&state, .tick(1))) == [true])
    #expect(kept(update(&state, .tick(2))).isEmpty)
    #expect(kept(update(&state, .command("view xt"))) == [false])
    #expect(kept(update(&state, .command("set steps 9"))) == [true])
    #expect(update(&state, .command("quit")).suffix(2).contains(.endSession))
    state.sessions.isKept = false
    #expect(kept(update(&state, .command("set steps 8"))).isEmpty)
  }

  @Test("saving says where, of a finished run with its digests")
  func saves() throws {
    var state = try Scenario.finished()
    let effects = update(&state, .command("save demo"))
    let run = try #require(state.runs.current)
    #expect(effects == [.saveSession("demo", try #require(state.session), [run])])
    _ = update(&state, .session(.saved(path: "demo.stepscope", steps: 4)))
    #expect(state.notice?.text == "Saved to demo.stepscope with the digests of 4 steps.")
    #expect(update(&state, .command("load last")) == [.loadSession("last")])
    var empty = Scenario.empty()
    #expect(update(&empty, .command("save demo")).isEmpty)
    #expect(empty.notice?.kind == .failure)
  }
}
