import Inference
import Testing

@testable import TUI

/// Marked states come back; settings leave as a command line.
@Suite struct UpdateMarksTests {
  private func type(_ keys: String, _ state: inout AppState) -> [Effect] {
    keys.reduce(into: []) { $0 += update(&state, .key(.character($1))) }
  }

  @Test("m and a letter keep a state, ' and the letter bring it back, u takes that back")
  func marks() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("goto 2"))
    _ = update(&state, .command("view xt"))
    let before = try #require(state.session)
    _ = type("ma", &state)
    _ = update(&state, .command("preset leading-1"))
    try Scenario.compute(&state)
    for line in ["view x0", "screen schedule", "colours turbo"] {
      _ = update(&state, .command(line))
    }
    let changed = state.settings.value
    #expect(!type("'a", &state).contains { if case .start = $0 { true } else { false } })
    let after = try #require(state.session)
    #expect(after.stages == before.stages && after.lines.suffix(5) == before.lines.suffix(5))
    #expect(state.overlay == nil)
    _ = type("u", &state)
    #expect(state.settings.value == changed)
  }

  @Test("a mark of another picture opens it first")
  func otherPicture() throws {
    var state = try Scenario.finished()
    _ = type("ma", &state)
    var other = Scenario.picture(2)
    other.path = "/scenes/scene-05.png"
    _ = update(&state, .picture(.opened(other)))
    try Scenario.compute(&state)
    #expect(type("'a", &state) == [.openPicture(path: "/scenes/scene-00.png")])
    _ = update(&state, .picture(.opened(Scenario.picture(3))))
    try Scenario.compute(&state)
    #expect(state.sessions.replay == nil && state.isUpToDate)
  }

  @Test("what is no mark is said, and Esc changes nothing")
  func wrong() throws {
    var state = try Scenario.finished()
    _ = type("'x", &state)
    #expect(state.notice?.text == "Nothing is marked x; m and a letter marks a state.")
    _ = type("mb'x", &state)
    #expect(state.notice?.text == "Nothing is marked x; there are b.")
    _ = type("m!", &state)
    #expect(
      state.notice?.text == "A mark is named by a letter or a digit." && state.marks.count == 1)
    _ = type("m", &state)
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil && state.marks.count == 1)
    var empty = Scenario.empty()
    _ = type("ma", &empty)
    #expect(empty.notice?.kind == .failure && empty.marks.isEmpty)
  }

  @Test("y shows and copies a command line with what is not the model's own")
  func copies() throws {
    var state = try Scenario.finished()
    #expect(
      type("y", &state)
        == [.copy("stepscope run /scenes/scene-00.png --model marigold-depth-tiny")])
    _ = update(&state, .command("preset linspace-2"))
    _ = update(&state, .command("set scheduler euler"))
    _ = update(&state, .command("set predicts eps"))
    let line = try #require(
      type("y", &state).compactMap { if case .copy(let line) = $0 { line } else { nil } }.first)
    #expect(
      line
        == "stepscope run /scenes/scene-00.png --model marigold-depth-tiny --scheduler euler "
        + "--spacing linspace --steps 2 --prediction-type epsilon --zero-snr off")
    #expect(state.notice?.text == line)
  }

  @Test(
    "words are quoted as a shell reads them",
    arguments: [
      ("a.png", "a.png"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("", "''"), ("$x", "'$x'"),
      ("ä", "'ä'"), ("org/name@main", "org/name@main"),
    ])
  func quotes(word: String, quoted: String) {
    #expect(RunLine.quoted(word) == quoted)
  }
}
