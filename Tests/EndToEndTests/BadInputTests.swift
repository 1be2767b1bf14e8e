import Foundation
import Inference
import Render
import TestSupport
import Testing

/// Every bad input gets one clear sentence on stderr, the contract's exit code, and nothing on stdout.
@Suite("Bad inputs")
struct BadInputTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var arguments: [String]
    var status: Int32
    /// What the sentence must name.
    var words: [String]
    var testDescription: String { name }

    init(_ name: String, _ arguments: [String], _ status: Int32, _ words: [String]) {
      self.name = name
      self.arguments = arguments
      self.status = status
      self.words = words
    }
  }

  static let scene = Golden.root + "/assets/scenes/scene-05.png"

  static let flags: [Case] = [
    Case("a picture that is not there", ["run", "nowhere.png"], 66, ["nowhere.png", "not there"]),
    Case(
      "an unknown scheduler", ["run", scene, "--scheduler", "eulr"], 64,
      ["--scheduler", "eulr", "ddim"]),
    Case("no steps", ["run", scene, "--steps", "0"], 64, ["0", "1…1000"]),
    Case("too many steps", ["run", scene, "--steps", "1001"], 64, ["1001", "1…1000"]),
    Case(
      "an unknown spacing", ["run", scene, "--spacing", "even"], 64,
      ["--spacing", "leading, trailing, linspace"]),
    Case(
      "a clipping that is neither on nor off", ["run", scene, "--clip-sample", "maybe"], 64,
      ["--clip-sample", "on, off, file"]),
    Case(
      "clipping where a scheduler has none",
      ["run", scene, "--scheduler", "euler", "--clip-sample", "on"], 64, ["euler", "Heun"]),
    Case(
      "a told timestep out of range", ["run", scene, "--steps", "1", "--told-timestep", "1000"], 64,
      ["1000", "0…999"]),
    Case(
      "a told list of another length", ["run", scene, "--steps", "3", "--told-timestep", "999,1"],
      64, ["2", "3"]),
    Case("an ensemble of nobody", ["run", scene, "--ensemble", "0"], 64, ["0", "1…256"]),
    Case("an ensemble of a million", ["run", scene, "--ensemble", "1000000"], 64, ["1…256"]),
    Case(
      "an ensemble of members that are all alike",
      ["run", scene, "--ensemble", "2", "--noise", "zeros"], 64, ["zeros", "alike"]),
    Case(
      "an ensemble of a family that merges nothing",
      ["run", scene, "--ensemble", "2", "--model", "lotus-g-depth-tiny"], 64, ["Lotus", "merge"]),
    Case(
      "a reduction that depth does not have",
      ["run", scene, "--ensemble", "2", "--reduction", "closest"], 64, ["closest", "median, mean"]),
    Case(
      "a reduction of a single run", ["run", scene, "--reduction", "mean"], 64,
      ["--reduction", "--ensemble"]),
    Case(
      "an alignment that nobody published",
      ["run", scene, "--ensemble", "2", "--ensemble-alignment", "best"], 64,
      ["best", "diffusers, original, paper"]),
    Case(
      "a task switch on a model without one", ["run", scene, "--task", "reconstruction"], 64,
      ["--task", "Lotus"]),
    Case(
      "a resolution that the autoencoder cannot divide", ["run", scene, "--resolution", "190"], 64,
      ["190", "8"]),
    Case(
      "an unknown model", ["run", scene, "--model", "marigold-huge"], 66,
      ["marigold-huge", "marigold-depth-tiny"]),
    Case(
      "a seed and a noise file", ["run", scene, "--seed", "1", "--noise-file", "x.npy"], 64,
      ["--noise-file", "--seed"]),
    Case("a schedule of no steps", ["schedule", "--steps", "0"], 64, ["0", "1…1000"]),
    Case(
      "a scheduler config that is not there", ["schedule", "--config", "nowhere.json"], 66,
      ["nowhere.json", "not there"]),
    Case("a command of a later version", ["export"], 64, ["export", "run, map, eval, schedule"]),
    Case("the explorer without a terminal", [], 69, ["terminal"]),
  ]

  @Test("flags and names", arguments: flags)
  func flag(_ bad: Case) throws {
    try expect(bad)
  }

  @Test("pictures that are none, or not whole, or too large")
  func pictures() throws {
    let folder = try TemporaryFolder()
    let png = try Data(contentsOf: URL(fileURLWithPath: Self.scene))
    let files: [(String, Data, [String])] = [
      ("words.png", Data("these are words".utf8), ["words.png", "PNG, JPEG"]),
      ("empty.png", Data(), ["empty.png", "0 bytes"]),
      ("half.png", png.prefix(png.count / 2), ["half.png", "damaged"]),
      ("head.jpg", Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 16]), ["head.jpg", "damaged"]),
      (
        "vast.png", HostilePicture.promising(width: 20_000, height: 20_000),
        ["vast.png", "too large"]
      ),
    ]
    for (name, bytes, words) in files {
      let path = folder.path + "/" + name
      try bytes.write(to: URL(fileURLWithPath: path))
      try expect(Case(name, ["run", path], 65, words))
    }
    try expect(Case("a folder", ["run", folder.path], 65, ["not a file"]))
  }

  @Test("a name with control characters reaches the terminal escaped")
  func escapes() throws {
    let result = try Shell.stepscope(["run", "evil\u{1B}[2Jname.png"])
    #expect(result.status == 66)
    #expect(!result.errors.contains("\u{1B}"))
    #expect(result.errors.contains("\\u{1b}"))
  }

  @Test("a picture of one pixel is a picture")
  func onePixel() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/dot.png"
    try PNGWriter.write(Raster(width: 1, height: 1, fill: RGB(9, 99, 199)), to: path)
    let result = try Shell.stepscope(["run", path, "--steps", "1", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("\"quantity\" : \"depth\""))
  }

  @Test("a folder that is not empty is left alone without --force")
  func keepsFiles() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/mine.txt"
    try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
    let result = try Shell.stepscope([
      "run", Self.scene, "--steps", "1", "--out", folder.path,
    ])
    #expect(result.status == 73)
    #expect(result.errors.contains("--force"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mine.txt"])
  }

  private func expect(_ bad: Case, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let result = try Shell.stepscope(bad.arguments)
    #expect(
      result.status == bad.status, "\(bad.name): \(result.status) \(result.errors)",
      sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, "\(bad.name): \(result.output)", sourceLocation: sourceLocation)
    for word in bad.words {
      #expect(
        result.errors.contains(word), "\(bad.name): no “\(word)” in: \(result.errors)",
        sourceLocation: sourceLocation)
    }
    let lines = result.errors.split(separator: "\n")
    #expect(
      lines.count == 1, "\(bad.name): more than a sentence: \(result.errors)",
      sourceLocation: sourceLocation)
  }
}
