import Inference
import Testing

@testable import TUI

/// The palette, the help, the popups, and how they give the keys back.
@Suite struct UpdateOverlayTests {
  private func typing(_ text: String, _ state: inout AppState) {
    for character in text { _ = update(&state, .key(.character(character))) }
  }

  private func prompt(_ state: AppState) -> Prompt? {
    guard case .palette(let prompt) = state.overlay else { return nil }
    return prompt
  }

  @Test("a typed command is carried out, and comes back from the history")
  func palette() throws {
    var state = try Scenario.finished()
    typing(":set spacing leading", &state)
    #expect(update(&state, .key(.enter)).count == 1)
    #expect(state.overlay == nil)
    #expect(state.settings.value.timestepSpacing.rawValue == "leading")
    typing(":", &state)
    _ = update(&state, .key(.up))
    #expect(prompt(state)?.text == "set spacing leading")
    _ = update(&state, .key(.down))
    #expect(prompt(state)?.text == "")
    _ = update(&state, .key(.backspace))
    #expect(state.overlay == nil)
  }

  @Test("a wrong line stays, with what is wrong")
  func wrong() throws {
    var state = try Scenario.finished()
    typing(":set steps 0", &state)
    #expect(update(&state, .key(.enter)).isEmpty)
    #expect(prompt(state)?.problem?.contains("1 to 1000") == true)
    _ = update(&state, .key(.backspace))
    #expect(prompt(state)?.problem == nil)
  }

  @Test("Tab completes, arrows choose, Enter takes what is chosen")
  func completes() throws {
    var state = try Scenario.finished()
    typing(":pres", &state)
    _ = update(&state, .key(.tab))
    #expect(prompt(state)?.text == "preset ")
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.up))
    #expect(prompt(state)?.selection == 0)
    _ = update(&state, .key(.enter))
    #expect(state.settings.value.steps == 1)
    #expect(state.settings.value.timestepSpacing.rawValue == "leading")
  }

  @Test("the line is edited as lines are")
  func edits() throws {
    var state = try Scenario.finished()
    typing(":goto 34", &state)
    for key in [Key.left, .backspace, .home, .delete, .end, .control("w")] {
      _ = update(&state, .key(key))
    }
    #expect(prompt(state)?.text == "oto ")
    _ = update(&state, .key(.control("u")))
    #expect(prompt(state)?.text == "")
    _ = update(&state, .paste("goto 2\nquit"))
    #expect(prompt(state)?.text == "goto 2", "only the first line of what is pasted")
    _ = update(&state, .key(.enter))
    #expect(state.cursor == 1)
  }

  @Test("pasted text that is no path is looked at first, and made safe")
  func paste() throws {
    var state = try Scenario.finished()
    _ = update(&state, .paste("a\u{1B}b.png\n"))
    #expect(prompt(state)?.text == "open a\\u{1b}b.png")
    _ = update(&state, .key(.escape))
    #expect(update(&state, .paste("\n")).isEmpty)
    #expect(state.overlay == nil)
  }

  @Test("up goes to the last line that begins with what is typed, down comes back to it")
  func historyByBeginning() throws {
    var state = try Scenario.finished()
    for line in ["set steps 2", "goto 1", "set steps 3", "goto 2"] {
      typing(":" + line, &state)
      _ = update(&state, .key(.enter))
    }
    typing(":set", &state)
    var seen: [String] = []
    for key in [Key.up, .up, .up, .down, .down] {
      _ = update(&state, .key(key))
      seen.append(prompt(state)?.text ?? "")
    }
    #expect(seen == ["set steps 3", "set steps 2", "set steps 2", "set steps 3", "set"])
  }

  @Test("a typed line is remembered where sessions are kept")
  func remembers() throws {
    var state = try Scenario.finished()
    typing(":goto 1", &state)
    #expect(!update(&state, .key(.enter)).contains(.remember("goto 1")))
    state.sessions.isKept = true
    typing(":goto 2", &state)
    #expect(update(&state, .key(.enter)).contains(.remember("goto 2")))
  }

  @Test("number keys of the change menu open the palette where a value is needed")
  func changeMenu() throws {
    var state = try Scenario.finished()
    typing("cn", &state)
    #expect(prompt(state)?.text == "set steps ")
    typing("1", &state)
    _ = update(&state, .key(.enter))
    #expect(state.settings.value.steps == 1)
    typing("cZ", &state)
    #expect(state.overlay == nil)
    #expect(state.notice?.text.hasPrefix("cZ is not a key") == true)
  }

  @Test("the popup of a prefix shows after 300 ms, not before")
  func whichKey() throws {
    var state = try Scenario.finished()
    typing("c", &state)
    for (time, isShown) in [(1.0, false), (1.2, false), (1.31, true)] {
      _ = update(&state, .tick(time))
      #expect(state.overlay == .whichKey(.change, since: 1, isShown: isShown))
    }
    #expect(!state.wantsTicks)
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
  }

  @Test("help takes what is typed as a search")
  func help() throws {
    var state = try Scenario.finished()
    typing("?step", &state)
    #expect(state.overlay == .help(HelpState(search: "step")))
    for key in [Key.pageDown, .end, .up, .home, .pageUp, .backspace] {
      _ = update(&state, .key(key))
    }
    #expect(state.overlay == .help(HelpState(search: "ste")))
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
    typing("?q", &state)
    #expect(state.overlay == nil, "q closes what nobody has searched in")
  }

  @Test("q leaves at once when nothing runs, and asks when something does")
  func quit() throws {
    var state = try Scenario.finished()
    #expect(update(&state, .key(.character("q"))) == [.quit])
    state = Scenario.ready()
    #expect(update(&state, .key(.character("q"))).isEmpty)
    #expect(state.overlay == .confirmQuit)
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
    _ = update(&state, .key(.character("q")))
    #expect(update(&state, .key(.character("q"))) == [.cancel(RunID(number: 1)), .quit])
  }

  @Test("redraw and suspend work over everything")
  func everywhere() throws {
    var state = try Scenario.finished()
    for key in [Key.character(":"), .escape, .character("?")] {
      _ = update(&state, .key(key))
      #expect(update(&state, .key(.control("l"))) == [.redraw])
      #expect(update(&state, .key(.control("z"))) == [.suspend])
    }
  }

  @Test("the log scrolls and closes")
  func log() throws {
    var state = try Scenario.finished()
    typing("gl", &state)
    _ = update(&state, .key(.up))
    #expect(state.overlay == .log(scroll: 1))
    _ = update(&state, .key(.pageDown))
    #expect(state.overlay == .log(scroll: 0))
    _ = update(&state, .key(.character("q")))
    #expect(state.overlay == nil)
  }

  @Test("Tab goes to the settings, arrows change them, Esc comes back")
  func settingsPanel() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.tab))
    #expect(state.focus == .settings)
    for _ in 0..<3 { _ = update(&state, .key(.down)) }
    #expect(SettingsRow.all[state.selectedRow] == .setting(.spacing))
    _ = update(&state, .key(.right))
    #expect(state.settings.value.timestepSpacing.rawValue == "linspace")
    _ = update(&state, .key(.left))
    _ = update(&state, .key(.left))
    #expect(state.settings.value.timestepSpacing.rawValue == "leading")
    _ = update(&state, .key(.escape))
    #expect(state.focus == .steps)
  }
}
