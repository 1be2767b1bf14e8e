internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// Every key that the loaders read of every family's miniature, and every tensor, spoilt in turn: one
/// sentence that names the file and the key, or the tensor and the nearest name.
@Suite("Spoilt checkpoints of every family")
struct FamilySweepTests {
  /// The structures that differ in what they are loaded from.
  static let families = [
    "marigold-depth-v1-1", "marigold-iid-lighting", "lotus-depth-d-disparity", "geowizard-v1",
    "geowizard-v2", "depthfm",
  ]
  /// Keys of these files that say nothing about what is computed here.
  static let indifferent: Set<String> = [
    "sample_size", "initializer_range", "initializer_factor", "logit_scale_init_value",
    "attention_dropout", "dropout", "do_center_crop", "size", "bos_token_id", "eos_token_id",
    "pad_token_id", "dtype", "torch_dtype", "architectures", "return_dict", "model_type",
    "scale_invariant", "shift_invariant",
  ]

  /// A folder whose configs are copies and whose weights are links.
  private func copy(_ name: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let source = Golden.folder + "/families/" + name
    let manager = FileManager.default
    for entry in try manager.contentsOfDirectory(atPath: source) where entry != "golden.safetensors"
    {
      let from = source + "/" + entry
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: from, isDirectory: &isFolder), isFolder.boolValue else {
        try folder.write(Array(try Data(contentsOf: URL(fileURLWithPath: from))), to: entry)
        continue
      }
      for file in try manager.contentsOfDirectory(atPath: from) {
        try folder.write(
          Array(try Data(contentsOf: URL(fileURLWithPath: from + "/" + file))),
          to: entry + "/" + file)
      }
    }
    return folder
  }

  /// What is said of a folder, nil when nothing.
  private func complaint(_ folder: TemporaryFolder) -> String? {
    do throws(InferenceError) {
      _ = try ModelOutline(try ModelFolder(path: folder.path))
      return nil
    } catch {
      return error.description
    }
  }

  private func configs(_ folder: TemporaryFolder) throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return names.filter {
      $0.hasSuffix(".json") && !$0.hasPrefix("tokenizer")
    }.sorted()
  }

  @Test("every key of another type is named with its file", arguments: families)
  func keys(family: String) throws {
    let folder = try copy(family)
    #expect(complaint(folder) == nil)
    for file in try configs(folder) {
      let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(file)))
      let original = try #require(
        try JSONSerialization.jsonObject(with: data) as? [String: Any])
      for key in original.keys.sorted() where isRead(key, in: file) {
        for wrong in [["nested": ["x"]], -1.5e30, "mush"] as [Any] {
          // A name is a name: which class it is, is for the family to judge.
          if wrong is String, original[key] is String { continue }
          var changed = original
          changed[key] = wrong
          try folder.write(
            Array(try JSONSerialization.data(withJSONObject: changed)), to: file)
          let sentence = try #require(complaint(folder), "\(file): \(key) = \(wrong) passes")
          #expect(sentence.contains(key), "\(key) = \(wrong): \(sentence)")
          #expect(sentence.contains(file), "\(key) = \(wrong): \(sentence)")
          #expect(!sentence.contains("\n"), "\(sentence)")
        }
      }
      try folder.write(Array(data), to: file)
    }
  }

  private func isRead(_ key: String, in file: String) -> Bool {
    !Self.indifferent.contains(key) && (!key.hasPrefix("_") || key == "_class_name")
      && !Self.unused(file).contains(key)
  }

  /// Keys that a class has and the loaders have no use for.
  private static func unused(_ file: String) -> Set<String> {
    switch file {
    case "vae/config.json": ["force_upcast", "latents_mean", "latents_std", "shift_factor"]
    default: []
    }
  }

  @Test("every key that is missing is another structure, or has its class's default")
  func missingKeys() throws {
    for family in Self.families {
      let folder = try copy(family)
      for file in try configs(folder) {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(file)))
        let original = try #require(
          try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for key in original.keys {
          var changed = original
          changed[key] = nil
          try folder.write(
            Array(try JSONSerialization.data(withJSONObject: changed)), to: file)
          guard let sentence = complaint(folder) else { continue }
          #expect(sentence.count > 30 && sentence.hasSuffix("."), "\(family) \(key): \(sentence)")
        }
        try folder.write(Array(data), to: file)
      }
    }
  }

  @Test(
    "a word that is nearly one of the known is refused with it",
    arguments: [
      ("model_index.json", "prediction_type", "normal", "normals"),
      ("model_index.json", "prediction_type", "depht", "depth"),
    ])
  func words(file: String, key: String, wrong: String, right: String) throws {
    let folder = try copy("marigold-depth-v1-1")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(file)))
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    object[key] = wrong
    try folder.write(Array(try JSONSerialization.data(withJSONObject: object)), to: file)
    let sentence = try #require(complaint(folder))
    #expect(sentence.contains(key) && sentence.contains("the nearest is \(right)"), "\(sentence)")
  }

  @Test(
    "a misspelled key is named with the one that was meant",
    arguments: [
      ("depthfm", "model_index.json", "noising_step", "noisng_step"),
      ("geowizard-v1", "image_encoder/config.json", "patch_size", "pach_size"),
      ("geowizard-v1", "feature_extractor/preprocessor_config.json", "image_mean", "image_maen"),
      ("geowizard-v2", "text_encoder/config.json", "hidden_size", "hiden_size"),
      ("marigold-iid-lighting", "model_index.json", "target_properties", "target_propertys"),
    ])
  func spelling(family: String, file: String, key: String, wrong: String) throws {
    let folder = try copy(family)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(file)))
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    object[wrong] = object.removeValue(forKey: key)
    try folder.write(Array(try JSONSerialization.data(withJSONObject: object)), to: file)
    let sentence = try #require(complaint(folder))
    #expect(sentence.contains(key) && sentence.contains(wrong), "\(sentence)")
  }

  @Test(
    "a missing part is named",
    arguments: [
      ("geowizard-v1", "image_encoder/config.json"),
      ("geowizard-v1", "feature_extractor/preprocessor_config.json"),
      ("geowizard-v2", "text_encoder/config.json"), ("geowizard-v2", "tokenizer/vocab.json"),
      ("geowizard-v2", "tokenizer/merges.txt"), ("depthfm", "empty_embedding.safetensors"),
      ("lotus-depth-d-disparity", "vae/config.json"),
    ])
  func parts(family: String, file: String) throws {
    let folder = try copy(family)
    try FileManager.default.removeItem(atPath: folder.path(file))
    let sentence = try #require(complaint(folder))
    #expect(sentence.contains(file), "\(sentence)")
    #expect(!sentence.contains("\n"), "\(sentence)")
  }

  private struct Headers: Weights.Source {
    var shapes: [String: [Int]]

    func read(_ name: String) throws(InferenceError) -> Tensor {
      throw .unreadable(path: name, reason: "an outline reads nothing")
    }
  }

  private func problems(
    _ part: String, _ folder: ModelFolder, _ shapes: [String: [Int]]
  ) throws -> [String] {
    let weights = Weights(Headers(shapes: shapes)).outline
    do throws(InferenceError) {
      switch part {
      case "vae": _ = try AutoencoderKL(try folder.vaeConfig(), weights)
      case "image_encoder": _ = try CLIPVision(try folder.visionConfig(), weights)
      case "text_encoder": _ = try CLIPText(try folder.textConfig(), weights)
      default: _ = try UNet(try folder.unetConfig(), weights)
      }
    } catch .weights(_, let problems) {
      return problems
    } catch {
      return [error.description]
    }
    return []
  }

  @Test(
    "every tensor that is missing, misshaped or renamed is named",
    arguments: [
      ("marigold-depth-v1-1", "vae", ""), ("geowizard-v1", "unet", ""),
      ("geowizard-v1", "image_encoder", "vision_model."),
      ("geowizard-v2", "text_encoder", "text_model."),
    ])
  func tensors(family: String, part: String, prefix: String) throws {
    let folder = try ModelFolder(path: Golden.folder + "/families/" + family)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + part)
    let file = try #require(files.first { $0.hasSuffix(".safetensors") })
    let stored = try SafetensorsFile(path: "\(folder.path)/\(part)/\(file)").shapes
    var shapes: [String: [Int]] = [:]
    for (name, shape) in stored where !name.hasSuffix("position_ids") {
      let isBare = name.hasPrefix(prefix) || name.hasPrefix("visual_projection")
      shapes[isBare ? name : prefix + name] = shape
    }
    #expect(try problems(part, folder, shapes) == [])
    for (name, shape) in shapes {
      var changed = shapes
      changed[name] = shape + [3]
      let misshaped = try problems(part, folder, changed)
      #expect(misshaped.count == 1 && misshaped[0].hasPrefix("\(name) has the shape "))
      changed[name] = nil
      #expect(try problems(part, folder, changed).contains { $0.hasPrefix("missing: \(name) ") })
      changed[name + "s"] = shape
      let renamed = try problems(part, folder, changed)
      #expect(renamed.contains { $0.hasSuffix("the nearest name is \(name)s") }, "\(renamed)")
      #expect(renamed.contains("left over: \(name)s"))
    }
  }
}
