import Render
import Testing

@testable import TUI

/// Every screen and everything that lies over one, made smaller to a single cell and larger again.
@Suite("Every screen down to one cell and back")
struct ResizeScreensTests {
  /// What is typed to get there; a line that begins with a colon is a command.
  private static let places: [[String]] =
    ScreenID.allCases.map { ["\($0.number)"] } + [
      ["4", "p"], ["4", "p", "|"], ["4", "p", "="], ["5", "A"], ["i"], ["z"], ["D"], ["\t"], ["t"],
      ["s"],
      ["?"], [":"], ["c"], ["g"], ["g", "l"], ["R"], ["c", "b"], ["o"], ["m"], ["'"], [":tour"],
    ]

  private static let sizes = [
    (200, 60), (120, 40), (80, 24), (64, 20), (40, 10), (39, 9), (10, 3), (2, 1), (1, 1), (1, 2),
  ].map { Size(columns: $0.0, rows: $0.1) }

  @Test(
    "Each size shows the same on the way up as on the way down, and nothing else is left",
    arguments: places)
  func there(keys: [String]) throws {
    var walk = try PictureWalk(seed: 3)
    for key in keys {
      try walk.receive(key.count > 1 ? .command(String(key.dropFirst())) : .key(Self.key(key)))
      try walk.rest()
    }
    // A larger window may ask for more, which is then there for good.
    for size in Self.sizes { try walk.resize(to: size) }
    var frames: [Size: Frame] = [:]
    for size in Self.sizes + Self.sizes.reversed() {
      try walk.resize(to: size)
      try walk.rest()
      if let fault = walk.fault() {
        Issue.record("\(keys) at \(size): \(fault)")
        return
      }
      let frame = view(walk.state, size)
      #expect(frame == frames[size] ?? frame, "\(keys) at \(size)")
      frames[size] = frame
    }
    #expect(Set(frames.values.map(\.screen.text)).count == Self.sizes.count)
  }

  private static func key(_ text: String) -> Key {
    text == "\t" ? .tab : .character(Character(text))
  }
}
