import Foundation
import Render
import Testing

/// Every screen and popup in a real terminal with sixel, beside pictures that a person has looked at.
@Suite("Screens beside golden pictures", .serialized)
struct ScreenGoldenTests {
  /// What brings a screen about, and what takes it away before the next.
  struct Shot {
    var name: String
    /// Keys by X's names, one after the other; a line that begins with a colon is typed and entered.
    var keys: [String]
    /// Whether Esc closes it.
    var isPopup = false
    var masks: [ScreenGolden.Mask] = []
  }

  private static let usual = (columns: 100, rows: 32)
  private static let large = (columns: 200, rows: 60)

  /// The shots of a window of 100×32, in an order that leaves each its state.
  static let shots = [
    // How long the step took.
    Shot(name: "steps", keys: ["1"], masks: [.row(27, from: 60)]),
    Shot(name: "schedule", keys: ["2"]),
    Shot(name: "help", keys: ["1", "question"], isPopup: true),
    Shot(name: "palette", keys: ["colon"], isPopup: true),
    Shot(name: "which-key", keys: ["c"], isPopup: true),
    Shot(
      name: "log", keys: ["g", "l"], isPopup: true,
      masks: [ScreenGolden.Mask(rows: 2..<16, columns: 20..<30)]),
    Shot(name: "open", keys: ["o"], isPopup: true),
    Shot(name: "map", keys: ["3", "Return"]),
    Shot(name: "compare", keys: ["4", "p"]),
    Shot(name: "seeds", keys: ["5", "a", "a", "a"]),
    Shot(name: "metrics", keys: ["6"]),
    // How long each block took.
    Shot(
      name: "model", keys: ["7"],
      masks: [ScreenGolden.Mask(rows: 8..<27, columns: 17..<35)]),
    Shot(
      name: "runs", keys: ["1", "R"], isPopup: true,
      masks: [ScreenGolden.Mask(rows: 13..<17, columns: 62..<69), .row(27, from: 60)]),
  ]

  static let wide = Shot(name: "wide", keys: [], masks: [.row(55, from: 60)])

  /// The last line says how long the run took.
  private static func masks(_ shot: Shot, rows: Int) -> [ScreenGolden.Mask] {
    shot.masks + [.row(rows - 1)]
  }

  @Test("No screen and no popup differs from its golden picture")
  func screens() throws {
    guard var session = try ScreenSession(columns: Self.usual.columns, rows: Self.usual.rows) else {
      return
    }
    for shot in Self.shots { try take(shot, &session, rows: Self.usual.rows) }
  }

  @Test("Neither does the wide layout")
  func wideLayout() throws {
    guard var session = try ScreenSession(columns: Self.large.columns, rows: Self.large.rows) else {
      return
    }
    try take(Self.wide, &session, rows: Self.large.rows)
  }

  /// Brings a screen about and compares it, or records it.
  private func take(_ shot: Shot, _ session: inout ScreenSession, rows: Int) throws {
    for key in shot.keys { try session.press(key) }
    let golden = ScreenGolden(name: shot.name, masks: Self.masks(shot, rows: rows))
    if ScreenGolden.isRecording {
      usleep(800_000)
      try golden.record(session.screenshot())
      Issue.record("recorded \(shot.name)")
    } else {
      // Text is sent without a question behind it, so the last of it may still be under way.
      var complaint: String?
      for attempt in 0..<20 {
        if attempt > 0 { usleep(150_000) }
        complaint = try golden.complaint(session.screenshot())
        if complaint == nil { break }
      }
      if let complaint { Issue.record("\(complaint)") }
    }
    if shot.isPopup { try session.press("Escape") }
  }

  // MARK: That the comparison is sharp

  /// Where the depth is on the golden picture of screen Steps, in cells.
  private static let depth = (row: 5, column: 33, rows: 13, columns: 30)
  /// Where its legend is.
  private static let legend = (row: 28, column: 60, rows: 1, columns: 15)

  @Test("A picture that is missing, moved by two cells or of other colours is found")
  func faults() throws {
    let golden = ScreenGolden(name: "steps", masks: [])
    let whole = try golden.recorded()
    #expect(try golden.complaint(whole) == nil)
    for area in [Self.depth, Self.legend] {
      let part = Self.part(whole, area)
      let blank = Raster(width: part.width, height: part.height)
      #expect(try golden.complaint(Self.pasted(blank, into: whole, area)) != nil, "missing")
      let swapped = Raster(
        width: part.width, height: part.height,
        pixels: part.pixels.map { RGB($0.blue, $0.green, $0.red) })
      #expect(try golden.complaint(Self.pasted(swapped, into: whole, area)) != nil, "colours")
    }
    for (rows, columns) in [(0, 2), (0, -2), (2, 0), (-2, 0)] {
      var moved = Self.pasted(
        Raster(width: Self.depth.columns * 6, height: Self.depth.rows * 13), into: whole, Self.depth
      )
      var area = Self.depth
      area.row += rows
      area.column += columns
      moved = Self.pasted(Self.part(whole, Self.depth), into: moved, area)
      #expect(try golden.complaint(moved) != nil, "moved by \(rows) rows, \(columns) columns")
    }
  }

  @Test("Another figure in a line of text, and softer letters, are not")
  func tolerance() throws {
    let golden = ScreenGolden(name: "steps", masks: [])
    let whole = try golden.recorded()
    // The line of figures in the place of the line of keys: letters, but not the same.
    let line = (row: 27, column: 0, rows: 1, columns: 40)
    let other = Self.part(whole, (row: 29, column: 0, rows: 1, columns: 40))
    #expect(try golden.complaint(Self.pasted(other, into: whole, line)) == nil)
    let soft = Raster(
      width: whole.width, height: whole.height,
      pixels: whole.pixels.map { pixel in
        RGB(Self.softer(pixel.red), Self.softer(pixel.green), Self.softer(pixel.blue))
      })
    #expect(try golden.complaint(soft) == nil)
  }

  private static func softer(_ value: UInt8) -> UInt8 { UInt8((Int(value) * 8 + 128 * 2) / 10) }

  private typealias Area = (row: Int, column: Int, rows: Int, columns: Int)

  private static func part(_ whole: Raster, _ area: Area) -> Raster {
    whole.crop(
      left: area.column * 6, top: area.row * 13, width: area.columns * 6, height: area.rows * 13)
  }

  private static func pasted(_ part: Raster, into whole: Raster, _ area: Area) -> Raster {
    var whole = whole
    for row in 0..<part.height {
      for column in 0..<part.width {
        whole[area.row * 13 + row, area.column * 6 + column] = part[row, column]
      }
    }
    return whole
  }
}
