import Render
import Testing

@testable import TUI

/// Every screen and popup without colour: the same letters in the same places, and nothing that only a colour says.
@Suite("Without colour") struct MonochromeTests {
  private static let sizes = [
    Size(columns: 40, rows: 10), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
    Size(columns: 200, rows: 60),
  ]

  /// What lies over a screen, by the keys that open it.
  private static let popups: [String: [Key]] = [
    "none": [], "help": [.character("?")], "palette": [.character(":"), .character("s")],
    "log": [.character("g"), .character("l")], "runs": [.character("R")],
    "presets": [.character("c"), .character("b")], "files": [.character("o")],
    "marks": [.character("m")], "change": [.character("c")], "go": [.character("g")],
    "export": [.character("e")], "settings": [.tab], "hold": [.character("t")],
  ]

  private func shown(
    _ state: AppState, _ size: Size, usesColour: Bool, _ keys: [Key]
  ) -> Screen {
    var state = state
    state.terminal.usesColour = usesColour
    _ = update(&state, .resized(size, cell: nil))
    for key in keys { _ = update(&state, .key(key)) }
    for now in [10, 10.4] { _ = update(&state, .tick(now)) }
    return view(state, size).screen
  }

  @Test(
    "the letters are those of the screen in colour, and no cell has one",
    arguments: ScreenID.allCases)
  func letters(screen: ScreenID) throws {
    var state = try Scenario.pair()
    _ = update(&state, .command("screen \(screen.rawValue)"))
    for size in Self.sizes {
      for (name, keys) in Self.popups {
        let mono = shown(state, size, usesColour: false, keys)
        let colour = shown(state, size, usesColour: true, keys)
        #expect(
          zip(mono.cells, colour.cells).allSatisfy { $0.text == $1.text || isSwatch($1) },
          "\(name) at \(size.columns)x\(size.rows):\n\(mono.text)")
        #expect(
          mono.cells.allSatisfy {
            $0.style.foreground == .standard && $0.style.background == .standard
          }, "\(name) at \(size.columns)x\(size.rows)")
      }
    }
  }

  /// Whether a cell shows a colour of a picture or a plot, for which letters stand where there is none.
  private func isSwatch(_ cell: Screen.Cell) -> Bool {
    [cell.style.foreground, cell.style.background].contains { colour in
      if case .rgb = colour { true } else { false }
    }
  }

  @Test("what is selected or wrong differs from what is not by more than its colour")
  func roles() {
    let mono = Theme(usesColour: false)
    for (role, other) in [
      (Role.selected, Role.plain), (.activeTab, .tab), (.focusedBorder, .border), (.bad, .value),
      (.warning, .plain), (.key, .label), (.held, .told), (.disabled, .value),
    ] {
      #expect(mono.style(role) != mono.style(other), "\(role) and \(other)")
    }
  }
}
