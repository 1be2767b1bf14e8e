import Foundation
import Testing

/// By keys alone from a fresh start, what no other walk shows.
@Suite("Features of the explorer by keys", .serialized)
struct FeatureWalkTests {
  @Test("A tall window has a filmstrip of all steps")
  func filmstrip() throws {
    let session = try ExplorerSession(columns: 200, rows: 60)
    try session.robot.waitFor("filmstrip")
    try session.robot.waitFor("[4] t 1 ")
    try session.leave()
  }

  @Test("Scheduler, clipping, prediction type and eta are changed and taken back")
  func settings() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    for (keys, prompt, value, sign, back) in [
      ("cs", ":set scheduler", "euler", "Euler leading ×4", "DDIM leading ×4"),
      ("cv", ":set predicts", "x0", "x0 (sample)", "v (v_prediction)"),
      ("ch", ":set eta", "0.5", "eta        0.5", "eta        0  "),
    ] {
      try session.type(keys, prompt)
      try session.robot.type(value)
      try session.press("Enter", sign)
      try session.type("u", back)
    }
    try session.type("cu", "clip x0    off  ")
    try session.type("cu", "clip x0    on")
    try session.type("uu", "clip x0    off (the file's)")
    try session.leave()
  }

  @Test("A cell of the map shows its prediction; a known bug comes with its story")
  func mapAndPresets() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    try session.type("3", "┌ error map ─")
    try session.type(":map grid 3x3", ":map grid 3x3")
    try session.press("Enter", "─ 3x3 ┐")
    try session.robot.waitFor("best here")
    try session.press("Enter", "Enter or a click", isThere: false)
    try session.type("1", "x̂0 step")
    try session.type("cb", "┌ presets ─")
    try session.robot.waitFor("CompVis/depth-fm #3")
    try session.press("Enter", "DDIM leading ×1")
    try session.type("u", "DDIM leading ×4")
    try session.leave()
  }

  @Test("What the latents really hold is measured, and stands beside what they should hold")
  func measuredNoise() throws {
    let session = try ExplorerSession(columns: 200, rows: 60)
    // Pure noise at first; at the end next to none is left, as the schedule says.
    let first = try session.type("0", "measured noise .9")
    #expect(first.contains("step 1/4"))
    let last = try session.type("$", "measured noise .0")
    #expect(last.contains("held          noise std .0420"))
    try session.type("2", "gap  measured")
    try session.leave()
  }

  @Test("The scheduler's config is judged for the settings")
  func lint() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    try session.type("2", "With 4 steps the network is told")
    try session.type("cn", ":set steps")
    try session.press("1 Enter", "With 1 step the network is told")
    try session.type(":lint", ":lint")
    try session.press("Enter", "┌ log ─")
    try session.robot.waitFor("error leading-start")
    try session.press("Escape", "┌ log ─", isThere: false)
    try session.leave()
  }

  @Test("Colours, their limits, axes of normals and zoom")
  func looks() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    try session.type("cc", ":colours")
    try session.press("t u r b o Enter", "colours    turbo")
    try session.type("cl", "of this picture")
    try session.type("cl", "over all steps")
    try session.type("n", "─ normals ┐")
    try session.type("ca", ":flip")
    try session.press("x Enter", "red X left")
    try session.type("d", "─ depth ┐")
    try session.type("z", "zoom 4×")
    try session.press("Right", "zoom 4×")
    try session.press("Z", "zoom 4×", isThere: false)
    try session.leave()
  }

  @Test("A setting is swept and the shown picture written")
  func sweep() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    try session.type("cx", ":sweep")
    try session.robot.type("steps 1..3:2")
    try session.press("Enter", "The sweep of steps is done: 2 runs")
    let path = session.robot.folder.path + "/shown.png"
    try session.type(":export png \(path)", ":export png")
    try session.press("Enter", "of run 1, 384×384: ")
    #expect(FileManager.default.fileExists(atPath: path))
    try session.leave()
  }

  @Test("GeoWizard's maps together and its kind of scene; DepthFM's flow in the same panes")
  func families() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    func load(_ name: String, _ scheduler: String) throws {
      try session.type(":model \(name)", ":model")
      try session.press("Enter", "\(name)  \(scheduler)")
      try session.robot.type(":set steps 2")
      try session.press("Enter", "×2 ")
      try session.robot.waitFor("done: 2 steps")
    }
    try load("geowizard-tiny", "DDIM")
    try session.type("D", "─ normals ┐")
    try session.robot.waitFor("─ depth ┐")
    try session.type("ck", "outdoor")
    try session.robot.waitFor("done: 2 steps")
    try load("depthfm-tiny", "Flow Euler")
    try session.leave()
  }
}
