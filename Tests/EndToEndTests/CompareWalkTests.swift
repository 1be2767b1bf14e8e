import Foundation
import Testing

/// Screens A|B and Metrics and the list of runs, by keys.
@Suite("Comparing in the explorer by keys", .serialized)
struct CompareWalkTests {
  @Test("The bug beside its cure, wiped, subtracted, swapped", arguments: ExplorerSession.sizes)
  func compare(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("4", "There is only one run.")
    try session.type("p", "told too little")
    let screen = try session.robot.waitFor("|A−B| mean")
    let match = try #require(screen.firstMatch(of: /AbsRel A (\.\d+) B (\.\d+)/))
    let a = try #require(Double("0\(match.1)"))
    let b = try #require(Double("0\(match.2)"))
    #expect(b < a, "the cure is better than the bug")
    try session.type("|", "A 50% │ B 50%")
    try session.press("Left Left", "A 46% │ B 54%")
    try session.press("Right S-Left", "A 38% │ B 62%")
    try session.type("|", "A  leading ×1")
    try session.press("=", "A  leading ×1", isThere: false)
    try session.type("=", "A  leading ×1")
    try session.type("B", "A  trailing ×1")
    try session.type("B", "A  leading ×1")
    try session.type("f", "DDIM leading ×1")
    try session.type("f", "DDIM trailing ×1")
    try session.press("Tab", "settings of B")
    try session.press("Escape", "settings of B", isThere: false)
    try session.type(":set steps 4", "set steps 4")
    try session.press("Enter", "B  trailing ×4")
    try session.type("x", "Linked by step number")
    try session.type("x", "Linked by the share")
    try session.type("0", "x̂0 1/4")
    try session.type("l", "x̂0 2/4")
    try session.type("b", ":branch")
    try session.press("Escape", "┌ command ─", isThere: false)
    try session.leave()
  }

  @Test("Runs are listed, compared, kept and let go", arguments: ExplorerSession.sizes)
  func runs(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("cp", "DDIM trailing ×4")
    try session.robot.waitFor("run 2 done")
    try session.type("R", "┌ runs ─")
    try session.type("jp", "1 kept")
    try session.type("a", "DDIM trailing ×4")
    try session.press("4", "A  leading ×4")
    try session.type("gr", "A 1 kept")
    try session.press("Escape", "┌ runs ─", isThere: false)
    try session.type("R", "┌ runs ─")
    try session.type("jx", "Run 1 is gone.")
    try session.type("q", "There is only one run.")
    try session.leave()
  }

  @Test("Figures are chosen and a pixel is inspected", arguments: ExplorerSession.sizes)
  func metrics(columns: Int, rows: Int) throws {
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("6", "AbsRel of x̂0 at each step")
    try session.type("m", "δ1 of x̂0 at each step")
    try session.type("M", "AbsRel of x̂0 at each step")
    try session.type("a", "without a fit")
    try session.type("a", "fitted by scale and shift")
    try session.type("i", "192,192")
    try session.robot.waitFor("truth ")
    try session.robot.waitFor("profile along the row")
    try session.press("Left", "188,192")
    try session.type("J", "188,224")
    try session.press("1", "188,224")
    try session.press("Escape", "188,224", isThere: false)
    try session.leave()
  }
}
