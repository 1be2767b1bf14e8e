import Inference
import Render
import Testing

@testable import TUI

/// The terminal as a program really uses it: curses on a pty that answers like xterm.
@Suite("The terminal on a pty", .serialized)
struct TerminalTests {
  static let environment = ["TERM": "xterm-256color"]
  static let xterm =
    "\u{1B}[?2026;2$y\u{1B}[6;16;8t\u{1B}[?1;0;1024S\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[?63;1;2;4c\u{1B}[0n"

  /// How often a text occurs.
  private func count(_ text: String, in output: String) -> Int {
    output.ranges(of: text).count
  }

  private func program() -> Program<Int> {
    Program(
      update: { state, message in
        switch message {
        case .key(.right): state += 1
        case .key(.control("l")): return [.redraw]
        case .key(.character("q")), .command("quit"): return [.quit]
        case .command("next"): state += 1
        default: break
        }
        return []
      },
      view: { state, size in
        var screen = Screen(size: size)
        screen.put("step \(state) \u{6DF1}\u{5EA6}", row: 0, column: 0)
        let rect = Rect(row: 2, column: 1, rows: 6, columns: 10)
        let picture = Placement(key: PainterTests.key(state, rect), rect: rect)
        return Frame(screen: screen, placements: [picture])
      }, wantsTicks: { _ in false })
  }

  @Test("Opening and closing leaves the modes as they were and undoes every mode")
  func openAndClose() throws {
    let pty = try Pty([.init(text: "\u{1B}[5n", answer: "zq\(Self.xterm)")])
    let before = pty.modes()
    let terminal = try Terminal(
      path: pty.path, environment: Self.environment, handlesSignals: false)
    #expect(pty.modes() != before)
    #expect(terminal.capabilities.graphics == .sixel)
    #expect(terminal.capabilities.colours == .indexed256)
    #expect(terminal.window.size == Size(columns: 80, rows: 24))
    #expect(terminal.leftover == Array("zq".utf8))
    terminal.close()
    terminal.close()
    #expect(pty.modes() == before)
    let output = pty.output()
    for mode in ["1049", "1003", "1006", "1004", "2004"] {
      #expect(count("[?\(mode)h", in: output) == 1, "on: \(mode)")
      #expect(count("[?\(mode)l", in: output) == 1, "off: \(mode)")
    }
    #expect(count("\u{1B}[?25l", in: output) > 0)
    pty.hangUp()
  }

  @Test("Text that moves up or down is written anew: pictures would not scroll with it")
  func noScrolling() throws {
    let pty = try Pty([.init(text: "\u{1B}[5n", answer: Self.xterm)])
    let terminal = try Terminal(
      path: pty.path, environment: Self.environment, handlesSignals: false)
    for shift in [8, 4, 5, 12, 8] {
      for row in 0..<24 {
        let line = Array("line \(row - shift) of many".utf8).map { String(UnicodeScalar($0)) }
        for (column, text) in line.enumerated() {
          terminal.put(Screen.Cell(text: text), row: row, column: column)
        }
      }
      terminal.flushCells()
    }
    terminal.close()
    let output = pty.output()
    #expect(count("of many", in: output) >= 24, "the lines were written")
    let scrolls = output.matches(of: /\u{1B}\[[0-9]*[STLM]|\u{1B}[DM]/)
    #expect(scrolls.map { String($0.output.dropFirst()) } == [])
    pty.hangUp()
  }

  @Test("A terminal that answers nothing shows half blocks, after a second")
  func silence() throws {
    let pty = try Pty([])
    let terminal = try Terminal(
      path: pty.path, environment: Self.environment, handlesSignals: false)
    #expect(terminal.capabilities.graphics == .blocks)
    #expect(!terminal.capabilities.hasFence)
    terminal.close()
    pty.hangUp()
  }

  @Test(
    "A terminal that cannot be used is refused and left as it was",
    arguments: [
      (nil, TerminalError.noTerminalType), ("", .noTerminalType), ("dumb", .tooSimple("dumb")),
      ("no-such-terminal", .unknownTerminalType("no-such-terminal")),
    ] as [(String?, TerminalError)])
  func refusal(term: String?, error: TerminalError) throws {
    let pty = try Pty([.init(text: "\u{1B}[5n", answer: Self.xterm)])
    let before = pty.modes()
    #expect(throws: error) {
      _ = try Terminal(
        path: pty.path, environment: term.map { ["TERM": $0] } ?? [:], handlesSignals: false)
    }
    #expect(pty.modes() == before)
    #expect(error.exitCode == 69)
    #expect(!error.description.contains("\n"))
    pty.hangUp()
  }

  @Test("A missing device is refused with its path")
  func noDevice() {
    #expect(throws: TerminalError.self) {
      _ = try Terminal(
        path: "/dev/no-such-terminal", environment: Self.environment, handlesSignals: false)
    }
  }

  /// Runs the little program on a pty until it ends.
  private func run(
    _ reactions: [Pty.Reaction], script: ScriptPlayer? = nil
  ) throws -> (code: Int32, output: String, pending: [String]) {
    let pty = try Pty([.init(text: "\u{1B}[5n", answer: Self.xterm)] + reactions)
    let before = pty.modes()
    let terminal = try Terminal(
      path: pty.path, environment: Self.environment, handlesSignals: false)
    let mailbox = try #require(Mailbox())
    let runtime = Runtime(
      Launcher.Surroundings(terminal: terminal, mailbox: mailbox, script: script, log: nil),
      program: program(), state: 0, runner: InstantRunner())
    let code = runtime.run()
    #expect(pty.modes() == before)
    let output = pty.output()
    pty.hangUp()
    return (code, output, pty.pending)
  }

  @Test("Keys walk through the program, each picture is one string between DECSC and DECRC")
  func walk() throws {
    let fence = Pty.Reaction(text: "\u{1B}[5n", answer: "\u{1B}[0n")
    let result = try run([
      fence, .init(text: "", answer: "\u{1B}[C"), fence, .init(text: "", answer: "\u{1B}OC"), fence,
      .init(text: "", answer: "q"),
    ])
    #expect(result.code == 0)
    #expect(result.pending.isEmpty)
    #expect(count("\u{1B}P0;1;0q", in: result.output) == 3)
    #expect(count("\u{1B}7", in: result.output) == count("\u{1B}8", in: result.output))
    #expect(count("\u{1B}[?2026h", in: result.output) == count("\u{1B}[?2026l", in: result.output))
    let afterText = result.output.ranges(of: "step 0").first?.upperBound
    let picture = result.output.ranges(of: "\u{1B}P0;1;0q").first?.lowerBound
    #expect(try #require(afterText) < #require(picture), "text before pictures")
    // The marker lies under the picture: curses never clears to the end of such a line.
    #expect(count("\u{A0}", in: result.output) >= 60)
  }

  @Test("A script is played to its end")
  func script() throws {
    let fence = Pty.Reaction(text: "\u{1B}[5n", answer: "\u{1B}[0n")
    let result = try run(
      [fence, fence, fence], script: ScriptPlayer(text: "# a comment\n\nnext\n  next  \n"))
    #expect(result.code == 0)
    #expect(count("\u{1B}P0;1;0q", in: result.output) == 3)
  }
}

/// Pictures at once, and nothing else to do.
private final class InstantRunner: EffectRunner {
  func run(_ effect: Effect) {}
  func picture(_ key: ImageKey) -> EncodedPicture? { PainterTests.picture(key) }
  var isIdle: Bool { true }
  func shutDown() {}
}
