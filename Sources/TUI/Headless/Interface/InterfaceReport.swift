internal import Foundation
import Inference

/// What `stepscope bench --interface` prints; field names go through the encoder's snake case.
struct InterfaceReport: Codable, Equatable {
  /// Seconds from a key to the first byte of the frame it causes.
  struct Keys: Codable, Equatable {
    var count: Int
    var p50Seconds: Double
    var p90Seconds: Double
    var p99Seconds: Double
    var maxSeconds: Double

    init(seconds: [Double]) {
      let sorted = seconds.sorted()
      func percentile(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
      }
      count = sorted.count
      p50Seconds = percentile(0.5)
      p90Seconds = percentile(0.9)
      p99Seconds = percentile(0.99)
      maxSeconds = sorted.last ?? 0
    }
  }

  /// The largest frames of one view.
  struct Frames: Codable, Equatable {
    var view: String
    var movingBytes: Int
    var restingBytes: Int
  }

  /// A picture, from values to what is sent, on one thread.
  struct Picture: Codable, Equatable {
    var content: String
    var width: Int
    var height: Int
    /// Of the sixel encoder alone.
    var encodeSeconds: Double
    /// With resizing and colours before it.
    var wholeSeconds: Double

    /// The promise is for colour maps; normals need a palette found for each picture.
    var hasColormap: Bool { !content.hasPrefix("normals") }
  }

  /// One window size.
  struct Window: Codable, Equatable {
    var columns: Int
    var rows: Int
    var firstTextSeconds: Double
    var firstPictureSeconds: Double
    /// Bytes written while nothing changed.
    var idleBytes: Int
    /// Seconds from the key that turns `leading` into `trailing` to the decoded picture of the only step.
    var switchSeconds: Double
    var keys: Keys
    var frames: [Frames]

    /// The promise for keys at this size.
    var keyTarget: Double { columns * rows <= 80 * 24 ? 0.016 : 0.033 }
  }

  var program = "stepscope"
  var version = Version.current
  var model: String
  var processors: Int
  var windows: [Window]
  var pictures: [Picture]

  private static let textTarget = 0.05
  private static let pictureTarget = 0.6
  private static let switchTarget = 0.1
  private static let encodeTarget = 0.004
  private static let wholeTarget = 0.008

  /// A table that a person can read; what misses its target is marked.
  var lines: [String] {
    windowLines
      + pictures.flatMap { picture in
        [
          "\(picture.content), \(picture.width)×\(picture.height) pixels",
          Self.row("sixel encoder", picture.encodeSeconds, Self.encodeTarget),
          Self.row(
            "with size and colours", picture.wholeSeconds,
            picture.hasColormap ? Self.wholeTarget : nil),
        ]
      }
  }

  private var windowLines: [String] {
    windows.flatMap { window in
      [
        "\(window.columns)×\(window.rows)",
        Self.row("first text", window.firstTextSeconds, Self.textTarget),
        Self.row("first picture", window.firstPictureSeconds, Self.pictureTarget),
        Self.row("key to first byte, p50 of \(window.keys.count)", window.keys.p50Seconds, nil),
        Self.row("key to first byte, p99", window.keys.p99Seconds, window.keyTarget),
        Self.row("leading 1 to trailing 1", window.switchSeconds, Self.switchTarget),
        Self.row("bytes while nothing changes", window.idleBytes, 0),
        Self.line("bytes of a frame", ["moving", "resting"], ""),
      ]
        + window.frames.map { frame in
          let isLarge =
            frame.movingBytes > FrameBudget.usual.moving
            || frame.restingBytes > FrameBudget.usual.resting
          return Self.line(
            frame.view, ["\(frame.movingBytes)", "\(frame.restingBytes)"],
            isLarge ? "over the budget" : "")
        }
    }
  }

  private static func row(_ name: String, _ seconds: Double, _ target: Double?) -> String {
    let text = String(format: "%.1f ms", seconds * 1000)
    guard let target else { return line(name, [text], "") }
    let limit = String(format: "≤ %.0f ms", target * 1000)
    return line(name, [text, limit], seconds > target ? "missed" : "")
  }

  private static func row(_ name: String, _ bytes: Int, _ target: Int) -> String {
    line(name, ["\(bytes)", "≤ \(target)"], bytes > target ? "missed" : "")
  }

  private static func line(_ name: String, _ cells: [String], _ mark: String) -> String {
    let padded = cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }.joined()
    let line = "  " + name.padding(toLength: 34, withPad: " ", startingAt: 0) + padded
    return mark.isEmpty ? line : line + "  " + mark
  }
}
