import Foundation
import Inference
import Render
import Testing

@testable import TUI

/// Ground truth of a person's own pictures: what lies beside them, and what is asked for.
@Suite struct GroundTruthFileTests {
  private let folder: StateFixture
  private let raster = Raster(width: 3, height: 2, pixels: Array(repeating: RGB(9, 9, 9), count: 6))

  init() throws {
    folder = try StateFixture()
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func depth(_ name: String, _ shape: [Int] = [2, 3]) throws -> String {
    let count = shape.reduce(1, *)
    try Npy.write(
      try Tensor((0..<count).map { Float($0) + 1 }, shape: shape), to: path(name))
    return path(name)
  }

  private func open(_ truth: String? = nil) throws -> Picture {
    try PictureOpener.picture(
      of: raster, path("photo.png"), truth: truth, id: PictureID(number: 1))
  }

  @Test("depth and normals that lie beside a picture as .npy are taken, those of another size left")
  func beside() throws {
    #expect(try open().groundTruthDepth == nil)
    _ = try depth("photo-depth.npy")
    _ = try depth("photo-normals.npy", [2, 3, 3])
    let opened = try open()
    #expect(opened.groundTruthDepth?.scalars == [1, 2, 3, 4, 5, 6])
    #expect(opened.groundTruthNormals?.shape == [2, 3, 3])
    #expect(opened.truthPath == nil)
    _ = try depth("photo-depth.npy", [4, 4])
    #expect(try open().groundTruthDepth == nil)
  }

  @Test("a file that is asked for stands in for what lies beside")
  func askedFor() throws {
    _ = try depth("photo-depth.npy")
    let other = try depth("other.npy", [2, 3, 3])
    let opened = try open(other)
    #expect(opened.groundTruthDepth == nil && opened.groundTruthNormals != nil)
    #expect(opened.truthPath == other)
    try PNGWriter.writeGray16(
      [1000, 2000, 3000, 4000, 5000, 6500], width: 3, height: 2, to: path("g.png"))
    #expect(try open(path("g.png")).groundTruthDepth?.scalars.last == 6.5)
    try PNGWriter.write(raster, to: path("n.png"))
    #expect(
      try open(path("n.png")).groundTruthNormals != nil, "a picture in colours is one of normals")
  }

  @Test("a file that cannot be ground truth is refused in one sentence that says why")
  func refused() throws {
    let sizes = #expect(throws: InferenceError.self) { try open(try depth("w.npy", [3, 2])) }
    #expect(
      sizes?.description.contains("w.npy does not fit: it is 2x3, the picture photo.png 3x2")
        == true)
    let shape = #expect(throws: InferenceError.self) { try open(try depth("s.npy", [6])) }
    #expect(shape?.description.contains("[6]") == true)
    let missing = #expect(throws: InferenceError.self) { try open(path("none.npy")) }
    #expect(missing?.description.contains("none.npy") == true)
  }
}

/// `:metrics FILE`.
@Suite struct GroundTruthCommandTests {
  @Test("the picture is opened anew with the file, and a session brings both back")
  func command() throws {
    var state = try Scenario.finished()
    let picture = try #require(state.picture)
    let effects = update(&state, .command("metrics my depth.npy"))
    #expect(effects == [.openPicture(path: picture.path, truth: "my depth.npy")])
    #expect(state.isOpening)
    var opened = picture
    opened.id = PictureID(number: 7)
    opened.truthPath = "/a/my depth.npy"
    _ = update(&state, .picture(.opened(opened)))
    #expect(state.notice?.text.contains("measured against /a/my depth.npy") == true)
    try Scenario.compute(&state)
    let session = try #require(state.session)
    #expect(session.lines[2] == "metrics /a/my depth.npy")
    #expect(SessionFile.allowed.contains("metrics"))
    #expect(throws: Never.self) {
      try SessionScript(
        SessionFile(
          path: "x", text: (SessionHeader().lines + session.lines).joined(separator: "\n")))
    }
  }

  @Test("with no picture, or no file named, it says so")
  func refused() throws {
    var state = AppState()
    #expect(update(&state, .command("metrics a.npy")).isEmpty)
    #expect(state.notice?.text.contains("No picture is open") == true)
    _ = update(&state, .command("truth"))
    #expect(state.notice?.text.contains(":metrics needs a file") == true)
  }

  @Test("a session with ground truth asks for it after the picture, once")
  func replayed() throws {
    var state = try Scenario.finished()
    let picture = try #require(state.picture)
    let text =
      (SessionHeader().lines + [
        "model \(try #require(state.summary).name)", "open \(picture.path)", "metrics /a/b.npy",
        "set steps 2", "run",
      ]).joined(separator: "\n")
    _ = update(&state, .session(.loaded(try SessionFile(path: "x", text: text))))
    #expect(state.isOpening)
    var opened = picture
    opened.truthPath = "/a/b.npy"
    _ = update(&state, .picture(.opened(opened)))
    #expect(!state.isOpening && state.sessions.replay == nil)
    #expect(state.session?.truth == "/a/b.npy")
  }
}
