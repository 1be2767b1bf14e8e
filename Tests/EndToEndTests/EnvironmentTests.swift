import Foundation
import Testing

/// Terminals of all sorts: small, old, without colour, without Unicode, changing their size.
@Suite("Odd terminals", .serialized)
struct EnvironmentTests {
  /// A shell in tmux whose explorer runs with more in its environment and other options.
  private func explorer(
    _ size: (Int, Int) = (100, 30), environment: String = "", options: String = "",
    until text: String = "done: 4 steps"
  ) throws -> Tmux {
    let robot = try Tmux(columns: size.0, rows: size.1)
    try robot.command("clear; env \(environment) '\(Binary.path)' \(options); echo left with $?")
    try robot.waitFor(text)
    return robot
  }

  @Test(
    "Where there is too little room the explorer says so, and q quits",
    arguments: [(30, 10), (39, 9), (24, 3)])
  func small(columns: Int, rows: Int) throws {
    let robot = try explorer((columns, rows), until: "this is \(columns)×\(rows).")
    try robot.press("q")
    try robot.waitFor("left with 0")
  }

  @Test("The smallest useful size is used")
  func smallest() throws {
    let robot = try explorer((40, 10))
    try robot.type("h")
    try robot.waitFor("step 3/4")
    try robot.press("q")
    try robot.waitFor("left with 0")
  }

  @Test("The screen follows every size, down to one cell and back")
  func resizes() throws {
    let robot = try explorer((120, 40))
    try robot.waitFor("settings")
    try robot.resize(columns: 60, rows: 15)
    try robot.waitFor("settings ", isThere: false)
    let narrow = try robot.waitFor("step 4/4")
    #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 60 })
    try robot.resize(columns: 200, rows: 60)
    let wide = try robot.waitFor("filmstrip")
    #expect(wide.contains("┌ ground truth"))
    try robot.resize(columns: 1, rows: 1)
    try robot.resize(columns: 80, rows: 24)
    try robot.waitFor("step 4/4")
    try robot.press("q")
    try robot.waitFor("left with 0")
  }

  @Test("In the locale C characters are whole, not bytes")
  func plainLocale() throws {
    let robot = try explorer(environment: "LC_ALL=C")
    try robot.type("2")
    let screen = try robot.waitFor("┌ timesteps ─")
    #expect(!screen.contains("~V") && !screen.contains("\u{FFFD}") && !screen.contains("M-b"))
    try robot.press("q")
    try robot.waitFor("left with 0")
  }

  @Test("NO_COLOR leaves the terminal's own colours")
  func noColour() throws {
    let robot = try explorer(environment: "NO_COLOR=1")
    let colours = try robot.styledScreen().matches(of: /\u{1B}\[[0-9;]*m/)
      .flatMap { $0.output.dropFirst(2).dropLast().split(separator: ";").compactMap { Int($0) } }
    let coloured = [30...38, 40...48, 90...97, 100...107]
    #expect(!colours.contains { number in coloured.contains { $0.contains(number) } })
    #expect(colours.contains(7), "reverse is no colour")
    try robot.press("q")
    try robot.waitFor("left with 0")
  }

  @Test(
    "Half blocks are true colours where the terminal says so, else 256 colours",
    arguments: [
      ("COLORTERM=truecolor TERM=xterm-256color", "38;2;"),
      ("-u COLORTERM TERM=xterm-256color", "38;5;"),
    ])
  func depth(environment: String, code: String) throws {
    let robot = try explorer(environment: environment, options: "--graphics blocks")
    try robot.waitFor("▀")
    let colours = try robot.styledScreen().matches(of: /\u{1B}\[([0-9;]*)m/).map { $0.1 }
    #expect(colours.contains { $0.contains(code) })
    if code == "38;5;" { #expect(!colours.contains { $0.contains("8;2;") }) }
    try robot.press("q")
    try robot.waitFor("left with 0")
  }

  @Test("--graphics chooses how pictures are shown", arguments: ["ascii", "blocks", "none"])
  func graphics(mode: String) throws {
    let robot = try explorer(options: "--graphics \(mode)")
    let screen = try robot.waitFor("step 4/4")
    #expect(screen.contains("▀") == (mode == "blocks"))
    let rows = screen.split(separator: "\n").dropFirst(4).prefix(8)
    #expect(rows.contains { $0.contains { "@%#*+=".contains($0) } } == (mode == "ascii"))
    try robot.press("q")
    try robot.waitFor("left with 0")
  }

  @Test(
    "A wrong --graphics or --cell is refused in one sentence that says what is allowed",
    arguments: [
      ("--graphics kitty", "sixel, blocks, ascii, none or auto"), ("--cell 8", "such as 8x16"),
      ("--cell 0x16", "such as 8x16"), ("--cell 8x99999", "such as 8x16"),
      ("--cell 8x16x2", "such as 8x16"),
    ])
  func refused(option: String, allowed: String) throws {
    let robot = try explorer((160, 30), options: option, until: "left with 64")
    #expect(try robot.screen().contains(allowed))
    #expect(try robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0")
  }
}
