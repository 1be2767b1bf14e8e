import Render
import Testing

@testable import TUI

/// After whatever was done, what is on the screen is what the state says.
@Suite("Random walks over the painted screen")
struct PictureWalkTests {
  /// What is particular about a terminal.
  enum Kind: CaseIterable {
    case plain
    case fenced
    /// Pictures are lost when they are many.
    case fewSlots
    /// Large pictures are cut.
    case limited

    func apply(_ options: inout Painter.Options) {
      options.hasFence = self != .plain
      options.hasSynchronisedOutput = self == .fenced
      options.hasFewSlots = self == .fewSlots
      if self == .limited { options.limit = PixelSize(width: 40, height: 36) }
    }
  }

  @Test("500 random actions leave the screen as a first painting would", arguments: Kind.allCases)
  func walk(kind: Kind) throws {
    var walk = try PictureWalk(seed: 11, kind.apply)
    var pictures: [ScreenID: Int] = [:]
    for count in 1...500 {
      try walk.step()
      pictures[walk.state.screen, default: 0] += walk.pictureCount
      guard count % 10 == 0 else { continue }
      try walk.rest()
      if let fault = walk.fault() {
        Issue.record("after \(count) actions, \(walk.state.screen): \(fault)")
        return
      }
      #expect(walk.leaves(), "q leaves after \(count) actions")
    }
    for screen in ScreenID.allCases {
      #expect(pictures[screen, default: 0] > 0, "no picture was shown on screen \(screen)")
    }
  }

  @Test("2,000 random sizes, 1×1 among them: everything is drawn and q leaves", arguments: 1...4)
  func sizes(seed: Int) throws {
    var walk = try PictureWalk(seed: seed)
    for count in 1...500 {
      try walk.resize()
      if count % 5 == 0 { try walk.step() }
      #expect(walk.leaves(), "at \(walk.state.terminal.size)")
      guard count % 50 == 0 else { continue }
      try walk.rest()
      if let fault = walk.fault() {
        Issue.record("after \(count) sizes, at \(walk.state.terminal.size): \(fault)")
        return
      }
    }
  }

  @Test(
    "Where there is no room for anything, q leaves whatever was open",
    arguments: [":", "?", "gl", "R", "c", "i", "t", "q"])
  func tiny(keys: String) throws {
    var walk = try PictureWalk(seed: 1)
    for key in keys { try walk.receive(.key(.character(key))) }
    guard keys != "q" else {
      #expect(walk.hasQuit)
      return
    }
    try walk.receive(.resized(Size(columns: 1, rows: 1), cell: PictureWalk.cell))
    try walk.receive(.key(.character("q")))
    #expect(walk.hasQuit)
  }
}
