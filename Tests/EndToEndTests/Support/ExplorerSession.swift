import Foundation
import Testing

/// An explorer in a shell in tmux.
struct ExplorerSession {
  /// Columns and rows of the terminals that the walks are taken in.
  static let sizes = [(120, 40), (80, 24)]

  let robot: Tmux

  /// Starts the explorer and waits for its first run.
  init(columns: Int, rows: Int, environment: [String: String] = [:]) throws {
    robot = try Tmux(columns: columns, rows: rows, environment: environment)
    try robot.command("'\(Binary.path)'; echo left with $?")
    try robot.waitFor("done: 4 steps")
  }

  /// Types keys and waits for what they lead to.
  @discardableResult
  func type(
    _ keys: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try robot.type(keys)
    return try robot.waitFor(text, sourceLocation: sourceLocation)
  }

  /// Presses keys by name and waits for what they lead to.
  @discardableResult
  func press(
    _ keys: String, _ text: String, isThere: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    for key in keys.split(separator: " ") { try robot.press(String(key)) }
    return try robot.waitFor(text, isThere: isThere, sourceLocation: sourceLocation)
  }

  /// The error against the ground truth that the screen says.
  func absRel() throws -> Double {
    let screen = try robot.waitFor("AbsRel .")
    guard let match = screen.firstMatch(of: /AbsRel (\d*\.\d+)   δ1/),
      let value = Double("0\(match.1)")
    else { throw RobotError(what: "no AbsRel on:\n\(screen)") }
    return value
  }

  /// Opens the log, looks for lines and closes it.
  func expectInLog(_ lines: String...) throws {
    try type("gl", "┌ log ─")
    for line in lines { try robot.waitFor(line) }
    try press("Escape", "┌ log ─", isThere: false)
  }

  /// Leaves, and looks at what the terminal was left in.
  func leave() throws {
    // While a run is going q asks first.
    try robot.waitFor(" done: ")
    try type("q", "left with 0")
    #expect(try robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0")
  }
}
