import Testing

@testable import TUI

/// The whole program on a terminal whose window changes all the time.
@Suite("A window that never rests", .serialized)
struct ResizeStormTests {
  private let program: BuiltProgram
  private let environment: [String: String]

  init() throws {
    program = try BuiltProgram()
    // On a busy machine the first run may still be going, and q would ask.
    environment = program.environment.merging(["STEPSCOPE_CONFIRM_QUIT": "false"]) { $1 }
  }

  @Test("After 2,000 sizes the screen is filled and q leaves")
  func storm() throws {
    let size = Size(columns: 80, rows: 24)
    let terminal = try PseudoTerminal(
      program.path, [], environment: environment, size: size,
      cell: PixelSize(width: 8, height: 16))
    let picture = Array("\u{1B}P0;1".utf8)
    #expect(terminal.pump(seconds: 60) { terminal.bytes.firstPlace(of: picture) != nil })
    var actions = RandomActions(seed: 5)
    for _ in 0..<2_000 {
      terminal.resize(actions.size())
      terminal.pump(seconds: 0.002)
    }
    terminal.resize(Size(columns: 1, rows: 1))
    terminal.pump(seconds: 0.2)
    terminal.resize(size)
    let before = terminal.bytes.count
    let isFilled = terminal.pump(seconds: 60) {
      terminal.bytes.firstPlace(of: picture, from: before) != nil
    }
    #expect(isFilled, "pictures are there again")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: 60) == 0)
  }

  @Test("A window of one cell is left by q")
  func tiny() throws {
    let terminal = try PseudoTerminal(
      program.path, [], environment: environment, size: Size(columns: 1, rows: 1),
      cell: PixelSize(width: 8, height: 16))
    #expect(terminal.pump(seconds: 60) { terminal.bytes.firstPlace(of: Self.opened) != nil })
    terminal.pump(seconds: 0.5)
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: 60) == 0)
  }

  private static let opened = Array("\u{1B}[?2004h".utf8)
}
