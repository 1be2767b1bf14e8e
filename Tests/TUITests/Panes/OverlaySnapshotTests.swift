import TestSupport
import Testing

@testable import TUI

/// What lies over the screens.
@Suite struct OverlaySnapshotTests {
  private func expect(
    _ state: AppState, _ name: String, _ columns: Int = 80, _ rows: Int = 24,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectScreen(
      state, name, Size(columns: columns, rows: rows), sourceLocation: sourceLocation)
  }

  private func pressing(_ keys: [Key]) throws -> AppState {
    var state = try Scenario.finished()
    for key in keys { _ = update(&state, .key(key)) }
    return state
  }

  @Test("help, whole and searched")
  func help() throws {
    let state = try pressing([.character("?")])
    expect(state, "help")
    expect(state, "help", 120, 40)
    expect(state, "help", 200, 60)
    expect(state, "help", 40, 10)
    expect(try pressing([.character("?")] + "spacing".map(Key.character)), "help-search")
    expect(try pressing([.character("?")] + "zzzz".map(Key.character)), "help-nothing")
  }

  @Test("the palette, empty, half typed and wrong")
  func palette() throws {
    let state = try pressing([.character(":")])
    expect(state, "palette")
    expect(state, "palette", 120, 40)
    expect(state, "palette", 40, 10)
    expect(try pressing([.character(":")] + "set sp".map(Key.character)), "palette-fuzzy")
    expect(
      try pressing([.character(":")] + "set spacing trialing".map(Key.character) + [.enter]),
      "palette-wrong")
    expect(
      try pressing([.character(":")] + "open ".map(Key.character) + [.down]), "palette-open")
    expect(try pressing([.character(":")] + "\"cp\"".map(Key.character)), "palette-key")
  }

  @Test("the keys after c and g, once they have waited")
  func whichKey() throws {
    for (key, name) in [("c", "which-key-change"), ("g", "which-key-go")] {
      var state = try pressing([.character(Character(key))])
      #expect(state.wantsTicks)
      _ = update(&state, .tick(10))
      _ = update(&state, .tick(10.4))
      expect(state, name)
      expect(state, name, 120, 40)
      expect(state, name, 40, 10)
    }
  }

  @Test("the open dialogue, of scenes and of a folder")
  func files() throws {
    var state = try pressing([.character("o")])
    _ = update(
      &state,
      .folder(
        .previewed(path: "scene-00", PictureID(number: -1), width: 384, height: 256)))
    expect(state, "open-scenes")
    _ = update(&state, .command("browse /home/a"))
    _ = update(
      &state,
      .folder(
        .listed(
          folder: "/home/a", asked: "/home/a",
          [
            .init(name: "photos", isFolder: true), .init(name: "b\u{202E}gnp.png", isFolder: false),
            .init(name: "large.jpg", isFolder: false, bytes: 3_400_000),
          ], left: 12)))
    _ = update(&state, .key(.down))
    _ = update(
      &state,
      .folder(.unseen(path: "/home/a/b\u{202E}gnp.png", reason: "It is damaged.")))
    for (columns, rows) in [(80, 24), (120, 40), (40, 10)] {
      expect(state, "open-folder", columns, rows)
    }
    _ = update(&state, .key(.character("/")))
    for key in "zz" { _ = update(&state, .key(.character(key))) }
    expect(state, "open-nothing")
  }

  @Test("a card of the tour under every screen, and over one that is small")
  func tour() throws {
    for screen in ScreenID.allCases {
      var state = try Scenario.finished()
      _ = update(&state, .command("tour"))
      state.screen = screen
      expect(state, "tour-\(screen.rawValue)")
    }
    var state = try Scenario.finished()
    _ = update(&state, .command("tour"))
    expect(state, "tour", 120, 40)
    expect(state, "tour", 40, 10)
  }

  @Test("the marks, and how they are waited for")
  func marks() throws {
    expect(try pressing([.character("'")]), "marks-none")
    let state = try pressing(
      [.character("m"), .character("a"), .left, .character("m"), .character("b"), .character("'")])
    expect(state, "marks")
    expect(state, "marks", 40, 10)
  }

  @Test("the presets with their stories")
  func presets() throws {
    let state = try pressing([.character("c"), .character("b"), .down])
    expect(state, "presets")
    expect(state, "presets", 120, 40)
    expect(state, "presets", 40, 10)
  }

  @Test("the log and the question before leaving")
  func logAndQuit() throws {
    expect(try pressing([.character("g"), .character("l")]), "log")
    var state = Scenario.ready()
    _ = update(&state, .key(.character("q")))
    expect(state, "leave")
  }

  @Test("looks in colour and without")
  func styles() throws {
    for usesColour in [true, false] {
      var state = try Scenario.finished()
      state.terminal.usesColour = usesColour
      _ = update(&state, .command("preset leading-1"))
      for screen in ScreenID.allCases {
        state.screen = screen
        let frame = view(state, Size(columns: 80, rows: 24))
        let name = "style-\(screen.rawValue)-\(usesColour ? "colour" : "mono")"
        let difference = Snapshot.difference(FrameText.styles(frame), named: name)
        #expect(difference == nil, "\(difference ?? "")")
      }
    }
  }
}
