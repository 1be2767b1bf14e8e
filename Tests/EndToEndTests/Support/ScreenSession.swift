import Foundation
import Render
import Testing

/// An explorer in an xterm that is brought from screen to screen.
struct ScreenSession {
  private let terminal: XTerm
  private let log: String
  private let size: (columns: Int, rows: Int)
  private var lines: [String]

  /// Starts it with a small run at its third step; nil, with a word why, where the machine has no xterm, and
  /// a failure where CI runs.
  init?(columns: Int, rows: Int) throws {
    guard XTerm.isThere() else { return nil }
    size = (columns, rows)
    let first = (columns: min(columns, 100), rows: min(rows, 32))
    log = FileManager.default.temporaryDirectory.path + "/stepscope-log-\(UUID().uuidString)"
    terminal = try XTerm(
      columns: first.columns, rows: first.rows,
      "STEPSCOPE_FRAME_KB=1024 exec '\(Binary.path)' --theme dark --log '\(log)' scene-05")
    lines = try terminal.waitForIdle(log, after: "ready", seconds: 180)
    // A large window fills the map unasked, and a small map sooner.
    for key in [":map grid 9x9", "1", ":goto 3"] { try press(key) }
    guard first != size else { return }
    let seen = lines.count
    try terminal.resize(columns: columns, rows: rows)
    lines = try terminal.waitForIdle(
      log, after: "resized \(columns)x\(rows)", seen: seen, seconds: 180)
  }

  /// Presses a key by X's name, or types a line that begins with a colon, and waits until all that it causes
  /// is on the screen.
  mutating func press(_ key: String) throws {
    let seen = lines.count
    let isLine = key.hasPrefix(":")
    if isLine { try terminal.enter(key) } else { try terminal.press(key) }
    lines = try terminal.waitForIdle(
      log, after: isLine ? "key Enter" : "key ", seen: seen, seconds: 180)
  }

  /// The window alone.
  func screenshot() throws -> Raster {
    try terminal.screenshot().crop(
      left: 0, top: 0, width: size.columns * 6, height: size.rows * 13)
  }
}
