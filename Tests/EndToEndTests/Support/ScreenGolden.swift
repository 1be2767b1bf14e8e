import Foundation
import Render
import TestSupport

/// A screenshot of a terminal beside the picture of it that a person has looked at.
///
/// `RECORD_SNAPSHOTS=1` records it and fails, so that a recording never passes for a check.
struct ScreenGolden {
  /// Cells that say how long something took, or another thing that is never twice the same.
  struct Mask {
    var rows: Range<Int>
    var columns: Range<Int>

    /// Whole rows.
    static func row(_ row: Int, from column: Int = 0) -> Mask {
      Mask(rows: row..<row + 1, columns: column..<1_000)
    }
  }

  static let cell = (width: 6, height: 13)
  /// The most that the mean colour of a cell may be another, of 255: letters may be others and softer, and a
  /// slow terminal is sent pictures of fewer colours.
  static let tolerance: Float = 56
  /// The cells that are looked at together, and the most of them that may differ: a line of text may be
  /// another, but no picture, be it as small as a legend, may be missing, moved or of other colours.
  static let tile = (columns: 8, rows: 4)
  static let mostOfTile = 0.18
  /// The most of all cells that may differ.
  static let most = 0.02

  static let folder = Golden.root + "/Tests/EndToEndTests/ScreenGoldens"
  static var isRecording: Bool {
    ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"
  }

  var name: String
  var masks: [Mask]

  private var path: String { "\(Self.folder)/\(name).png" }

  /// The recorded picture.
  func recorded() throws -> Raster { try ImageFile.load(path) }

  /// What is wrong with a screenshot; nil when it is as recorded.
  func complaint(_ shown: Raster) throws -> String? {
    let golden = try recorded()
    guard golden.width == shown.width, golden.height == shown.height else {
      return "\(name) is \(shown.width)x\(shown.height), recorded \(golden.width)x\(golden.height)"
    }
    return Self.complaint(masked(shown), masked(golden)).map { "\(name): \($0); see \(path)" }
  }

  private static func complaint(_ shown: Raster, _ golden: Raster) -> String? {
    let rows = golden.height / cell.height
    let columns = golden.width / cell.width
    let differing = (0..<rows).map { row in
      (0..<columns).map { column in
        let distance = mean(shown, row, column) - mean(golden, row, column)
        return max(distance.max(), -distance.min()) > tolerance
      }
    }
    // Tiles overlap, so that what is narrow lies in one of them as a whole.
    for top in stride(from: 0, to: max(1, rows - tile.rows + 1), by: tile.rows / 2) {
      for left in stride(from: 0, to: max(1, columns - tile.columns + 1), by: tile.columns / 2) {
        let count = differing[top..<min(top + tile.rows, rows)].reduce(0) { sum, cells in
          sum + cells[left..<min(left + tile.columns, columns)].count { $0 }
        }
        guard Double(count) > mostOfTile * Double(tile.rows * tile.columns) else { continue }
        return "\(count) of \(tile.rows * tile.columns) cells at row \(top), column \(left) differ"
      }
    }
    let count = differing.joined().count { $0 }
    return Double(count) > most * Double(rows * columns)
      ? "\(count) of \(rows * columns) cells differ" : nil
  }

  /// The mean colour of a cell.
  private static func mean(_ raster: Raster, _ row: Int, _ column: Int) -> SIMD3<Float> {
    var sum = SIMD3<Float>()
    for y in row * cell.height..<(row + 1) * cell.height {
      for x in column * cell.width..<(column + 1) * cell.width {
        let pixel = raster[y, x]
        sum += SIMD3(Float(pixel.red), Float(pixel.green), Float(pixel.blue))
      }
    }
    return sum / Float(cell.width * cell.height)
  }

  /// The picture with what is never the same painted black.
  private func masked(_ raster: Raster) -> Raster {
    var raster = raster
    for mask in masks {
      let rows = mask.rows.lowerBound * Self.cell.height..<mask.rows.upperBound * Self.cell.height
      let columns =
        mask.columns.lowerBound * Self.cell.width..<mask.columns.upperBound
        * Self.cell.width
      for row in rows.clamped(to: 0..<raster.height) {
        for column in columns.clamped(to: 0..<raster.width) { raster[row, column] = RGB(0, 0, 0) }
      }
    }
    return raster
  }

  /// Keeps a screenshot in as few bytes as 128 colours allow.
  func record(_ shown: Raster) throws {
    try FileManager.default.createDirectory(
      atPath: Self.folder, withIntermediateDirectories: true)
    let folder = try TemporaryFolder()
    let plain = folder.path + "/shown.ppm"
    var bytes = Array("P6\n\(shown.width) \(shown.height)\n255\n".utf8)
    for pixel in masked(shown).pixels { bytes += [pixel.red, pixel.green, pixel.blue] }
    try Data(bytes).write(to: URL(fileURLWithPath: plain))
    let result = try Shell.run(
      "convert",
      [
        plain, "+dither", "-colors", "128", "-strip", "-define", "png:compression-level=9",
        "-define", "png:exclude-chunks=date,time", "PNG8:" + path,
      ])
    guard result.status == 0 else { throw RobotError(what: result.errors) }
  }
}
