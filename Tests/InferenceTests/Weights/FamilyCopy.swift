internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// A family's miniature whose configs are copies, so that they can be spoilt; its weights are links.
struct FamilyCopy {
  /// Every family's miniature.
  static let names = [
    "depthfm", "e2e-ft-depth", "e2e-ft-normals", "geowizard-e2e-ft", "geowizard-v1", "geowizard-v2",
    "lotus-depth-d-disparity", "lotus-depth-g", "lotus-normal-g", "marigold-depth-lcm",
    "marigold-depth-v1-0", "marigold-depth-v1-1", "marigold-iid-appearance",
    "marigold-iid-lighting", "marigold-normals-v0-1", "marigold-normals-v1-1",
  ]

  let folder: TemporaryFolder

  init(_ name: String) throws {
    folder = try TemporaryFolder()
    try copy(Golden.folder + "/families/" + name, to: "")
  }

  private func copy(_ source: String, to prefix: String) throws {
    let manager = FileManager.default
    for entry in try manager.contentsOfDirectory(atPath: source) where entry != "golden.safetensors"
    {
      let path = try #require(FilePath.resolved(source + "/" + entry))
      if FilePath.isFolder(path) {
        try copy(path, to: prefix + entry + "/")
      } else if entry.hasSuffix(".safetensors") {
        let link = URL(fileURLWithPath: folder.path(prefix + entry))
        try manager.createDirectory(
          at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
        try manager.createSymbolicLink(atPath: link.path, withDestinationPath: path)
      } else {
        try folder.write(
          Array(try Data(contentsOf: URL(fileURLWithPath: path))), to: prefix + entry)
      }
    }
  }

  /// The config files that classes read, by their paths in the folder.
  var configs: [String] {
    ConfigReader.allCases.map(\.rawValue).filter {
      FileManager.default.fileExists(atPath: folder.path($0))
    }
  }

  /// A config's members.
  func object(_ file: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(file)))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// Writes a config anew.
  func write(_ object: [String: Any], _ file: String) throws {
    try folder.write(Array(try JSONSerialization.data(withJSONObject: object)), to: file)
  }

  /// What is said of the folder, nil when nothing.
  var complaint: String? {
    do throws(InferenceError) {
      _ = try ModelOutline(try ModelFolder(path: folder.path))
      return nil
    } catch {
      return error.description
    }
  }

  /// What is said after `change` of a config, which is put back afterwards.
  func complaint(_ file: String, _ change: (inout [String: Any]) -> Void) throws -> String? {
    let original = try object(file)
    var changed = original
    change(&changed)
    try write(changed, file)
    defer { try? write(original, file) }
    return complaint
  }
}

/// The config files of a checkpoint and the types that read them.
enum ConfigReader: String, CaseIterable {
  case index = "model_index.json"
  case unet = "unet/config.json"
  case vae = "vae/config.json"
  case scheduler = "scheduler/scheduler_config.json"
  case text = "text_encoder/config.json"
  case vision = "image_encoder/config.json"
  case processor = "feature_extractor/preprocessor_config.json"

  /// The config; a scheduler's must also be one that a run can be planned with.
  func read(_ file: ConfigFile) throws(InferenceError) -> any Equatable {
    switch self {
    case .index: return try ModelIndex(file)
    case .unet: return try UNetConfig(file)
    case .vae: return try AutoencoderKLConfig(file)
    case .text: return try CLIPTextConfig(file)
    case .vision: return try CLIPVisionConfig(file)
    case .processor: return try CLIPImageProcessor(file)
    case .scheduler:
      let config = try SchedulerConfig(file)
      var settings = RunSettings(config)
      settings.steps = 2
      if settings.scheduler == .flowEuler { settings.predictionType = .flow }
      _ = try Planning.plan(settings, config)
      return config
    }
  }

  /// Reads members as the file's text.
  func read(_ members: [String: Any]) throws -> (config: any Equatable, file: ConfigFile) {
    let bytes = Array(try JSONSerialization.data(withJSONObject: members))
    let file = try ConfigFile(bytes: bytes, path: rawValue)
    return (try read(file), file)
  }
}

/// Whether a text is one sentence: one line, ended by a full stop.
func isSentence(_ text: String) -> Bool {
  text.count > 30 && text.hasSuffix(".") && !text.hasSuffix("..") && !text.contains("\n")
}
