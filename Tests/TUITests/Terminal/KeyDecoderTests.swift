import TestSupport
import Testing

@testable import TUI

@Suite("Keys from bytes")
struct KeyDecoderTests {
  /// Everything that bytes mean when no more follow.
  private func events(_ text: String) -> [InputEvent] {
    var decoder = KeyDecoder()
    return decoder.feed(text.utf8) + decoder.flush()
  }

  @Test(
    "Every form of a key that terminals send is that key",
    arguments: [
      ("a", Key.character("a")), ("\u{3B5}", .character("\u{3B5}")),
      ("\u{1F600}", .character("\u{1F600}")),
      ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{7F}", .backspace), ("\u{08}", .backspace),
      ("\u{1B}", .escape), ("\u{03}", .control("c")), ("\u{1A}", .control("z")),
      ("\u{00}", .control(" ")), ("\u{1C}", .control("\\")),
      ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[B", .down), ("\u{1B}OB", .down),
      ("\u{1B}[C", .right), ("\u{1B}OC", .right), ("\u{1B}[D", .left), ("\u{1B}OD", .left),
      ("\u{1B}[1;2C", .shiftRight), ("\u{1B}[1;2D", .shiftLeft), ("\u{1B}[c", .shiftRight),
      ("\u{1B}[d", .shiftLeft), ("\u{1B}[1;5C", .right), ("\u{1B}[H", .home),
      ("\u{1B}OH", .home), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}[F", .end),
      ("\u{1B}OF", .end), ("\u{1B}[4~", .end), ("\u{1B}[8~", .end), ("\u{1B}[2~", .insert),
      ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
      ("\u{1B}[Z", .backTab), ("\u{1B}OP", .function(1)), ("\u{1B}[11~", .function(1)),
      ("\u{1B}[[A", .function(1)), ("\u{1B}[[E", .function(5)), ("\u{1B}[15~", .function(5)),
      ("\u{1B}[17~", .function(6)), ("\u{1B}[21~", .function(10)), ("\u{1B}[24~", .function(12)),
      ("\u{1B}[1;2P", .function(1)), ("\u{1B}OM", .enter), ("\u{1B}Op", .character("0")),
    ])
  func key(bytes: String, key: Key) {
    #expect(events(bytes) == [.key(key)])
  }

  @Test(
    "Mouse reports are events in cells from 0",
    arguments: [
      ("\u{1B}[<0;10;5M", MouseEvent(kind: .press, button: .left, row: 4, column: 9)),
      ("\u{1B}[<0;10;5m", MouseEvent(kind: .release, button: .left, row: 4, column: 9)),
      ("\u{1B}[<32;1;1M", MouseEvent(kind: .drag, button: .left, row: 0, column: 0)),
      ("\u{1B}[<2;300;200M", MouseEvent(kind: .press, button: .right, row: 199, column: 299)),
      ("\u{1B}[<35;3;4M", MouseEvent(kind: .move, button: .none, row: 3, column: 2)),
      ("\u{1B}[<64;3;4M", MouseEvent(kind: .wheelUp, button: .none, row: 3, column: 2)),
      ("\u{1B}[<65;3;4M", MouseEvent(kind: .wheelDown, button: .none, row: 3, column: 2)),
      (
        "\u{1B}[<4;3;4M",
        MouseEvent(kind: .press, button: .left, row: 3, column: 2, shift: true)
      ),
      ("\u{1B}[M !!", MouseEvent(kind: .press, button: .left, row: 0, column: 0)),
      ("\u{1B}[M#\"!", MouseEvent(kind: .release, button: .none, row: 0, column: 1)),
    ])
  func mouse(bytes: String, event: MouseEvent) {
    #expect(events(bytes) == [.mouse(event)])
  }

  @Test(
    "What no key sends is ignored, and the key after it is read",
    arguments: [
      "\u{1B}[<0;0;5M", "\u{1B}[<0;5M", "\u{1B}[<999;1;1M", "\u{1B}[?1;2c", "\u{1B}P>|foo\u{1B}\\",
      "\u{1B}]0;title\u{07}", "\u{1B}[99~", "\u{1B}[1;2;3;4;5R", "\u{1B}[[Z",
      "\u{1B}[12345678901234567890~", "\u{1B}[?2026;2$y",
    ])
  func unknown(bytes: String) {
    #expect(events(bytes + "q") == [.key(.character("q"))])
  }

  @Test("A control inside a sequence ends it and is itself a key")
  func cutSequence() {
    #expect(events("\u{1B}[9\u{18}q") == [.key(.control("x")), .key(.character("q"))])
  }

  @Test("Focus, the fence and the size of a cell are told apart from keys")
  func reports() {
    #expect(
      events("\u{1B}[I\u{1B}[O\u{1B}[0n\u{1B}[6;16;8t") == [
        .focus(true), .focus(false), .fence, .cell(PixelSize(width: 8, height: 16)),
      ])
  }

  @Test("A paste is one event, without controls, with line ends as they should be")
  func paste() {
    #expect(
      events("a\u{1B}[200~one\r\ntwo\u{07}\u{1B}[A\rq\u{1B}[201~b") == [
        .key(.character("a")), .paste("one\ntwo[A\nq"), .key(.character("b")),
      ])
  }

  @Test("A paste without end swallows nothing for ever: it is cut at its limit")
  func longPaste() {
    var decoder = KeyDecoder()
    _ = decoder.feed("\u{1B}[200~".utf8)
    let piece = [UInt8](repeating: 0x61, count: 1 << 18)
    for _ in 0..<6 { #expect(decoder.feed(piece).isEmpty) }
    let events = decoder.feed("\u{1B}[201~".utf8)
    guard case .paste(let text) = events.first else {
      Issue.record("no paste came")
      return
    }
    #expect(text.count == KeyDecoder.longestPaste)
  }

  @Test("Escape and the key after it are two keys")
  func escapeThenKey() {
    #expect(events("\u{1B}:") == [.key(.escape), .key(.character(":"))])
    #expect(events("\u{1B}\u{1B}[A") == [.key(.escape), .key(.up)])
  }

  @Test("A lone escape waits for the delay")
  func loneEscape() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B]).isEmpty)
    #expect(decoder.isPending)
    #expect(decoder.feed("[A".utf8) == [.key(.up)])
    #expect(!decoder.isPending)
    _ = decoder.feed([0x1B])
    #expect(decoder.flush() == [.key(.escape)])
  }

  @Test("Invalid UTF-8 is dropped byte by byte")
  func invalidText() {
    var decoder = KeyDecoder()
    let bytes: [UInt8] = [0xC3, 0x28, 0xFF, 0xE2, 0x82, 0x61, 0xC0, 0x80, 0xED, 0xA0, 0x80]
    #expect(
      decoder.feed(bytes) + decoder.flush() == [.key(.character("(")), .key(.character("a"))])
  }

  @Test("However the bytes are cut, the events are the same")
  func anyCut() {
    let text =
      "a\u{3B5}\u{1F600}\u{1B}[A\u{1B}[<32;10;5M\u{1B}[200~p\u{1B}x\u{1B}[201~\u{1B}[0n"
      + "\u{1B}[M !!\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[[A\u{1B}OPq"
    let bytes = Array(text.utf8)
    let whole = events(text)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        var decoder = KeyDecoder()
        let parts = [bytes[..<first], bytes[first..<second], bytes[second...]]
        let cut = parts.flatMap { decoder.feed($0) }
        #expect(cut == whole, "cut at \(first) and \(second)")
      }
    }
  }

  @Test("Random bytes never stop the decoder", arguments: 0..<200)
  func randomBytes(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let alphabet: [UInt8] = [
      0x1B, 0x5B, 0x4F, 0x50, 0x3B, 0x30, 0x7E, 0x4D, 0x3C, 0xC3, 0xA9, 0x07,
    ]
    var decoder = KeyDecoder()
    for _ in 0..<50 {
      let bytes = (0..<40).map { _ in
        let value = random.next()
        return value & 1 == 0
          ? alphabet[Int(value >> 8) % alphabet.count] : UInt8(truncatingIfNeeded: value >> 16)
      }
      _ = decoder.feed(bytes)
    }
    _ = decoder.feed("\u{1B}\\\u{1B}[201~".utf8)
    _ = decoder.flush()
    #expect(decoder.feed("q".utf8).last == .key(.character("q")))
  }
}
