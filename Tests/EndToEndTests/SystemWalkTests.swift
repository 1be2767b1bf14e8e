import Foundation
import TestSupport
import Testing

/// What comes from outside, by keys from a fresh start: a cache, a crash, a stop, a window of one cell, a bomb.
@Suite("A walk through what the system does to the explorer", .serialized)
struct SystemWalkTests {
  @Test("A checkpoint of one's own is found in the Hub's cache and run without a network")
  func cache() throws {
    let cache = try HubCacheFixture()
    var count = 0
    try cache.install(Golden.root + "/assets/models/marigold-normals-tiny", as: "org/own") { _ in
      count += 1
      return "blob-\(count)"
    }
    let session = try ExplorerSession(
      columns: 120, rows: 40, environment: ["HF_HUB_CACHE": cache.folder])
    try session.type("cm", ":model")
    try session.type("org", "│ model org/own")
    try session.press("Tab", ":model org/own")
    try session.press("Enter", "org/own  DDIM leading ×4")
    try session.robot.waitFor("─ normals ┐")
    try session.leave()
  }

  @Test(
    "After kill -9 the terminal is as before, and the next start brings the session back; a key does too"
  )
  func crash() throws {
    let robot = try Tmux(columns: 120, rows: 40, environment: ["STEPSCOPE_AUTOSAVE_S": "1"])
    let log = robot.folder.path + "/log"
    func start(after command: String = "clear", showing texts: String...) throws {
      try robot.command("\(command); '\(Binary.path)' --log '\(log)'; echo left with $?")
      for text in texts { try robot.waitFor(text) }
    }
    try start(after: "stty -g > before", showing: "done: 4 steps")
    try robot.type("cp")
    try robot.waitFor("DDIM trailing ×4")
    try robot.type("cn")
    try robot.waitFor(":set steps")
    try robot.send(["2", "Enter"])
    try robot.waitFor("DDIM trailing ×2")
    try robot.waitFor("done: 2 steps")
    try waitForSession(in: robot.folder.path + "/state/stepscope/sessions", "set steps 2")

    kill(try ProcessTable.pair(with: log).child, SIGKILL)
    try robot.waitFor("left with 137")
    #expect(try robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0")
    try robot.command("stty -g | cmp - before && echo un'changed'")
    try robot.waitFor("unchanged")

    try start(showing: "DDIM trailing ×2", "done: 2 steps")
    try robot.type("X")
    try robot.waitFor("DDIM leading ×4")
    try robot.waitFor("done: 4 steps")
    try robot.send([":set steps 3", "Enter"])
    try robot.waitFor("done: 3 steps")
    try robot.type("q")
    try robot.waitFor("left with 0")

    try start(showing: "done: 4 steps")
    try robot.type("gb")
    try robot.waitFor(":load")
    try robot.send(["last", "Enter"])
    try robot.waitFor("DDIM leading ×3")
    try robot.waitFor("done: 3 steps")
    try robot.type("q")
    try robot.waitFor("left with 0")
  }

  /// Waits until a session on the disk holds a line.
  private func waitForSession(in folder: String, _ line: String) throws {
    for _ in 0..<600 {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let texts = names.compactMap {
        try? String(contentsOfFile: folder + "/" + $0, encoding: .utf8)
      }
      if texts.contains(where: { $0.split(separator: "\n").contains(line[...]) }) { return }
      usleep(50_000)
    }
    throw RobotError(what: "no session with \(line) in \(folder)")
  }

  @Test(
    "Ctrl-Z gives the shell back, fg the explorer; a window of one cell shows nothing and loses nothing"
  )
  func stopAndShrink() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    try session.type("cp", "DDIM trailing ×4")
    try session.press("C-z", "1 Steps", isThere: false)
    try session.robot.command("echo in the 'shell'")
    try session.robot.waitFor("in the shell")
    try session.robot.command("clear; fg")
    try session.robot.waitFor("DDIM trailing ×4")
    for (columns, rows) in [(1, 1), (39, 9), (200, 60)] {
      try session.robot.resize(columns: columns, rows: rows)
      try session.robot.resize(columns: 120, rows: 40)
      try session.robot.waitFor("DDIM trailing ×4")
    }
    try session.robot.waitFor("done: 4 steps")
    try session.type("0", "step 1/4")
    // After fg the shell has forgotten what was to follow the explorer.
    try session.press("q", "DDIM trailing ×4", isThere: false)
    #expect(try session.robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0")
  }

  @Test(
    "A picture that is a bomb is refused in a sentence, looked at or opened, and the explorer goes on"
  )
  func bomb() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    let folder = session.robot.folder.path + "/untrusted"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try HostilePicture.promising(width: 60_000, height: 60_000).write(
      to: URL(fileURLWithPath: folder + "/bomb.png"))
    try session.robot.type(":browse \(folder)")
    try session.press("Enter", "bomb.png")
    try session.robot.waitFor("too large")
    try session.press("Enter", "┌ open ─", isThere: false)
    try session.robot.waitFor("too large")
    try session.type("0", "step 1/4")
    try session.type("v", "[x_t]")
    try session.leave()
  }
}
