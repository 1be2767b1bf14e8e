import Foundation
import Testing

/// The explorer by keys alone, as the README promises it: from noise to depth by one switch, and through
/// every view, hold and setting.
@Suite("A walk through the explorer by keys", .serialized)
struct GoalWalkTests {
  @Test("One switch turns noise into depth", arguments: ExplorerSession.sizes)
  func goal(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.robot.waitFor("x̂0 step 4/4")
    try session.type("h", "step 3/4")
    try session.type("l", "step 4/4")
    try session.type("0", "step 1/4")
    try session.type("$", "step 4/4")
    let ordinary = try session.absRel()
    try session.type("cn", "set steps")
    try session.press("1 Enter", "DDIM leading ×1")
    let noisy = try session.robot.waitFor("done: 1 step ")
    #expect(noisy.contains("told t    1   noise std .0420"))
    #expect(noisy.contains("held          noise std 1.0000"))
    #expect(noisy.contains("gap .9580"))
    let noise = try session.absRel()
    #expect(noise > 1.5 * ordinary, "leading, one step: \(noise), four steps: \(ordinary)")
    try session.type("cp", "trailing ×1")
    let clear = try session.robot.waitFor("gap .0000")
    #expect(clear.contains("told t  999   noise std 1.0000"))
    try session.robot.waitFor("done: 1 step ")
    try session.robot.waitFor("step 1/1")
    let depth = try session.absRel()
    #expect(depth < 0.5 * noise, "trailing, one step: \(depth)")
    try session.leave()
  }

  @Test("Every view, hold and setting answers to its keys", arguments: ExplorerSession.sizes)
  func show(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    for view in [
      "[x_t]", "[output]", "[ε̂]", "[v̂]", "[diff]", "[error]", "[std]", "[input]", "[x̂0]",
    ] {
      try session.type("v", view)
    }
    try session.type("V", "[input]")
    try session.type("v", "[x̂0]")
    try session.type("n", "─ normals ┐")
    try session.type("d", "─ depth ┐")
    try session.type("t", "Esc put back")
    try session.press("Right Right", "told t    3")
    try session.press("S-Right", "told t   13")
    try session.type("L", "told t   23")
    try session.press("PPage", "told t  123")
    try session.press("NPage", "told t   23")
    try session.type("H", "told t   13")
    try session.press("S-Left Down Left Up", "told t    2")
    try session.press("Escape", "told t    1")
    try session.type("0t", "told t  751")
    try session.press("Left Enter", "told t  750")
    try session.type("u", "told t  751")
    try session.type("$s", "Esc put back")
    try session.press("Right", "noise std .0470")
    try session.press("Escape", "held          noise std .0420")
    try session.type("2", "timesteps")
    try session.type("1", "x̂0 step")
    try session.type("gp", "timesteps")
    try session.type("gs", "x̂0 step")
    try session.type("gl", "┌ log ─")
    try session.press("Escape", "┌ log ─", isThere: false)
    try session.type("gg", "step 1/4")
    try session.press("End", "step 4/4")
    try session.press("Left", "step 3/4")
    try session.press("Home", "step 1/4")
    try session.press("Right", "step 2/4")
    try session.type("L", "step 4/4")
    try session.type("H", "step 1/4")
    try session.leave()
  }
}
