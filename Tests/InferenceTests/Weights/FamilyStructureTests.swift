internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// Whole checkpoints with one key or file that is not there, misspelled or off by one.
@Suite("Spoilt checkpoints of every family")
struct FamilyStructureTests {
  /// Keys whose lack no file can reveal: their class's default is taken, as diffusers does.
  ///
  /// A scheduler's are named by `lint`.
  private static let defaulted: Set<String> = [
    "unet/config.json use_linear_projection", "unet/config.json sample_size",
    "text_encoder/config.json hidden_act",
  ]

  private static func hasDefault(_ file: String, _ key: String) -> Bool {
    switch ConfigReader(rawValue: file) {
    case .scheduler: true
    case .index: key != "noising_step"
    default: defaulted.contains("\(file) \(key)")
    }
  }

  @Test(
    "a missing key has its class's value, or is noticed",
    arguments: [
      "marigold-iid-lighting", "lotus-depth-g", "geowizard-v1", "geowizard-v2", "depthfm",
    ])
  func missingKeys(family: String) throws {
    let copy = try FamilyCopy(family)
    for file in copy.configs {
      let reader = try #require(ConfigReader(rawValue: file))
      let original = try copy.object(file)
      let sound = try reader.read(original).config
      for key in original.keys.sorted() {
        var changed = original
        changed[key] = nil
        if let config = try? reader.read(changed).config, isSame(config, sound) { continue }
        let sentence = try copy.complaint(file) { $0[key] = nil }
        guard let sentence else {
          #expect(Self.hasDefault(file, key), "\(file) without \(key) passes")
          continue
        }
        let part = file.split(separator: "/")[0]
        #expect(isSentence(sentence) && sentence.contains(part), "\(key): \(sentence)")
      }
    }
  }

  private func isSame<Config: Equatable>(_ config: Config, _ other: any Equatable) -> Bool {
    other as? Config == config
  }

  @Test(
    "a number that is off by one contradicts the weights",
    arguments: [
      ("geowizard-v1", "unet/config.json"), ("geowizard-v1", "vae/config.json"),
      ("geowizard-v1", "image_encoder/config.json"), ("geowizard-v2", "text_encoder/config.json"),
      ("marigold-iid-lighting", "unet/config.json"), ("lotus-depth-g", "unet/config.json"),
    ])
  func sizes(family: String, file: String) throws {
    let copy = try FamilyCopy(family)
    let reader = try #require(ConfigReader(rawValue: file))
    let sound = try reader.read(try copy.object(file)).file
    var count = 0
    for key in sound.askedKeys.subtracting(Self.noSizes).sorted() {
      let larger: Any
      switch sound.unasked(key) {
      case .integer(let number): larger = number + 1
      case .array(let values):
        guard case .integer(let first)? = values.first else { continue }
        larger = values.map { _ in first + 1 }
      default: continue
      }
      count += 1
      let sentence = try copy.complaint(file) { $0[key] = larger }
      let part = file.split(separator: "/")[0]
      #expect(
        sentence.map { isSentence($0) && $0.contains(part) } == true,
        "\(key) = \(larger): \(sentence ?? "passes")")
    }
    #expect(count > 3)
  }

  /// Numbers that no tensor's shape follows from.
  private static let noSizes: Set<String> = [
    "sample_size", "freq_shift", "mid_block_scale_factor", "attention_head_dim",
    "num_attention_heads",
  ]

  @Test(
    "a misspelled key is named with the one that was meant",
    arguments: [
      ("depthfm", "model_index.json", "noising_step", "noisng_step"),
      ("geowizard-v1", "image_encoder/config.json", "patch_size", "pach_size"),
      ("geowizard-v1", "feature_extractor/preprocessor_config.json", "image_mean", "image_maen"),
      ("geowizard-v2", "text_encoder/config.json", "hidden_size", "hiden_size"),
      ("marigold-iid-lighting", "model_index.json", "target_properties", "target_propertys"),
      ("lotus-depth-g", "unet/config.json", "block_out_channels", "block_out_chanels"),
      ("lotus-depth-g", "vae/config.json", "latent_channels", "latent_chanels"),
      (
        "lotus-depth-g", "scheduler/scheduler_config.json", "timestep_spacing", "timestep_spacng"
      ),
    ])
  func spelling(family: String, file: String, key: String, wrong: String) throws {
    let sentence = try FamilyCopy(family).complaint(file) {
      $0[wrong] = $0.removeValue(forKey: key)
    }
    #expect(sentence?.contains(file) == true, "\(sentence ?? "passes")")
    #expect(sentence?.contains("the key \(wrong) is not known and \(key)") == true)
  }

  @Test(
    "a missing file is named",
    arguments: [
      ("geowizard-v1", "image_encoder/config.json"),
      ("geowizard-v1", "image_encoder/model.safetensors"),
      ("geowizard-v1", "feature_extractor/preprocessor_config.json"),
      ("geowizard-v2", "text_encoder/config.json"), ("geowizard-v2", "tokenizer/vocab.json"),
      ("geowizard-v2", "tokenizer/merges.txt"), ("depthfm", "empty_embedding.safetensors"),
      ("lotus-depth-d-disparity", "vae/config.json"), ("e2e-ft-depth", "unet/config.json"),
      ("marigold-depth-lcm", "scheduler/scheduler_config.json"),
      ("marigold-depth-v1-0", "unet/diffusion_pytorch_model.safetensors"),
      ("marigold-normals-v0-1", "model_index.json"),
    ])
  func parts(family: String, file: String) throws {
    let copy = try FamilyCopy(family)
    try FileManager.default.removeItem(atPath: copy.folder.path(file))
    let sentence = try #require(copy.complaint)
    #expect(sentence.contains(file) && isSentence(sentence), "\(sentence)")
    // A folder in the file's place is told from a missing file.
    try FileManager.default.createDirectory(
      atPath: copy.folder.path(file), withIntermediateDirectories: true)
    let folder = try #require(copy.complaint)
    #expect(folder.contains("\(file) cannot be read: it is a folder"), "\(folder)")
  }

  @Test("parts of a checkpoint that contradict each other are named")
  func contradictions() throws {
    let picture = try FamilyCopy("geowizard-v1")
    let crop = try picture.complaint("feature_extractor/preprocessor_config.json") {
      $0["crop_size"] = 112
    }
    #expect(crop?.contains("crop_size in ") == true && crop?.contains("image_size") == true)
    let prompt = try FamilyCopy("geowizard-v2")
    let vocabulary = try prompt.complaint("tokenizer/vocab.json") { $0["more"] = 5000 }
    #expect(vocabulary?.contains("vocab_size in ") == true, "\(vocabulary ?? "passes")")
    #expect(vocabulary?.contains("more than 5000") == true)
    let plain = try FamilyCopy("marigold-depth-v1-1")
    let path = plain.folder.path("empty_embedding.safetensors")
    try FileManager.default.removeItem(atPath: path)
    try SafetensorsWriter.write([("x", Tensor(zeros: [1, 2, 7]))], metadata: [:], to: path)
    let width = plain.complaint
    #expect(width?.contains("\(path), is 7") == true, "\(width ?? "passes")")
  }
}
