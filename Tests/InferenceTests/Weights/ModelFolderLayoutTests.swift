internal import Foundation
internal import Testing

@testable internal import Inference

/// Folders made for the purpose, sound and unsound.
@Suite struct ModelFolderLayoutTests {
  static let smallUNet =
    #"{"block_out_channels":[32],"down_block_types":["DownBlock2D"],"#
    + #""up_block_types":["UpBlock2D"]}"#

  /// A folder with everything a model needs, each tensor holding the number of its file.
  static func makeFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(
      #"{"_class_name":"MarigoldPipeline","unet":["diffusers","UNet2DConditionModel"],"#
        + #""text_encoder":[null,null],"prediction_type":"depth","default_denoising_steps":10,"#
        + #""default_processing_resolution":768,"target_properties":{"target_names":["albedo"]}}"#,
      to: "model_index.json")
    try folder.write(smallUNet, to: "unet/config.json")
    try folder.write("{}", to: "vae/config.json")
    try folder.write("{}", to: "scheduler/scheduler_config.json")
    try write(folder, "unet/diffusion_pytorch_model.safetensors", ["a": 1])
    try write(folder, "vae/diffusion_pytorch_model.safetensors", ["a": 2])
    return folder
  }

  static func write(
    _ folder: TemporaryFolder, _ name: String, _ tensors: [String: Float]
  ) throws {
    try folder.write("", to: name)
    try SafetensorsWriter.write(
      tensors.sorted { $0.key < $1.key }.map { ($0.key, try Tensor([$0.value], shape: [1])) },
      to: folder.path(name))
  }

  static func value(
    _ folder: ModelFolder, _ component: String, _ name: String = "a"
  ) throws -> Float {
    try folder.weights(component)(name, shape: [1]).scalars[0]
  }

  @Test func theIndexIsRead() throws {
    let folder = try Self.makeFolder()
    let index = try ModelFolder(path: folder.path).modelIndex
    #expect(index.className == "MarigoldPipeline")
    #expect(index.components == ["unet": "UNet2DConditionModel"])
    #expect(index.predictionType == "depth" && index.defaultDenoisingSteps == 10)
    #expect(index.defaultProcessingResolution == 768 && index.scaleInvariant == nil)
    #expect(index.targetNames == ["albedo"])
  }

  @Test func theBestVariantIsChosen() throws {
    let folder = try Self.makeFolder()
    try Self.write(folder, "unet/diffusion_pytorch_model.fp16.safetensors", ["a": 16])
    #expect(try Self.value(ModelFolder(path: folder.path), "unet") == 1)
    let half = try ModelFolder(path: folder.path, variant: "fp16")
    #expect(try Self.value(half, "unet") == 16)
    #expect(try Self.value(half, "vae") == 2)
    try FileManager.default.removeItem(
      atPath: folder.path("unet/diffusion_pytorch_model.safetensors"))
    #expect(try Self.value(ModelFolder(path: folder.path), "unet") == 16)
    #expect(throws: InferenceError.self) { try ModelFolder(path: folder.path, variant: "ema") }
  }

  @Test func shardsAreFoundAndListed() throws {
    let folder = try Self.makeFolder()
    let name = "unet/diffusion_pytorch_model.safetensors"
    try FileManager.default.removeItem(atPath: folder.path(name))
    try Self.write(folder, "unet/one.safetensors", ["a": 7])
    try folder.write(#"{"weight_map":{"a":"one.safetensors"}}"#, to: name + ".index.json")
    let model = try ModelFolder(path: folder.path)
    #expect(try Self.value(model, "unet") == 7)
    #expect(model.files.contains(folder.path("unet/one.safetensors")))
    #expect(model.files.contains(folder.path(name + ".index.json")))
  }

  @Test func oldAutoencoderNamesAreTranslated() throws {
    let folder = try Self.makeFolder()
    let scope = "encoder.mid_block.attentions.0"
    try Self.write(
      folder, "vae/diffusion_pytorch_model.safetensors",
      [
        "\(scope).query.weight": 1, "\(scope).key.bias": 2, "\(scope).value.weight": 3,
        "\(scope).proj_attn.bias": 4, "\(scope).group_norm.weight": 5, "decoder.key.weight": 6,
      ])
    let weights = try ModelFolder(path: folder.path).weights("vae")
    let attention = weights.scope(scope)
    #expect(try attention("to_q.weight", shape: [1]).scalars == [1])
    #expect(try attention("to_k.bias", shape: [1]).scalars == [2])
    #expect(try attention("to_v.weight", shape: [1]).scalars == [3])
    #expect(try attention("to_out.0.bias", shape: [1]).scalars == [4])
    #expect(try attention("group_norm.weight", shape: [1]).scalars == [5])
    #expect(try weights("decoder.key.weight", shape: [1]).scalars == [6])
    #expect(throws: Never.self) { try weights.finish("autoencoder") }
  }

  @Test func bothGenerationsOfANameInOneFileAreRefused() throws {
    let folder = try Self.makeFolder()
    try Self.write(
      folder, "vae/diffusion_pytorch_model.safetensors",
      ["attentions.0.query.bias": 1, "attentions.0.to_q.bias": 2])
    let error = #expect(throws: InferenceError.self) {
      try ModelFolder(path: folder.path).weights("vae")
    }
    #expect(error?.description.contains("are the same tensor, attentions.0.to_q.bias") == true)
  }

  @Test(arguments: ["", "text_model."])
  func textEncodersAreReadWithAndWithoutTheirPrefix(_ prefix: String) throws {
    let folder = try Self.makeFolder()
    try folder.write(#"{"hidden_act":"gelu"}"#, to: "text_encoder/config.json")
    try Self.write(
      folder, "text_encoder/model.fp16.safetensors",
      ["\(prefix)final_layer_norm.bias": 3, "\(prefix)embeddings.position_ids": 9])
    let model = try ModelFolder(path: folder.path)
    #expect(model.hasTextEncoder)
    #expect(try model.textConfig().activation == .gelu)
    let weights = try model.weights("text_encoder")
    #expect(try weights("text_model.final_layer_norm.bias", shape: [1]).scalars == [3])
    #expect(throws: Never.self) { try weights.finish("text encoder") }
  }

  @Test func theEmptyEmbeddingIsOptionalAndChecked() throws {
    let folder = try Self.makeFolder()
    let model = try ModelFolder(path: folder.path)
    #expect(try model.emptyEmbedding() == nil)
    let tensor = try Tensor([1, 2, 3, 4], shape: [1, 2, 2])
    let path = folder.path("empty_embedding.safetensors")
    try SafetensorsWriter.write([("x", tensor)], to: path)
    #expect(try model.emptyEmbedding() == tensor)
    try SafetensorsWriter.write([("x", tensor.reshaped([2, 2]))], to: path)
    #expect(throws: InferenceError.self) { try model.emptyEmbedding() }
  }

  @Test(arguments: [
    "unet", "vae", "unet/diffusion_pytorch_model.safetensors",
    "vae/diffusion_pytorch_model.safetensors", "model_index.json",
  ])
  func aMissingPartIsNamed(_ name: String) throws {
    let folder = try Self.makeFolder()
    try FileManager.default.removeItem(atPath: folder.path(name))
    let error = #expect(throws: InferenceError.self) { try ModelFolder(path: folder.path) }
    guard case .missing(let path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == folder.path(name))
  }

  @Test(arguments: ["unet/config.json", "vae/config.json", "scheduler/scheduler_config.json"])
  func aMissingConfigIsNamedWhenAskedFor(_ name: String) throws {
    let folder = try Self.makeFolder()
    try FileManager.default.removeItem(atPath: folder.path(name))
    let model = try ModelFolder(path: folder.path)
    let error = #expect(throws: InferenceError.self) {
      _ = try (model.unetConfig(), model.vaeConfig(), model.schedulerConfig())
    }
    #expect(error?.description.hasPrefix("\(folder.path(name)) is not there") == true)
    #expect(!model.files.contains(folder.path(name)))
  }

  @Test(arguments: ["bin", "ckpt", "pt"]) func picklesAreRefusedWithAdvice(_ ending: String) throws
  {
    let folder = try Self.makeFolder()
    let weights = folder.path("unet/diffusion_pytorch_model.safetensors")
    try FileManager.default.removeItem(atPath: weights)
    let pickle = try folder.write("x", to: "unet/diffusion_pytorch_model.\(ending)")
    let other = try TemporaryFolder()
    try other.write("x", to: "model.\(ending)")
    for path in [folder.path, pickle, other.path] {
      let error = #expect(throws: InferenceError.self) { try ModelFolder(path: path) }
      #expect(error?.description.contains("Python pickle") == true)
      #expect(error?.description.contains("convert it") == true)
    }
  }

  @Test func emptyFoldersFilesAndNothingAreNamed() throws {
    let empty = try TemporaryFolder()
    #expect(throws: InferenceError.self) { try ModelFolder(path: empty.path) }
    let file = try empty.write("x", to: "model.safetensors")
    for (path, words) in [
      (empty.path("none"), "is not there"), (file, "a single file"),
      (empty.path, "model_index.json is not there"),
    ] {
      let error = #expect(throws: InferenceError.self) { try ModelFolder(path: path) }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }
}
