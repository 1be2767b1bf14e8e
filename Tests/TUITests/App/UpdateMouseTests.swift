import Inference
import Testing

@testable import TUI

/// The mouse: a click means what lies under it.
@Suite struct UpdateMouseTests {
  /// Where a text stands on the screen.
  private func find(_ text: String, _ state: AppState) -> (row: Int, column: Int)? {
    let lines = view(state, state.terminal.size).screen.text.split(
      separator: "\n", omittingEmptySubsequences: false)
    for (row, line) in lines.enumerated() {
      let characters = Array(line)
      for column in characters.indices where String(characters[column...]).hasPrefix(text) {
        return (row, column)
      }
    }
    return nil
  }

  @Test("tabs are clicked")
  func tabs() throws {
    var state = try Scenario.onScreen()
    let place = try #require(find("2 Schedule", state))
    _ = update(&state, .pointer(.press, place.row, place.column))
    #expect(state.screen == .schedule)
  }

  @Test("the timeline is clicked, dragged past its ends, and let go")
  func timeline() throws {
    var state = try Scenario.onScreen()
    let place = try #require(find("[4]", state))
    _ = update(&state, .pointer(.press, place.row + 1, 10))
    #expect(state.cursor == 0)
    _ = update(&state, .pointer(.drag, 0, 60))
    #expect(state.cursor == 2)
    #expect(state.sendsCoarse)
    _ = update(&state, .pointer(.drag, 39, 1000))
    #expect(state.cursor == 3)
    _ = update(&state, .pointer(.drag, 39, -5))
    #expect(state.cursor == 0)
    _ = update(&state, .pointer(.release, 0, 0))
    _ = update(&state, .pointer(.drag, place.row, 60))
    #expect(state.cursor == 0)
  }

  @Test("the wheel walks on the timeline and changes settings on their rows")
  func wheel() throws {
    var state = try Scenario.onScreen()
    let timeline = try #require(find("[4]", state))
    _ = update(&state, .pointer(.wheelUp, timeline.row, timeline.column, .none))
    #expect(state.cursor == 2)
    let steps = try #require(find("steps      4", state))
    _ = update(&state, .pointer(.wheelDown, steps.row, steps.column, .none))
    #expect(state.settings.value.steps == 5)
    _ = update(&state, .pointer(.wheelUp, steps.row, steps.column, .none))
    #expect(state.settings.value.steps == 4)
  }

  @Test("a settings row brings its next value")
  func row() throws {
    var state = try Scenario.onScreen()
    let place = try #require(find("spacing    trailing", state))
    _ = update(&state, .pointer(.press, place.row, place.column))
    #expect(state.settings.value.timestepSpacing.rawValue == "linspace")
    _ = update(&state, .pointer(.press, place.row, place.column, .right))
    #expect(state.settings.value.timestepSpacing.rawValue == "linspace")
  }

  @Test("views, play and hints are clicked")
  func words() throws {
    var state = try Scenario.onScreen()
    for (word, check) in [
      ("error", { (state: AppState) in state.view == .error }),
      ("play >", { $0.playback.isPlaying }), ("? help", { $0.overlay == .help(HelpState()) }),
    ] {
      let place = try #require(find(word, state))
      _ = update(&state, .pointer(.press, place.row, place.column))
      #expect(check(state), "\(word)")
    }
    _ = update(&state, .pointer(.press, 0, 0))
    #expect(state.overlay == nil, "a click beside the popup closes it")
  }

  @Test("a line of the palette is clicked")
  func palette() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command("palette preset"))
    let place = try #require(find("preset leading-1", state))
    _ = update(&state, .pointer(.press, place.row, place.column))
    #expect(state.settings.value.steps == 1)
    #expect(state.overlay == nil)
  }

  @Test("a row of the schedule is clicked")
  func table() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command("screen schedule"))
    let place = try #require(find("    2    749", state))
    _ = update(&state, .pointer(.press, place.row, place.column))
    #expect(state.cursor == 1)
  }
}
