import TestSupport
import Testing

@testable import TUI

/// What real terminals answer, and what follows from it.
struct RecordedTerminal: Sendable, CustomTestStringConvertible {
  var name: String
  var replies: String
  var pixels = PixelSize(width: 0, height: 0)
  var graphics: GraphicsMode
  var cell: PixelSize?

  var testDescription: String { name }
}

@Suite("Capabilities from replies")
struct CapabilitiesTests {
  static let size = Size(columns: 100, rows: 40)
  static let escape = "\u{1B}"

  static let recorded: [RecordedTerminal] = [
    RecordedTerminal(
      name: "xterm -ti vt340",
      replies: "\(escape)[?2026;0$y\(escape)[?1;0;1024S\(escape)[?2;0;600;520S"
        + "\(escape)P>|XTerm(379)\(escape)\\\(escape)[?63;1;2;4;6;9;15;16;22;28c\(escape)[0n",
      pixels: PixelSize(width: 604, height: 524), graphics: .sixel,
      cell: PixelSize(width: 6, height: 13)),
    RecordedTerminal(
      name: "xterm",
      replies: "\(escape)[?2026;0$y\(escape)[?1;3;0S\(escape)[?2;3;0S"
        + "\(escape)P>|XTerm(379)\(escape)\\\(escape)[?64;1;2;6;9;15;16;17;18;21;22;28c\(escape)[0n",
      pixels: PixelSize(width: 604, height: 524), graphics: .blocks,
      cell: PixelSize(width: 6, height: 13)),
    RecordedTerminal(
      name: "mlterm",
      replies: "\(escape)[6;17;8t\(escape)[4;680;800t\(escape)[?1;0;1024S\(escape)[?1;3;0S"
        + "\(escape)[?63;1;2;3;4;7;29c\(escape)[0n",
      pixels: PixelSize(width: 800, height: 680), graphics: .sixel,
      cell: PixelSize(width: 8, height: 17)),
    RecordedTerminal(
      name: "foot",
      replies: "\(escape)[?2026;2$y\(escape)[6;16;8t\(escape)[4;640;800t\(escape)[?1;0;1024S"
        + "\(escape)[?2;0;1295;992S\(escape)P>|foot(1.13.1)\(escape)\\\(escape)[?62;4;22c\(escape)[0n",
      pixels: PixelSize(width: 800, height: 640), graphics: .sixel,
      cell: PixelSize(width: 8, height: 16)),
    RecordedTerminal(
      name: "tmux",
      replies: "\(escape)P>|tmux 3.3a\(escape)\\\(escape)[?1;2c\(escape)[0n",
      pixels: PixelSize(width: 900, height: 637), graphics: .blocks,
      cell: PixelSize(width: 9, height: 15)),
    RecordedTerminal(
      name: "screen", replies: "\(escape)[?1;2c\(escape)[0n", graphics: .blocks, cell: nil),
    RecordedTerminal(name: "one that answers nothing", replies: "", graphics: .blocks, cell: nil),
    RecordedTerminal(
      name: "sixel without a known cell", replies: "\(escape)[?62;4c\(escape)[0n",
      graphics: .blocks, cell: nil),
    RecordedTerminal(
      name: "a level of 4 is not sixel", replies: "\(escape)[?4;6c\(escape)[0n",
      pixels: PixelSize(width: 800, height: 640), graphics: .blocks,
      cell: PixelSize(width: 8, height: 16)),
    RecordedTerminal(
      name: "pixels that a remote end made up",
      replies: "\(escape)[6;16;8t\(escape)[?62;4c\(escape)[0n",
      pixels: PixelSize(width: 640, height: 480), graphics: .sixel,
      cell: PixelSize(width: 8, height: 16)),
  ]

  private func capabilities(
    _ replies: String, pixels: PixelSize = PixelSize(width: 0, height: 0),
    environment: [String: String] = ["TERM": "xterm-256color"], isUTF8: Bool = true,
    overrides: Capabilities.Overrides = .init()
  ) -> Capabilities {
    Capabilities(
      TerminalReplies(Array(replies.utf8)),
      window: .init(size: Self.size, pixels: pixels), environment: environment, isUTF8: isUTF8,
      overrides: overrides)
  }

  @Test("Each terminal gets the pictures it can show", arguments: recorded)
  func graphics(terminal: RecordedTerminal) {
    let found = capabilities(terminal.replies, pixels: terminal.pixels)
    #expect(found.graphics == terminal.graphics)
    #expect(found.cell == terminal.cell)
    #expect(found.hasFence == terminal.replies.hasSuffix("[0n"))
    #expect(found.hasFewPictureSlots == terminal.name.hasPrefix("xterm"))
    #expect(TerminalReplies(Array(terminal.replies.utf8)).leftover.isEmpty)
  }

  @Test("The details of the replies are kept")
  func details() {
    let xterm = capabilities(Self.recorded[0].replies, pixels: Self.recorded[0].pixels)
    #expect(xterm.allRegisters == 1_024)
    #expect(xterm.registers == 256)
    #expect(xterm.largestPicture == PixelSize(width: 600, height: 520))
    #expect(!xterm.hasSynchronisedOutput)
    let foot = capabilities(Self.recorded[3].replies)
    #expect(foot.hasSynchronisedOutput)
    #expect(foot.version == "foot(1.13.1)")
    #expect(foot.answersCellSize)
  }

  @Test(
    "Text is ASCII where the terminal takes two bytes for two characters, whatever the locale",
    arguments: [
      ("\u{1B}[7;2R", true, true), ("\u{1B}[7;3R", true, false), ("\u{1B}[7;2R", false, false),
    ])
  func twoBytes(report: String, localeIsUTF8: Bool, isUTF8: Bool) {
    let found = capabilities(report + "\u{1B}[?1;2c\u{1B}[0n", isUTF8: localeIsUTF8)
    #expect(found.isUTF8 == isUTF8)
    #expect(found.graphics == (isUTF8 ? .blocks : .ascii))
    #expect(TerminalReplies(Array(report.utf8)).leftover.isEmpty)
  }

  @Test("A key that looks like a second report of the cursor stays a key")
  func secondReport() {
    let key = Array("\u{1B}[1;2R".utf8)
    let replies = TerminalReplies(Array("\u{1B}[9;2R".utf8) + key)
    #expect(replies.columnsOfTwoBytes == 1)
    #expect(replies.leftover == key)
  }

  @Test("What is typed during the questions is kept as keys, in order")
  func leftover() {
    let replies = TerminalReplies(
      Array("z\u{1B}[?2026;2$yab\u{1B}[A\u{1B}[?62;4c\u{3B5}\u{1B}[0nq".utf8))
    #expect(replies.leftover == Array("zab\u{1B}[A\u{3B5}q".utf8))
    #expect(replies.attributes == [62, 4])
    #expect(replies.hasFence)
  }

  @Test("The questions end when the fence is answered, not before")
  func completeness() {
    #expect(!TerminalReplies.isComplete(Array("\u{1B}[?62;4c\u{1B}[0".utf8)))
    #expect(TerminalReplies.isComplete(Array("\u{1B}[?62;4c\u{1B}[0n".utf8)))
    #expect(TerminalReplies.isComplete([UInt8](repeating: 0x61, count: 20_000)))
  }

  @Test("Orders win over what the terminal says")
  func overrides() {
    let ordered = capabilities(
      "", overrides: .init(graphics: .sixel, cell: PixelSize(width: 7, height: 15)))
    #expect(ordered.graphics == .sixel)
    #expect(ordered.cell == PixelSize(width: 7, height: 15))
    let guessed = capabilities("", overrides: .init(graphics: .sixel))
    #expect(guessed.cell == PixelSize(width: 10, height: 20))
    let none = capabilities(
      Self.recorded[3].replies, overrides: .init(graphics: GraphicsMode.none))
    #expect(none.graphics == .none)
  }

  @Test(
    "Colours follow the environment",
    arguments: [
      (["TERM": "xterm-256color"], ColourDepth.indexed256),
      (["TERM": "xterm-256color", "COLORTERM": "truecolor"], .direct),
      (["TERM": "xterm-256color", "COLORTERM": "24bit", "NO_COLOR": "1"], .mono),
      (["TERM": "screen", "COLORTERM": "truecolor"], .eight),
      (["TERM": "xterm"], .eight), (["TERM": "vt100"], .mono), (["TERM": "foot"], .indexed256),
      (["TERM": "xterm-direct"], .direct), (["TERM": "linux-16color"], .sixteen),
      (["TERM": "xterm-256color", "NO_COLOR": ""], .indexed256),
    ])
  func colours(environment: [String: String], depth: ColourDepth) {
    #expect(capabilities("", environment: environment).colours == depth)
  }

  @Test("Without colours or UTF-8, pictures are made of ASCII characters")
  func asciiPictures() {
    #expect(capabilities("", isUTF8: false).graphics == .ascii)
    #expect(capabilities("", environment: ["TERM": "vt100"]).graphics == .ascii)
    var claimed = capabilities("", environment: ["TERM": "foot"])
    claimed.limitColours(to: 8, overrides: .init())
    #expect(claimed.graphics == .ascii)
    #expect(claimed.colours == .eight)
  }

  @Test(
    "The best entry of the terminal database is tried first",
    arguments: [
      ("xterm-256color", ["COLORTERM": "truecolor"], "", ["xterm-direct", "xterm-256color"]),
      ("foot", ["COLORTERM": "truecolor"], "", ["foot-direct", "foot-256color"]),
      ("xterm", [:], "\u{1B}P>|XTerm(379)\u{1B}\\", ["xterm-256color"]),
      ("xterm", [:], "", []), ("tmux-256color", [:], "", []),
    ] as [(String, [String: String], String, [String])])
  func names(term: String, more: [String: String], replies: String, first: [String]) {
    let found = capabilities(
      replies, environment: more.merging(["TERM": term]) { old, _ in old })
    #expect(TerminalNames.candidates(found, term: term) == first + [term])
  }

  @Test(
    "Wrong options are refused by name",
    arguments: [
      ("kitty", nil), (nil, "8"), (nil, "8x"), (nil, "0x16"), (nil, "8x16x2"), (nil, "axb"),
      (nil, "99999999999999999999x1"),
    ] as [(String?, String?)])
  func badOptions(graphics: String?, cell: String?) {
    #expect(throws: TerminalError.self) {
      try GraphicsOptions.overrides(graphics: graphics, cell: cell)
    }
  }

  @Test("Right options are read")
  func goodOptions() throws {
    let read = try GraphicsOptions.overrides(graphics: "blocks", cell: "9x18")
    #expect(read.graphics == .blocks)
    #expect(read.cell == PixelSize(width: 9, height: 18))
    #expect(try GraphicsOptions.overrides(graphics: "auto", cell: nil) == .init())
  }

  @Test("Random replies are sorted without harm", arguments: 0..<100)
  func randomReplies(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let alphabet = Array("\u{1B}[?P>|\\;0123456789ctySn$]O".utf8)
    let bytes = (0..<500).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    let found = Capabilities(
      TerminalReplies(bytes), window: .init(size: Self.size, pixels: .init(width: 0, height: 0)),
      environment: ["TERM": "xterm"], isUTF8: true)
    #expect((2...256).contains(found.registers))
  }
}
