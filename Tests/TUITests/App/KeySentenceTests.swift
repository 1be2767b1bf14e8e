import Inference
import Testing

@testable import TUI

/// Sentences that name keys name those that a person has.
@Suite struct KeySentenceTests {
  private func state(_ start: AppState, _ lines: String) throws -> AppState {
    let preferences = Preferences(file: ConfigText(path: "/c", text: "[keys]\n" + lines))
    #expect(preferences.problems.isEmpty, "\(preferences.problems)")
    var state = start
    state.keys = preferences.keys
    return state
  }

  @Test(
    "what a command is answered with",
    arguments: [
      ("mark = \"F5\"", "return q", "Nothing is marked q; F5 and a letter marks a state."),
      ("return = \"F6\"", "mark a", "Marked a; F6a comes back here."),
      ("return = []", "mark a", "Marked a; :return a comes back here."),
      ("\"step -1\" = \"F7\"", "branch eta 0.5", "go back with F7, then branch."),
      ("\"zoom in\" = \"F3\"", "pan +10 +0", "F3 goes closer."),
      ("\"screen compare\" = \"F10\"", "overlay beside", "F10 and p make a pair."),
      ("\"menu change\" = \"F8\"", "compare last", "F8 changes a setting and makes one."),
      ("browse = \"F9\"", "browse selected", "No file is selected; F9 lists those there are."),
    ])
  func notices(lines: String, command: String, sentence: String) throws {
    var state = try state(try Scenario.finished(), lines)
    _ = update(&state, .command(command))
    #expect(state.notice?.text.hasSuffix(sentence) == true, "\(state.notice?.text ?? "")")
  }

  @Test(
    "what stands in panes",
    arguments: [
      ("\"seeds add 1\" = \"F9\"", "screen seeds", "F9 adds a member, A five"),
      ("\"focus next\" = \"F4\"", "screen steps", "─ F4 ┐"),
      ("\"metric next\" = \"F2\"", "screen metrics", "F2 shows another metric."),
      ("runs = \"F11\"", "screen compare", "F11 takes another run."),
      ("runs = \"F11\"", "screen metrics", "F11 lists all runs"),
      ("\"browse ~\" = \"F12\"", "browse /none", "h goes up, F12 home."),
    ])
  func panes(lines: String, command: String, text: String) throws {
    var state = try state(try Scenario.finished(), lines)
    _ = update(
      &state, .resized(Size(columns: 120, rows: 40), cell: PixelSize(width: 8, height: 16)))
    _ = update(&state, .command("set steps 1"))
    try Scenario.compute(&state)
    if command == "screen metrics" { _ = update(&state, .command("metric change")) }
    // With a single run there is nothing to compare, and no change to draw.
    if ["screen compare", "screen metrics"].contains(command) {
      for run in state.runs.runs where run.id != state.runs.current {
        _ = update(&state, .command("forget \(run.id.number)"))
      }
    }
    if command == "screen seeds" { _ = update(&state, .command("set seed 5")) }
    _ = update(&state, .command(command))
    _ = update(
      &state, .folder(.unreadable(folder: "/none", asked: "/none", reason: "/none is not there.")))
    let screen = FrameText.of(view(state, state.terminal.size))
    #expect(screen.contains(text), "\(screen)")
  }

  @Test("why a noise level cannot be turned")
  func hold() throws {
    var state = try state(try Scenario.finished(), "\"next noise\" = \"F8\"")
    _ = update(&state, .command("set noise zeros"))
    try Scenario.compute(&state)
    _ = update(&state, .key(.character("s")))
    #expect(state.notice?.text.hasSuffix("no noise to turn; F8 changes that.") == true)
  }
}
