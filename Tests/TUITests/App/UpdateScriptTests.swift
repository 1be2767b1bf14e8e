import Inference
import Testing

@testable import TUI

/// Files of commands: each to its end before the next, up to the first that cannot be carried out.
@Suite struct UpdateScriptTests {
  private func begun(_ text: String, _ start: AppState? = nil) throws -> (AppState, [Effect]) {
    var state = try start ?? Scenario.finished()
    #expect(update(&state, .command("source demo")).contains(.readScript("demo")))
    let file = ScriptFile(path: "demo", text: text)
    let effects = update(&state, .script(.loaded(file)))
    return (state, effects)
  }

  @Test("commands are carried out in order, and the last is told of")
  func order() throws {
    let (state, _) = try begun("# head\n\nview xt\n  screen schedule\ngoto 2\n")
    #expect(state.view.rawValue == "xt")
    #expect(state.screen == .schedule)
    #expect(state.cursor == 1)
    #expect(state.script == nil)
    #expect(state.notice?.text == "demo: all 3 commands are carried out.")
  }

  @Test("a run comes to its end before the next command, also one that began by itself")
  func waitsForRuns() throws {
    var (state, effects) = try begun("set spacing leading\nrun\nscreen metrics\n")
    if state.currentRun?.isGoing != true { effects += update(&state, .command("run")) }
    let going = try #require(state.currentRun)
    #expect(going.isGoing && state.screen == .steps)
    #expect(state.isScriptWaiting)
    try Scenario.compute(&state, steps: 2, finishes: false)
    #expect(state.screen == .steps, "two steps are no end")
    _ = update(&state, .run(going.id, .finished(seconds: 1)))
    #expect(state.screen == .metrics)
    #expect(state.script == nil)
  }

  @Test("it stops at the first mistake, with its line and one sentence")
  func mistake() throws {
    let (state, _) = try begun("# head\nview xt\n\nset spacing trialing\nscreen metrics\n")
    #expect(state.script == nil)
    #expect(state.screen == .steps)
    let text = state.notice?.text ?? ""
    #expect(text.hasPrefix("demo, line 4: spacing cannot be \"trialing\""), "\(text)")
    #expect(text.hasSuffix("Did you mean trailing? The script stops here."), "\(text)")
    #expect(state.notice?.kind == .failure)
  }

  @Test("what a worker could not do stops it at the line that asked for it")
  func lateMistake() throws {
    var (state, effects) = try begun("view xt\nopen nowhere.png\nscreen metrics\n")
    #expect(effects.contains(.openPicture(path: "nowhere.png")))
    #expect(state.script?.current?.number == 2)
    let event = PictureEvent.failed(path: "nowhere.png", message: "nowhere.png is not there.")
    effects = update(&state, .picture(event))
    #expect(state.notice?.text == "demo, line 2: nowhere.png is not there. The script stops here.")
    #expect(state.screen == .steps)
  }

  @Test("a run that fails stops it")
  func failedRun() throws {
    var (state, _) = try begun("set steps 7\nrun\nscreen metrics\n")
    if state.currentRun?.isGoing != true { _ = update(&state, .command("run")) }
    let run = try #require(state.currentRun)
    _ = update(&state, .run(run.id, .failed(message: "No memory is left.")))
    #expect(state.notice?.text.hasSuffix("No memory is left. The script stops here.") == true)
  }

  @Test("an export is written before the next command")
  func export() throws {
    var (state, effects) = try begun("export png a.png\nscreen metrics\n")
    #expect(effects.contains { if case .export = $0 { true } else { false } })
    #expect(state.screen == .steps && state.isScriptWaiting)
    _ = update(&state, .export(.written("Step 4", path: "a.png")))
    #expect(state.screen == .metrics)
  }

  @Test("what a person mistypes meanwhile stops nothing")
  func persons() throws {
    var (state, _) = try begun("wait 5\nscreen metrics\n")
    for character in ":nonsense" { _ = update(&state, .key(.character(character))) }
    _ = update(&state, .key(.enter))
    _ = update(&state, .key(.escape))
    #expect(state.script != nil)
    _ = update(&state, .session(.notKept("No room.")))
    #expect(state.script != nil)
  }

  @Test("a pause passes with time, and time is asked for")
  func pause() throws {
    var (state, _) = try begun("wait 0.5\nscreen metrics\n")
    #expect(state.wantsTicks)
    for now in [10.0, 10.4] {
      _ = update(&state, .tick(now))
      #expect(state.screen == .steps)
    }
    _ = update(&state, .tick(10.6))
    #expect(state.screen == .metrics && state.script == nil)
  }

  @Test("Esc stops it, a run that goes on stays; Ctrl-C cancels both")
  func stops() throws {
    for (key, isGoing) in [(Key.escape, true), (.control("c"), false)] {
      var (state, _) = try begun("set steps 7\nrun\nscreen metrics\n")
      if state.currentRun?.isGoing != true { _ = update(&state, .command("run")) }
      let run = try #require(state.currentRun)
      _ = update(&state, .key(key))
      #expect(state.script == nil)
      #expect(state.runs[run.id]?.isGoing == isGoing)
      _ = update(&state, .run(run.id, .finished(seconds: 1)))
      #expect(state.screen == .steps)
    }
    var (state, _) = try begun("wait 5\n")
    _ = update(&state, .command("source off"))
    #expect(state.script == nil)
  }

  @Test("a script cannot begin another, and a file without commands is none")
  func refused() throws {
    let (nested, effects) = try begun("view xt\nsource other\n")
    #expect(!effects.contains(.readScript("other")))
    #expect(nested.notice?.text.hasPrefix("demo, line 2: A script is") == true)
    let (empty, _) = try begun("# nothing\n")
    #expect(empty.script == nil && empty.notice?.kind == .failure)
    var state = Scenario.ready()
    _ = update(&state, .script(.failed(path: "x\u{1B}", reason: "it is not there")))
    #expect(state.notice?.text == "The script x\\u{1b} cannot be used: it is not there.")
  }

  @Test("a thousand commands leave room to paint between them")
  func long() throws {
    var (state, _) = try begun(String(repeating: "view next\n", count: 100))
    #expect(state.script?.done == 32)
    #expect(state.wantsTicks)
    for now in 1...3 { _ = update(&state, .tick(Double(now))) }
    #expect(state.script == nil)
  }
}
