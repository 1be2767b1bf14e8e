import Foundation
import Testing

@testable import TUI

/// The open dialogue: moving in folders, finding, looking and opening.
@Suite struct UpdateFilesTests {
  private func dialogue(_ state: AppState) -> FileDialogue? {
    guard case .files(let dialogue) = state.overlay else { return nil }
    return dialogue
  }

  private let entries: [FileDialogue.Entry] = [
    .init(name: "photos", isFolder: true), .init(name: ".hidden.png", isFolder: false),
    .init(name: "a.png", isFolder: false, bytes: 10), .init(name: "b c.JPG", isFolder: false),
    .init(name: "notes.txt", isFolder: false),
  ]

  private func opened() throws -> AppState {
    var state = try Scenario.finished()
    #expect(update(&state, .command("browse /home/a")) == [.listFolder("/home/a")])
    _ = update(&state, .folder(.listed(folder: "/home/a", asked: "/home/a", entries, left: 0)))
    return state
  }

  @Test("o shows the shipped scenes with a look at the first, Enter opens it")
  func scenes() throws {
    var state = try Scenario.finished()
    #expect(update(&state, .key(.character("o"))) == [.preview("scene-00")])
    #expect(update(&state, .key(.character("j"))) == [.preview("scene-05")])
    let look = FolderEvent.previewed(path: "scene-05", PictureID(number: -2), width: 3, height: 2)
    _ = update(&state, .folder(look))
    #expect(
      dialogue(state)?.preview == .ready("scene-05", PictureID(number: -2), width: 3, height: 2))
    _ = update(&state, .folder(.unseen(path: "scene-00", reason: "Too late.")))
    #expect(dialogue(state)?.preview.path == "scene-05", "an answer for another row is not shown")
    #expect(update(&state, .key(.enter)) == [.openPicture(path: "scene-05")])
    #expect(state.overlay == nil)
  }

  @Test("folders, pictures and nothing else are shown, until . shows all")
  func kinds() throws {
    var state = try opened()
    #expect(dialogue(state)?.visible.map(\.name) == ["..", "photos", "a.png", "b c.JPG"])
    #expect(dialogue(state)?.selected?.name == "photos")
    _ = update(&state, .key(.character(".")))
    #expect(dialogue(state)?.visible.count == 6)
  }

  @Test("Enter goes into a folder, h comes back to it")
  func folders() throws {
    var state = try opened()
    #expect(update(&state, .key(.enter)) == [.listFolder("/home/a/photos")])
    _ = update(
      &state, .folder(.listed(folder: "/home/a/photos", asked: "/home/a/photos", [], left: 0)))
    #expect(dialogue(state)?.selected?.name == "..")
    #expect(update(&state, .key(.character("h"))) == [.listFolder("/home/a")])
    _ = update(&state, .folder(.listed(folder: "/home/a", asked: "/home/a", entries, left: 0)))
    #expect(dialogue(state)?.selected?.name == "photos")
    #expect(update(&state, .key(.character("~"))) == [.listFolder("~")])
  }

  @Test("/ finds by letters; Esc shows all again, then closes")
  func finds() throws {
    var state = try opened()
    for key in "/bj" { _ = update(&state, .key(.character(key))) }
    #expect(dialogue(state)?.visible.map(\.name) == ["b c.JPG"])
    #expect(update(&state, .key(.enter)) == [.openPicture(path: "/home/a/b c.JPG")])
    state = try opened()
    for key in "/zzz" { _ = update(&state, .key(.character(key))) }
    #expect(dialogue(state)?.visible.isEmpty == true)
    #expect(update(&state, .key(.enter)).isEmpty)
    _ = update(&state, .key(.escape))
    #expect(dialogue(state)?.visible.count == 4)
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
  }

  @Test("a click selects, a second one opens; the wheel moves")
  func mouse() throws {
    var state = try opened()
    let hit = try #require(
      draw(state, state.terminal.size).hits.last { $0.action == .file(2) })
    let click = MouseEvent(
      kind: .press, button: .left, row: hit.rect.row, column: hit.rect.column, shift: false)
    #expect(update(&state, .mouse(click)) == [.preview("/home/a/a.png")])
    #expect(update(&state, .mouse(click)) == [.openPicture(path: "/home/a/a.png")])
    state = try opened()
    var wheel = click
    wheel.kind = .wheelDown
    _ = update(&state, .mouse(wheel))
    #expect(dialogue(state)?.selection == 2)
  }

  @Test("a folder that cannot be read says so, and the way up stays")
  func unreadable() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("browse /secret"))
    _ = update(
      &state,
      .folder(.unreadable(folder: "/secret", asked: "/secret", reason: "It cannot be read.")))
    #expect(dialogue(state)?.problem == "It cannot be read.")
    #expect(update(&state, .key(.character("h"))) == [.listFolder("/")])
  }

  @Test("what was asked for while a path was typed is not taken for the dialogue's folder")
  func belated() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("browse /home/a"))
    _ = update(&state, .folder(.unreadable(folder: "/h", asked: "/h", reason: "It is not there.")))
    _ = update(&state, .folder(.listed(folder: "/", asked: "/", [], left: 0)))
    #expect(dialogue(state)?.folder == "/home/a")
    #expect(dialogue(state)?.isListing == true)
    #expect(dialogue(state)?.problem == nil)
    _ = update(&state, .folder(.listed(folder: "/home/a", asked: "/home/a", entries, left: 0)))
    #expect(dialogue(state)?.entries == entries)
  }

  @Test(
    "Ctrl-C, when nothing is going, closes the dialogue, so that what the next one does can be read"
  )
  func interrupted() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("browse /home/a"))
    #expect(!update(&state, .key(.control("c"))).contains(.quit))
    #expect(state.overlay == nil)
    #expect(state.notice?.text.contains("Ctrl-C again leaves") == true)
  }

  @Test("a typed path is completed from its folder, names with spaces too")
  func completesPaths() throws {
    var state = try Scenario.finished()
    for key in ":open /home/a" { _ = update(&state, .key(.character(key))) }
    #expect(update(&state, .key(.character("/"))) == [.listFolder("/home/a")])
    _ = update(&state, .folder(.listed(folder: "/home/a", asked: "/home/a", entries, left: 0)))
    #expect(update(&state, .key(.character("b"))).isEmpty, "it is read once")
    _ = update(&state, .key(.tab))
    guard case .palette(let prompt) = state.overlay else {
      Issue.record("the palette closed")
      return
    }
    #expect(prompt.text == "open /home/a/b c.JPG")
    #expect(update(&state, .key(.enter)) == [.openPicture(path: "/home/a/b c.JPG")])
    for key in ":open /home/a/ph" { _ = update(&state, .key(.character(key))) }
    _ = update(&state, .key(.tab))
    guard case .palette(let inside) = state.overlay else { return }
    #expect(inside.text == "open /home/a/photos/")
  }

  @Test("the worker lists folders first, in order, and says what it cannot read")
  func lists() throws {
    let fixture = try StateFixture()
    for name in ["b.png", "a10.png", "a9.png"] {
      try Data([1]).write(to: URL(fileURLWithPath: fixture.path + "/" + name))
    }
    try FileManager.default.createDirectory(
      atPath: fixture.path + "/z", withIntermediateDirectories: true)
    guard case .listed(let folder, let asked, let entries, 0) = FolderWorker.listing(fixture.path)
    else {
      Issue.record("not listed")
      return
    }
    #expect(folder == fixture.path && asked == fixture.path)
    #expect(entries.map(\.name) == ["z", "a9.png", "a10.png", "b.png"])
    for path in ["/no/such/folder", fixture.path + "/b.png"] {
      guard case .unreadable(_, _, let reason) = FolderWorker.listing(path) else {
        Issue.record("\(path) was listed")
        continue
      }
      #expect(reason.hasSuffix("."))
    }
  }
}
