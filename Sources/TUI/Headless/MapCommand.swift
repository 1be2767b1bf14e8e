import ArgumentParser
import Foundation
import Inference

/// `stepscope map`: the error of x̂0 for every told timestep and held noise level.
struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Map the error over told timesteps and held noise levels: .npy, .png and .json.")

  @Argument(help: "The picture: a PNG, JPEG or PPM file, or a shipped scene such as scene-05.")
  var image: String
  @Option(help: "A shipped model or a diffusers folder (default: \(Assets.defaultModel)).")
  var model = Assets.defaultModel
  @Option(help: "File variant, such as fp16 (default: the best present).")
  var variant: String?
  @Option(help: .family)
  var family: String?
  @OptionGroup var options: SettingsOptions
  @Option(help: "Told timesteps x noise levels, each 2…64.")
  var grid = "21x17"
  @Option(
    help: "What is measured: abs_rel, mean_angle or latent (default: by the ground truth).")
  var error: String?
  @Option(help: "Depth (.npy, 16-bit PNG in mm) or normals (.npy, RGB PNG) to compare with.")
  var groundTruth: String?
  @Option(help: "Folder for the files; new or empty.")
  var out: String
  @Flag(help: "Write into a folder that is not empty.")
  var force = false
  @Option(help: .precision)
  var precision: String?
  @Option(help: "Threads (default: every core).")
  var threads: Int?
  @Flag(help: "Print the map as one JSON object at the end.")
  var json = false
  @Flag(help: "Print one JSON object a cell while it grows.")
  var events = false
  @Flag(help: "No progress on stderr.")
  var quiet = false

  func run() throws {
    try reportingErrors({ () throws(InferenceError) in try mapToEnd() }, status: ExitStatus.init)
  }

  private func mapToEnd() throws(InferenceError) {
    try Threads.use(flag: threads)
    let size = try MapSize(grid, name: "--grid")
    var kind: ErrorMap.Kind?
    if let error {
      guard let named = ErrorMap.Kind(rawValue: error) else {
        throw .invalidSetting(
          name: "--error", value: error,
          allowed: ErrorMap.Kind.allCases.map(\.rawValue).joined(separator: ", "))
      }
      kind = named
    }
    var map = try HeadlessMap(self, size, kind)
    defer { KeptWeights.finishWriting() }
    try map.runToEnd()
  }
}

/// Columns and rows of a map, as `21x17`.
struct MapSize: Sendable, Hashable {
  var columns: Int
  var rows: Int

  /// The size that maps have unless a person says otherwise.
  static let usual = MapSize(columns: 21, rows: 17)

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// Reads `21x17`.
  ///
  /// - Throws: `invalidSetting` under the name it is asked for by.
  init(_ text: String, name: String) throws(InferenceError) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1],
      ErrorMapGrid.sizes.contains(columns), ErrorMapGrid.sizes.contains(rows)
    else {
      throw .invalidSetting(
        name: name, value: text,
        allowed: "told timesteps x noise levels, each \(ErrorMapGrid.sizes.lowerBound) to "
          + "\(ErrorMapGrid.sizes.upperBound), such as 21x17")
    }
    self.init(columns: columns, rows: rows)
  }

  /// `21x17`.
  var text: String { "\(columns)x\(rows)" }
}
