import Foundation
import Testing

/// What a person does with settings and runs, by keys: change, undo, search, play, branch, cancel, suspend.
@Suite("Acting in the explorer by keys", .serialized)
struct ActionWalkTests {
  @Test("Settings change, come back and are searched for", arguments: ExplorerSession.sizes)
  func settings(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("cp", "DDIM trailing ×4")
    try session.type("u", "DDIM leading ×4")
    try session.press("C-r", "DDIM trailing ×4")
    try session.type("co", "pyramid")
    for (keys, prompt) in [
      ("ce", "set seed"), ("cm", "model"), ("cs", "set scheduler"), ("cv", "set predicts"),
      ("ct", "set told"), ("ch", "set eta"), ("cr", "set resolution"), ("cc", "colours"),
    ] {
      try session.type(keys, ":\(prompt)")
      try session.press("Escape", "┌ command ─", isThere: false)
    }
    try session.type("cb", "┌ presets ─")
    try session.press("Escape", "┌ presets ─", isThere: false)
    try session.type("o", "┌ open ─")
    try session.press("Escape", "┌ open ─", isThere: false)
    try session.robot.type("czci")
    try session.expectInLog(":set zero-snr off", ":set posterior sample")
    try session.leave()
  }

  @Test("The panel is gone through and changed", arguments: ExplorerSession.sizes)
  func panel(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.press("Tab", "←→ change")
    // Model, task, scheduler, spacing: three rows down, the next value, and the one before.
    try session.robot.type("jjj")
    try session.type("l", "DDIM trailing ×4")
    try session.press("Up Down Left", "DDIM leading ×4")
    // One more down are the steps.
    try session.type("jl", "DDIM leading ×5")
    try session.type("kl", "DDIM trailing ×5")
    try session.press("BTab", "←→ change", isThere: false)
    try session.type("2", "timesteps")
    try session.type("0", "told t  999")
    try session.type("j", "told t  799")
    try session.type("k", "told t  999")
    try session.leave()
  }

  @Test("Help and the command line are searched and closed", arguments: ExplorerSession.sizes)
  func search(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("?", "┌ help ─")
    try session.type("suspend", "stop the program")
    try session.press("Escape", "┌ help ─", isThere: false)
    try session.press("F1", "┌ help ─")
    try session.press("Escape", "┌ help ─", isThere: false)
    try session.type(":set spacing trialing", "set spacing trialing")
    try session.press("Enter", "Did you")
    try session.press("Escape", "┌ command ─", isThere: false)
    try session.type(":open scene-00", "open scene-00")
    try session.press("Enter", "scene-00.png 384×384")
    try session.leave()
  }

  @Test("Playing, branching, running again and painting anew", arguments: ExplorerSession.sizes)
  func play(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("0", "step 1/4")
    try session.press("[", "Playing 1 step a second")
    try session.press("]", "Playing 2 steps")
    try session.press("Space", "step 4/4")
    try session.type("0", "step 1/4")
    try session.type("b", "A branch needs another setting")
    try session.type(":branch eta 0.5", "branch eta 0.5")
    try session.press("Enter", "run 2 done")
    try session.type("cp", "DDIM trailing ×4")
    try session.robot.waitFor(" done: ")
    try session.type("r", "These settings have been run")
    try session.press("Escape", "These settings have been run", isThere: false)
    try session.press("Enter", "These settings have been run")
    // What another program wrote over the screen is gone after Ctrl-L.
    try session.robot.scribble("written by another program")
    try session.robot.waitFor("written by another program")
    try session.press("C-l", "written by another program", isThere: false)
    try session.leave()
  }

  @Test("Lotus switches its task", arguments: ExplorerSession.sizes)
  func task(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type(":model lotus-g-depth-tiny", "model lotus-g-depth-tiny")
    try session.press("Enter", "step 1/1")
    try session.robot.waitFor("AbsRel .")
    try session.type("w", "reconstruction")
    try session.robot.waitFor(" picture ┐")
    try session.type("w", " depth ┐")
    try session.leave()
  }

  @Test(
    "Ctrl-Z stops and fg comes back; Ctrl-C cancels, twice leaves", arguments: ExplorerSession.sizes
  )
  func leaving(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.press("C-z", "Stopped")
    try session.robot.command("clear; fg; echo came back with $?")
    try session.robot.waitFor("x̂0 step 4/4")
    try session.type(":set steps 900", "set steps 900")
    // A run that takes seconds is not started unasked.
    try session.press("Enter", "not run yet; press Enter")
    try session.press("Enter", " left")
    try session.press("C-c", "cancelled after")
    // Any other key forgets the Ctrl-C that cancelled; a third one must not reach the shell.
    try session.type("0", "step 1/900")
    try session.press("C-c", "Ctrl-C again leaves")
    try session.press("C-c", "came back with 0")
    #expect(try session.robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0")
  }
}
