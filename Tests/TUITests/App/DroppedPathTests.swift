import Testing

@testable import TUI

/// What terminals paste when a file is dropped on them.
@Suite struct DroppedPathTests {
  @Test(
    "quotes, escapes and URLs are read as the path they mean",
    arguments: [
      ("/tmp/a.png", "/tmp/a.png"), ("/tmp/a.png\n", "/tmp/a.png"),
      ("  /tmp/a b.png ", "/tmp/a b.png"),
      ("'/tmp/a b.png' ", "/tmp/a b.png"), ("\"/tmp/a b.png\"", "/tmp/a b.png"),
      ("/tmp/a\\ b\\(1\\).png", "/tmp/a b(1).png"), ("'/tmp/it'\\''s.png'", "/tmp/it's.png"),
      ("/tmp/it's.png", "/tmp/it's.png"), ("/tmp/a.png\n/tmp/b.png", "/tmp/a.png"),
      ("'/tmp/a.png' '/tmp/b.png'", "/tmp/a.png"), ("'/tmp/a\nb.png'", "/tmp/a\nb.png"),
      ("file:///tmp/a%20b.png", "/tmp/a b.png"), ("file://localhost/tmp/%C3%A4.png", "/tmp/ä.png"),
      ("file:/tmp/a.png\r\n", "/tmp/a.png"), ("~/a.png", "~/a.png"), ("../a.png", "../a.png"),
      ("/tmp/\u{1B}[31m.png", "/tmp/\u{1B}[31m.png"), ("/tmp/日本.png", "/tmp/日本.png"),
    ])
  func paths(pasted: String, path: String) {
    #expect(DroppedPath.read(pasted) == .path(path))
  }

  @Test(
    "what cannot be a path is refused in one sentence",
    arguments: [
      ("/" + String(repeating: "a", count: 5_000), "5001 characters"),
      ("file://elsewhere/tmp/a.png", "another machine"), ("file:///tmp/%zz.png", "no URL"),
      ("file:///tmp/%ff.png", "no URL"), ("file:///tmp/%00.png", "no URL"),
      ("/tmp/a\0b.png", "zero character"), ("file:///tmp/%4", "no URL"),
    ])
  func refused(pasted: String, words: String) {
    guard case .refused(let sentence) = DroppedPath.read(pasted) else {
      Issue.record("\(pasted) was not refused")
      return
    }
    #expect(sentence.contains(words) && sentence.hasSuffix(".") && !sentence.contains("\n"))
  }

  @Test("a path of 4,000 characters is opened, and what that comes to is one sentence")
  func long() throws {
    var state = try Scenario.finished()
    let path = "/" + String(repeating: "a", count: 3_999)
    #expect(update(&state, .paste(path)) == [.openPicture(path: path)])
    #expect(state.log.lines.allSatisfy { $0.text.count <= 1_010 })
  }

  @Test(
    "text that is no path is text",
    arguments: [("hello", "hello"), ("a\nb", "a"), ("", ""), ("'x", "'x")])
  func text(pasted: String, line: String) {
    #expect(DroppedPath.read(pasted) == .text(line))
  }

  @Test("a dropped path is opened at once, whatever list is open; a refused one changes nothing")
  func drops() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("o")))
    #expect(update(&state, .paste("'/tmp/a b.png' ")) == [.openPicture(path: "/tmp/a b.png")])
    #expect(state.overlay == nil && state.isOpening)
    #expect(update(&state, .paste("file://far/x.png")).isEmpty)
    #expect(state.notice?.kind == .failure)
  }
}
