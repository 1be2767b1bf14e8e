import Foundation
import Testing

/// The first start of all, as a person meets it.
@Suite("The tour", .serialized)
struct TourTests {
  @Test("Seven cards by Enter, in 80 columns and 24 rows; the second start shows none")
  func tour() throws {
    let robot = try Tmux(columns: 80, rows: 24)
    let start = "clear; STEPSCOPE_TOUR=true '\(Binary.path)'; echo left with $?"
    try robot.command(start)
    try robot.waitFor("tour 1/7")
    try robot.waitFor("done: 4 steps")
    for (card, sign) in [
      (2, "DDIM leading ×4"), (3, "DDIM leading ×1"), (4, "DDIM leading ×1"),
      (5, "DDIM trailing ×1"), (6, "told"), (7, "e2eft-depth-tiny"),
    ] {
      try robot.press("Enter")
      try robot.waitFor("tour \(card)/7")
      try robot.waitFor(sign)
    }
    try robot.press("Enter")
    try robot.waitFor("The tour is over")
    // While a run is going q asks first.
    try robot.waitFor(" done: ")
    try robot.type("q")
    try robot.waitFor("left with 0")
    try robot.command(start)
    let screen = try robot.waitFor("done: 4 steps")
    #expect(!screen.contains("tour 1/7"))
    try robot.type(":tour")
    try robot.press("Enter")
    try robot.waitFor("tour 1/7")
    try robot.press("Escape")
    try robot.waitFor("The tour is over")
    // While a run is going q asks first.
    try robot.waitFor(" done: ")
    try robot.type("q")
    try robot.waitFor("left with 0")
  }

  @Test(
    "The first start shows the tour whatever says how; a picture that is named comes first",
    arguments: [
      ("--log log", true), ("--graphics none --theme dark", true), ("scene-05", false),
      ("--model marigold-depth-tiny", false),
    ])
  func firstStart(arguments: String, isShown: Bool) throws {
    let robot = try Tmux(columns: 80, rows: 24)
    let start = "cd '\(robot.folder.path)'; clear; STEPSCOPE_TOUR=true '\(Binary.path)'"
    try robot.command("\(start) \(arguments); echo left with $?")
    let screen = try robot.waitFor(" done: ")
    #expect(screen.contains("tour 1/7") == isShown, "\(screen)")
    try robot.type("q")
    try robot.waitFor("left with 0")
    // One that was put off is there at the next start, and one that was seen is not.
    try robot.command("\(start); echo left with $?")
    let next = try robot.waitFor(" done: ")
    #expect(next.contains("tour 1/7") != isShown, "\(next)")
    try robot.type("q")
    try robot.waitFor("left with 0")
  }
}
