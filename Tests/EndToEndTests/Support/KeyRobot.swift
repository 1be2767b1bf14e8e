import Foundation

@testable import TUI

/// An explorer in tmux whose keys are pressed one by one; after each the robot waits until all that it causes
/// is on the screen.
final class KeyRobot {
  /// What is on the screen, with and without its colours.
  struct Sight {
    var text: String
    var cells: StyledCells
  }

  let robot: Tmux
  private var log: LogFollower
  /// The keys that the running program has been sent.
  private var keyCount = 0

  static let picture = "scene-05"

  /// Starts the explorer without pictures and brings it to where every key is pressed from.
  init() throws {
    robot = try Tmux(columns: 80, rows: 24)
    log = LogFollower(robot.folder.path + "/log")
    try start()
  }

  /// Starts the explorer anew, with runs to choose from; the mark z is step 7 of 12 of the middle one.
  func start() throws {
    keyCount = 0
    try? FileManager.default.removeItem(atPath: log.path)
    log = LogFollower(log.path)
    try robot.command(
      "clear; '\(Binary.path)' --graphics none --log '\(log.path)' \(Self.picture); echo left with $?"
    )
    try wait("the first run") { $0.isIdle }
    // A small map is filled at once.
    for line in [":map grid 3x3", ":set resolution 64", ":set steps 12"] { try type(line) }
    try type("1")
    try type(":goto 7")
    try type("mz")
    for line in [":set seed 1", ":set seed 2", "'z"] { try type(line) }
  }

  /// Closes what is open, lets go of what is held and goes back to the mark.
  func comeBack() throws {
    try press(.escape)
    let lines = [":release", ":release", ":together off", ":latent off", ":compare side"]
    try robot.send(lines.flatMap { [$0, "Enter"] } + ["'z"])
    try settle(lines.reduce(2) { $0 + $1.count + 1 })
  }

  /// Types text; a line that begins with a colon is entered.
  func type(_ text: String) throws {
    let isLine = text.count > 1 && text.hasPrefix(":")
    try robot.send([text] + (isLine ? ["Enter"] : []))
    try settle(text.count + (isLine ? 1 : 0))
  }

  /// Presses a key; fails when the program takes it for another.
  func press(_ key: Key) throws {
    try robot.send([Self.name(key)])
    try settle(1)
    guard log.lastKey == KeyMap.name(key) else {
      throw RobotError(what: "\(KeyMap.name(key)) was taken for “\(log.lastKey)”")
    }
  }

  /// Gives the window another size and waits until it is filled.
  func resize(columns: Int, rows: Int) throws {
    try robot.resize(columns: columns, rows: rows)
    try wait("the size \(columns)x\(rows)") { $0.lastSize == "\(columns)x\(rows)" && $0.isIdle }
  }

  /// Says that the program has taken keys that were pressed past this robot, and waits for it.
  func came(back count: Int) throws {
    try settle(count)
  }

  func sight() throws -> Sight {
    let styled = try robot.styledScreen()
    return Sight(
      text: styled.replacing(/\u{1B}\[[\d;:]*m|[\u{0E}\u{0F}]/, with: ""),
      cells: StyledCells(styled))
  }

  /// Waits until the program has taken so many more keys and has nothing left to do, or has ended.
  private func settle(_ count: Int) throws {
    keyCount += count
    let wanted = keyCount
    try wait("\(count) keys") { $0.keyCount >= wanted && $0.isIdle }
  }

  private func wait(_ what: String, until isSo: (LogFollower) -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: 120)
    while Date() < deadline {
      log.read()
      if isSo(log) { return }
      usleep(5_000)
    }
    throw RobotError(
      what: "waited in vain for \(what) after:\n\(log.tail.joined(separator: "\n"))\non\n"
        + (try robot.screen()))
  }

  /// A key's name for tmux.
  private static func name(_ key: Key) -> String {
    switch key {
    case .character(" "): "Space"
    case .character(";"): "\\;"
    case .character(let character): String(character)
    case .control(let character): "C-\(character)"
    case .enter: "Enter"
    case .escape: "Escape"
    case .tab: "Tab"
    case .backTab: "BTab"
    case .backspace: "BSpace"
    case .delete: "DC"
    case .insert: "IC"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PPage"
    case .pageDown: "NPage"
    case .shiftLeft: "S-Left"
    case .shiftRight: "S-Right"
    case .function(let number): "F\(number)"
    }
  }
}
