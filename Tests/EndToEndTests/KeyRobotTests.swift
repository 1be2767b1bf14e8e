import Foundation
import Testing

@testable import TUI

/// Every key of the key map, pressed in the program itself: a key that does nothing, or not what its command
/// says, is found.
@Suite("A robot at every key", .serialized)
struct KeyRobotTests {
  /// The modes, in the order of the key map; a new one is walked through like the others.
  static let modes: [KeyMap.Mode] = KeyMap.bindings.map(\.mode).reduce(into: []) { modes, mode in
    if !modes.contains(mode) { modes.append(mode) }
  }

  @Test("Each key does what its command says", arguments: modes)
  func walk(mode: KeyMap.Mode) throws {
    let robot = try KeyRobot()
    let scene = try KeyScene()
    for binding in KeyMap.bindings where binding.mode == mode {
      for key in binding.keys {
        let name = "\(KeyMap.name(key)) (:\(binding.command.text)) in \(mode)"
        do {
          try robot.comeBack()
          for text in scene.lead(to: binding) { try robot.type(text) }
          if let complaint = try complaint(robot, binding, key) {
            Issue.record("\(name): \(complaint)")
          }
        } catch {
          // Nothing is known of where the program stands.
          Issue.record("\(name): \(error)")
          return
        }
      }
    }
  }

  /// Presses a key and looks at what came of it; nil when it is right.
  private func complaint(
    _ robot: KeyRobot, _ binding: KeyMap.Binding, _ key: Key
  ) throws -> String? {
    if binding.command == .redraw { try robot.robot.scribble("written by another program") }
    let before = try robot.sight()
    switch binding.command {
    case .suspend: return try suspend(robot, before)
    case .close where binding.mode == .normal: return try leave(robot)
    default: break
    }
    try robot.press(key)
    var found: String?
    // tmux may be behind by a moment.
    for attempt in 0..<20 {
      if attempt > 0 { usleep(50_000) }
      let after = try robot.sight()
      let isRedrawn = !after.text.contains("written by another program")
      found =
        KeyEffect(before: before, after: after).complaint(on: binding.command)
        ?? (isRedrawn ? nil : "what another program wrote is still there")
      guard found != nil else { return nil }
      if attempt == 19 { found? += "; before:\n\(before.text)\nafter:\n\(after.text)" }
    }
    return found
  }

  /// Ctrl-Z gives the shell its terminal, and fg brings the same screen back.
  private func suspend(_ robot: KeyRobot, _ before: KeyRobot.Sight) throws -> String? {
    try robot.robot.press("C-z")
    try robot.robot.waitFor("Stopped")
    try robot.robot.command("clear; fg; echo left with $?")
    try robot.robot.waitFor("1 Steps")
    try robot.came(back: 1)
    return nil
  }

  /// q leaves; whatever follows in the table is pressed in a new program.
  private func leave(_ robot: KeyRobot) throws -> String? {
    try robot.robot.press("q")
    try robot.robot.waitFor("left with 0")
    try robot.start()
    return nil
  }

  @Test("A key without a meaning is found, and so is one that means something else")
  func isSharp() throws {
    let robot = try KeyRobot()
    var before = try robot.sight()
    try robot.press(.function(12))
    usleep(200_000)
    var effect = KeyEffect(before: before, after: try robot.sight())
    #expect(effect.complaint(on: .look(.nextRange)) == "nothing changed")
    for (key, command) in [
      ("2", Command.screen(.map)), ("h", .stepBy(1)), ("l", .stepBy(2)), ("v", .quantity(.normals)),
      ("+", .zoom(.off)), ("R", .help), ("]", .slower),
    ] {
      try robot.comeBack()
      before = try robot.sight()
      try robot.type(key)
      usleep(200_000)
      effect = KeyEffect(before: before, after: try robot.sight())
      #expect(effect.complaint(on: command) != nil, "\(key) taken for :\(command.text)")
    }
  }

  @Test("Every screen comes back from a window of one cell as it was", arguments: ScreenID.allCases)
  func resizes(screen: ScreenID) throws {
    let robot = try KeyRobot()
    if screen == .seeds { try robot.type(":seeds 2") }
    try robot.type("\(screen.number)")
    let before = try robot.sight()
    #expect(before.text.contains(" \(screen.number) \(screen.title) "))
    for (columns, rows) in [(40, 10), (39, 9), (2, 2), (1, 1), (200, 60), (80, 24)] {
      try robot.resize(columns: columns, rows: rows)
    }
    var after = try robot.sight()
    for _ in 0..<20 where after.cells != before.cells {
      usleep(100_000)
      after = try robot.sight()
    }
    #expect(after.text == before.text)
    #expect(after.cells.difference(from: before.cells) == nil)
  }
}
