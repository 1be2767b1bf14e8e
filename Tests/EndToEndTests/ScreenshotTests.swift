import Foundation
import Inference
import Render
import TestSupport
import Testing

/// What really is on the screen of a terminal with sixel, pixel by pixel.
@Suite("Pictures in xterm", .serialized)
struct ScreenshotTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"
  /// The most pixels of a picture that may differ from its source.
  private static let most = 0.005

  /// One explorer in an xterm.
  private struct Session {
    let terminal: XTerm
    let log: String
    private(set) var lines: [String] = []

    /// Nil, with a word why, where the machine has no xterm; a failure where CI runs.
    init?(columns: Int = 120, rows: Int = 40) throws {
      guard XTerm.isThere() else { return nil }
      let folder = FileManager.default.temporaryDirectory.path
      log = folder + "/stepscope-log-\(UUID().uuidString)"
      terminal = try XTerm(
        columns: columns, rows: rows,
        "STEPSCOPE_FRAME_KB=1024 exec '\(Binary.path)' --log '\(log)' scene-05")
      lines = try terminal.waitForIdle(log, after: "ready")
    }

    /// Presses a key and waits until all it causes is on the screen.
    mutating func press(_ key: String, named name: String) throws {
      let seen = lines.count
      try terminal.press(key)
      lines = try terminal.waitForIdle(log, after: "key \(name)", seen: seen)
    }

    /// Gives the window another size and waits until it is filled.
    mutating func resize(columns: Int, rows: Int) throws {
      let seen = lines.count
      try terminal.resize(columns: columns, rows: rows)
      lines = try terminal.waitForIdle(log, after: "resized \(columns)x\(rows)", seen: seen)
    }

    /// The shown pixels of a picture.
    func region(_ content: String) throws -> Raster {
      try PictureRegion.last(content, in: lines).crop(terminal.screenshot())
    }

    /// Takes screenshots until one is as it should be, or time is up; gives back the share that differs.
    ///
    /// What was sent without pictures has no answer to wait for.
    func leastDifference(_ difference: (Raster) -> Double) throws -> Double {
      var least = 1.0
      for _ in 0..<20 {
        least = min(least, difference(try terminal.screenshot()))
        if least <= ScreenshotTests.most { break }
        usleep(100_000)
      }
      return least
    }
  }

  /// What the pictures are made from.
  private static let sources = Result {
    let folder = try TemporaryFolder()
    let run = try Shell.stepscope([
      "run", scene, "--steps", "4", "--spacing", "leading", "--quiet", "--out", folder.path,
      "--save", "decoded",
    ])
    guard run.status == 0 else { throw RobotError(what: run.errors) }
    return (
      input: try ImageFile.load(scene),
      depths: try (0..<4).map { try Npy.read(path: folder.path + "/steps/00\($0)-decoded.npy") }
    )
  }

  private func depth(step: Int, like region: Raster) throws -> Raster {
    let plane = try Self.sources.get().depths[step]
    return Raster(
      DepthMap.indexed(
        plane, colormap: .spectral, width: region.width, height: region.height, levels: 254))
  }

  private func input(like region: Raster) throws -> Raster {
    Resize.raster(try Self.sources.get().input, width: region.width, height: region.height)
  }

  /// Checks input and depth, and that the check can fail.
  private func expectPictures(
    _ session: Session, step: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let shownInput = try session.region("input")
    let input = try input(like: shownInput)
    #expect(
      shownInput.shareDiffering(from: input) <= Self.most, "input", sourceLocation: sourceLocation)
    let shownDepth = try session.region("run 1 step \(step) x0 depth")
    let depth = try depth(step: step, like: shownDepth)
    #expect(
      shownDepth.shareDiffering(from: depth) <= Self.most, "depth", sourceLocation: sourceLocation)
    #expect(
      shownDepth.shareDiffering(from: input) > 0.3, "another picture",
      sourceLocation: sourceLocation)
  }

  @Test(
    "Input and depth are shown pixel by pixel, also after a step", arguments: [(120, 40), (80, 24)])
  func steps(columns: Int, rows: Int) throws {
    guard var session = try Session(columns: columns, rows: rows) else { return }
    try expectPictures(session, step: 3)
    try session.press("h", named: "h")
    try expectPictures(session, step: 2)
    try session.press("0", named: "0")
    try expectPictures(session, step: 0)
  }

  @Test("What is drawn bit by bit looks as if drawn anew: help, the other screen and back")
  func leftovers() throws {
    guard var session = try Session() else { return }
    let steps = try session.terminal.screenshot()
    try session.press("question", named: "?")
    try expectAsAnew(&session)
    try session.press("Escape", named: "Esc")
    #expect(try session.leastDifference { $0.shareDiffering(from: steps) } <= 0.001)
    try expectPictures(session, step: 3)
    try session.press("2", named: "2")
    try expectAsAnew(&session)
    try session.press("1", named: "1")
    #expect(try session.leastDifference { $0.shareDiffering(from: steps) } <= 0.001)
    try expectAsAnew(&session)
  }

  /// Checks that painting everything anew changes nothing.
  private func expectAsAnew(
    _ session: inout Session, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try session.terminal.screenshot()
    try session.press("ctrl+l", named: "Ctrl-L")
    let difference = try session.leastDifference { $0.shareDiffering(from: before) }
    #expect(difference <= 0.001, "differs from a full redraw", sourceLocation: sourceLocation)
  }

  @Test("Pictures are there when the window was hidden, after many of them too")
  func exposure() throws {
    guard var session = try Session() else { return }
    for _ in 0..<3 {
      for (key, name) in [("h", "h"), ("h", "h"), ("l", "l"), ("l", "l")] {
        try session.press(key, named: name)
      }
    }
    let before = try session.terminal.screenshot()
    try session.terminal.hide()
    let hidden = try session.terminal.screenshot()
    #expect(hidden.shareDiffering(from: before) > 0.1, "the window is hidden")
    try session.terminal.show()
    #expect(try session.leastDifference { $0.shareDiffering(from: before) } <= 0.001)
    try expectPictures(session, step: 3)
  }

  @Test("A schedule that ends in pure noise has both its plots")
  func pureNoise() throws {
    guard var session = try Session() else { return }
    try session.press("c", named: "c")
    try session.press("p", named: "p")
    try session.press("2", named: "2")
    let sigma = try session.region("plot sigma")
    #expect(sigma.shareDiffering(from: Raster(width: sigma.width, height: sigma.height)) > 0.005)
  }

  @Test("After a resize the pictures fill their new places")
  func resized() throws {
    guard var session = try Session() else { return }
    for (columns, rows) in [(80, 24), (60, 15), (200, 60)] {
      try session.resize(columns: columns, rows: rows)
      try expectAsAnew(&session)
      if columns >= 64 { try expectPictures(session, step: 3) }
    }
  }
}
