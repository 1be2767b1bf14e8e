import Foundation
import Render

/// A picture that the explorer's log says it sent, and how to find it on a screenshot.
struct PictureRegion {
  /// What it shows, as the log calls it.
  var content: String
  var width: Int
  var height: Int
  /// The cell of its top left, from 0.
  var row: Int
  var column: Int

  /// The parts of a line `shown CONTENT WxH at ROW,COLUMN`; nil for other lines.
  init?(line: String) {
    guard
      let match = line.wholeMatch(
        of: /shown (?<what>.+) (?<width>\d+)x(?<height>\d+) at (?<row>\d+),(?<column>\d+)/),
      let width = Int(match.width), let height = Int(match.height), let row = Int(match.row),
      let column = Int(match.column)
    else { return nil }
    content = String(match.what)
    self.width = width
    self.height = height
    self.row = row
    self.column = column
  }

  /// The newest picture of this content in a log.
  static func last(_ content: String, in log: [String]) throws -> PictureRegion {
    let found = log.compactMap(PictureRegion.init).last { $0.content == content }
    guard let found else { throw RobotError(what: "no “\(content)” was shown in:\n\(log)") }
    return found
  }

  /// The region's pixels in a screenshot of cells of 6×13 pixels.
  func crop(_ screenshot: Raster) -> Raster {
    screenshot.crop(left: column * 6, top: row * 13, width: width, height: height)
  }
}

extension Raster {
  /// A part of the picture, which must lie inside.
  func crop(left: Int, top: Int, width: Int, height: Int) -> Raster {
    var part = Raster(width: width, height: height)
    for row in 0..<height {
      for column in 0..<width { part[row, column] = self[top + row, left + column] }
    }
    return part
  }

  /// The share of pixels with a channel that is further off than sixel's and a palette's rounding.
  func shareDiffering(from other: Raster, by tolerance: Int = 48) -> Double {
    guard width == other.width, height == other.height, !pixels.isEmpty else { return 1 }
    let count = zip(pixels, other.pixels).count { mine, theirs in
      abs(Int(mine.red) - Int(theirs.red)) > tolerance
        || abs(Int(mine.green) - Int(theirs.green)) > tolerance
        || abs(Int(mine.blue) - Int(theirs.blue)) > tolerance
    }
    return Double(count) / Double(pixels.count)
  }
}
