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
  }

  static let scene = Golden.root + "/assets/scenes/scene-05.png"

  static let flags: [Case] = [
    Case(
      name: "a picture that is not there", arguments: ["run", "nowhere.png"], status: 66,
      words: ["nowhere.png", "not there"]),
    Case(
      name: "an unknown scheduler", arguments: ["run", scene, "--scheduler", "eulr"], status: 64,
      words: ["--scheduler", "eulr", "ddim"]),
    Case(
      name: "no steps", arguments: ["run", scene, "--steps", "0"], status: 64,
      words: ["0", "1…1000"]),
    Case(
      name: "too many steps", arguments: ["run", scene, "--steps", "1001"], status: 64,
      words: ["1001", "1…1000"]),
    Case(
      name: "an unknown spacing", arguments: ["run", scene, "--spacing", "even"], status: 64,
      words: ["--spacing", "leading, trailing, linspace"]),
    Case(
      name: "a told timestep out of range",
      arguments: ["run", scene, "--steps", "1", "--told-timestep", "1000"], status: 64,
      words: ["1000", "0…999"]),
    Case(
      name: "a told list of another length",
      arguments: ["run", scene, "--steps", "3", "--told-timestep", "999,1"], status: 64,
      words: ["2", "3"]),
    Case(
      name: "an ensemble of nobody",
      arguments: ["run", scene, "--ensemble", "0"], status: 64, words: ["0", "1…256"]),
    Case(
      name: "an ensemble of a million",
      arguments: ["run", scene, "--ensemble", "1000000"], status: 64, words: ["1…256"]),
    Case(
      name: "an ensemble of members that are all alike",
      arguments: ["run", scene, "--ensemble", "2", "--noise", "zeros"], status: 64,
      words: ["zeros", "alike"]),
    Case(
      name: "an ensemble of a family that merges nothing",
      arguments: ["run", scene, "--ensemble", "2", "--model", "lotus-g-depth-tiny"], status: 64,
      words: ["Lotus", "merge"]),
    Case(
      name: "a reduction that depth does not have",
      arguments: ["run", scene, "--ensemble", "2", "--reduction", "closest"], status: 64,
      words: ["closest", "median, mean"]),
    Case(
      name: "a reduction of a single run", arguments: ["run", scene, "--reduction", "mean"],
      status: 64, words: ["--reduction", "--ensemble"]),
    Case(
      name: "an alignment that nobody published",
      arguments: ["run", scene, "--ensemble", "2", "--ensemble-alignment", "best"], status: 64,
      words: ["best", "diffusers, original, paper"]),
    Case(
      name: "a task switch on a model without one",
      arguments: ["run", scene, "--task", "reconstruction"], status: 64,
      words: ["--task", "Lotus"]),
    Case(
      name: "a resolution that the autoencoder cannot divide",
      arguments: ["run", scene, "--resolution", "190"], status: 64, words: ["190", "8"]),
    Case(
      name: "an unknown model", arguments: ["run", scene, "--model", "marigold-huge"], status: 66,
      words: ["marigold-huge", "marigold-depth-tiny"]),
    Case(
      name: "a seed and a noise file",
      arguments: ["run", scene, "--seed", "1", "--noise-file", "x.npy"], status: 64,
      words: ["--noise-file", "--seed"]),
    Case(
      name: "a schedule of no steps", arguments: ["schedule", "--steps", "0"], status: 64,
      words: ["0", "1…1000"]),
    Case(
      name: "a scheduler config that is not there",
      arguments: ["schedule", "--config", "nowhere.json"], status: 66,
      words: ["nowhere.json", "not there"]),
    Case(
      name: "a command of a later version", arguments: ["export"], status: 64,
      words: ["export", "run, map, eval, schedule"]),
    Case(
      name: "the explorer without a terminal", arguments: [], status: 69, words: ["terminal"]),
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
      ("vast.png", Self.header(width: 20_000, height: 20_000), ["vast.png", "too large"]),
    ]
    for (name, bytes, words) in files {
      let path = folder.path + "/" + name
      try bytes.write(to: URL(fileURLWithPath: path))
      try expect(Case(name: name, arguments: ["run", path], status: 65, words: words))
    }
    try expect(
      Case(
        name: "a folder", arguments: ["run", folder.path], status: 65, words: ["not a file"]))
  }

  /// A PNG that promises more pixels than anybody may have.
  private static func header(width: UInt32, height: UInt32) -> Data {
    var bytes = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    var chunk = Data("IHDR".utf8)
    for number in [width, height] {
      withUnsafeBytes(of: number.bigEndian) { chunk.append(contentsOf: $0) }
    }
    chunk.append(contentsOf: [8, 2, 0, 0, 0])
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in chunk {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    bytes.append(chunk)
    withUnsafeBytes(of: (~crc).bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: [0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54, 0x35, 0xAF, 0x06, 0x1E])
    bytes.append(contentsOf: [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    return bytes
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
