import Foundation
import Testing

/// The mouse alone: tabs, hints, the timeline, the bars and the borders between panes.
@Suite("A walk through the explorer with the mouse", .serialized)
struct MouseWalkTests {
  /// Where a text stands on the screen.
  private func find(
    _ text: String, _ session: ExplorerSession, row wanted: Int? = nil
  ) throws -> (row: Int, column: Int) {
    let screen = try session.robot.waitFor(text)
    for (row, line) in screen.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where wanted == nil || wanted == row {
      if let range = line.range(of: text) {
        return (row, line.distance(from: line.startIndex, to: range.lowerBound))
      }
    }
    throw RobotError(what: "no “\(text)” on:\n\(screen)")
  }

  /// The left button goes down at a place, along others, and up at the last.
  private func drag(
    _ session: ExplorerSession, _ start: (row: Int, column: Int), _ columns: [Int]
  ) throws {
    try session.robot.mouse(0, row: start.row, column: start.column)
    for column in columns { try session.robot.mouse(32, row: start.row, column: column) }
    try session.robot.mouse(0, row: start.row, column: columns.last ?? start.column, isUp: true)
  }

  private func click(_ text: String, _ session: ExplorerSession, _ effect: String) throws {
    try drag(session, try find(text, session), [])
    try session.robot.waitFor(effect)
  }

  @Test("Tabs, views and hints are clicked")
  func clicks() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    try click("3 Map", session, "┌ error map ─")
    try click("1 Steps", session, "x̂0 step")
    try click(" diff ", session, "[diff]")
    try click("Tab settings", session, "←→ change")
    try click("spacing    leading", session, "DDIM trailing ×4")
    try click("u undo", session, "DDIM leading ×4")
    try click("? help", session, "┌ help ─")
    try session.press("Escape", "┌ help ─", isThere: false)
    try session.leave()
  }

  @Test("The timeline is clicked, dragged along and turned with the wheel")
  func timeline() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    let row = try find("◆", session).row
    try drag(session, (row, 9), [])
    try session.robot.waitFor("step 1/4")
    try drag(session, (row, 9), [40, 118])
    try session.robot.waitFor("step 4/4")
    try session.robot.mouse(64, row: row, column: 20)
    try session.robot.waitFor("step 3/4")
    try session.robot.mouse(65, row: row, column: 20)
    try session.robot.waitFor("step 4/4")
    try session.leave()
  }

  @Test("What is told and what is held are dragged on their bars")
  func bars() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    let told = try find("told t    1", session)
    try drag(session, (told.row, 60), [80, 119])
    try session.robot.waitFor("told t  999")
    try session.press("Escape", "told t    1")
    try drag(session, (told.row + 1, 60), [20])
    try session.robot.waitFor("noise std .0000")
    try session.robot.mouse(64, row: told.row + 1, column: 60)
    try session.robot.waitFor("noise std .0500")
    try session.press("Escape", "noise std .0420")
    try session.leave()
  }

  @Test("The border between two panes is dragged, and moved by keys")
  func borders() throws {
    let session = try ExplorerSession(columns: 120, rows: 40)
    let start = try find("┐┌", session, row: 2)
    try drag(session, start, [start.column + 3, start.column + 8])
    try session.robot.waitFor("done: 4 steps")
    #expect(try moved(session, to: start.column + 8))
    try session.robot.type("((")
    #expect(try moved(session, to: start.column))
    try session.leave()
  }

  /// Waits until the first border of the panes stands in a column.
  private func moved(_ session: ExplorerSession, to column: Int) throws -> Bool {
    for _ in 0..<200 {
      if try find("┐┌", session, row: 2).column == column { return true }
      usleep(50_000)
    }
    return false
  }
}
