internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// Every key and tensor that a miniature needs, missing, of another type or misshaped: one sentence each.
@Suite struct BadConfigTests {
  static let model = Shipped.models + "lotus-g-depth-tiny"

  /// A copy of the miniature whose weights are links: only configs are changed.
  private func copy() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in [
      "model_index.json", "unet/config.json", "vae/config.json", "scheduler/scheduler_config.json",
      "empty_embedding.safetensors",
    ] {
      let data = try Data(contentsOf: URL(fileURLWithPath: Self.model + "/" + name))
      try folder.write(Array(data), to: name)
    }
    for component in ["unet", "vae"] {
      let name = component + "/diffusion_pytorch_model.safetensors"
      let target = try #require(FilePath.resolved(Self.model + "/" + name))
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(name), withDestinationPath: target)
    }
    return folder
  }

  /// What is said of a folder, "sound" when nothing.
  private func verdict(_ folder: TemporaryFolder) -> String {
    do throws(InferenceError) {
      _ = try ModelOutline(try ModelFolder(path: folder.path))
      return "sound"
    } catch {
      return error.description
    }
  }

  private func object(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func write(_ object: [String: Any], _ folder: TemporaryFolder, _ name: String) throws {
    try folder.write(Array(try JSONSerialization.data(withJSONObject: object)), to: name)
  }

  /// Keys that decide the structure or the numbers.
  static let keys: [(file: String, keys: [String])] = [
    (
      "unet/config.json",
      [
        "_class_name", "act_fn", "attention_head_dim", "block_out_channels", "center_input_sample",
        "class_embed_type", "cross_attention_dim", "down_block_types", "downsample_padding",
        "flip_sin_to_cos", "freq_shift", "in_channels", "layers_per_block",
        "mid_block_scale_factor",
        "norm_eps", "norm_num_groups", "only_cross_attention", "out_channels",
        "projection_class_embeddings_input_dim", "resnet_time_scale_shift", "up_block_types",
        "use_linear_projection",
      ]
    ),
    (
      "vae/config.json",
      [
        "_class_name", "act_fn", "block_out_channels", "down_block_types", "in_channels",
        "latent_channels", "layers_per_block", "norm_num_groups", "out_channels", "scaling_factor",
        "up_block_types",
      ]
    ),
    (
      "scheduler/scheduler_config.json",
      [
        "beta_end", "beta_schedule", "beta_start", "clip_sample", "num_train_timesteps",
        "prediction_type", "set_alpha_to_one", "steps_offset", "timestep_spacing",
        "rescale_betas_zero_snr", "thresholding",
      ]
    ),
  ]

  @Test func valuesOfAnotherTypeAreNamed() throws {
    let folder = try copy()
    #expect(verdict(folder) == "sound")
    for (file, keys) in Self.keys {
      let original = try object(folder, file)
      for key in keys {
        for wrong in [["nested": true], "mush", -1.5, [[1]]] as [Any] {
          var changed = original
          changed[key] = wrong
          try write(changed, folder, file)
          let sentence = verdict(folder)
          #expect(sentence != "sound", "\(file) \(key) = \(wrong) passes")
          #expect(sentence.contains(key), "\(file) \(key) = \(wrong): \(sentence)")
          #expect(sentence.contains(file), "\(file) \(key) = \(wrong): \(sentence)")
          #expect(!sentence.contains("\n"), "\(sentence)")
        }
      }
      try write(original, folder, file)
    }
  }

  /// A missing key is the class's default; where the weights are others, the tensors say so.
  @Test(arguments: [
    ("unet/config.json", "block_out_channels"), ("unet/config.json", "cross_attention_dim"),
    ("unet/config.json", "in_channels"), ("unet/config.json", "class_embed_type"),
    ("unet/config.json", "projection_class_embeddings_input_dim"),
    ("unet/config.json", "down_block_types"), ("vae/config.json", "block_out_channels"),
    ("vae/config.json", "down_block_types"),
  ])
  func aMissingKeyThatMattersIsNoticed(_ file: String, _ key: String) throws {
    let folder = try copy()
    var changed = try object(folder, file)
    #expect(changed.removeValue(forKey: key) != nil)
    try write(changed, folder, file)
    #expect(verdict(folder) != "sound")
  }

  @Test(arguments: [
    ("unet/config.json", "block_out_chanels", "block_out_channels"),
    ("vae/config.json", "latent_chanels", "latent_channels"),
    ("scheduler/scheduler_config.json", "timestep_spacng", "timestep_spacing"),
  ])
  func aMisspelledKeyIsNamedWithTheOneThatWasMeant(
    _ file: String, _ wrong: String, _ right: String
  ) throws {
    let folder = try copy()
    var changed = try object(folder, file)
    changed[wrong] = changed.removeValue(forKey: right)
    try write(changed, folder, file)
    let sentence = verdict(folder)
    #expect(sentence.contains(wrong) && sentence.contains(right), "\(sentence)")
  }

  /// Every tensor of the UNet in turn: missing, renamed, of another shape.
  @Test func everyTensorIsNamed() throws {
    let folder = try ModelFolder(path: Self.model)
    let config = try folder.unetConfig()
    let path = Self.model + "/unet/diffusion_pytorch_model.safetensors"
    let shapes = try SafetensorsFile(path: path).shapes
    #expect(shapes.count > 100)
    for (name, shape) in shapes {
      var changed = shapes
      changed[name] = nil
      #expect(problems(changed, config) == ["missing: \(name) \(shape)"])
      changed[name] = shape + [3]
      let misshaped = problems(changed, config)
      #expect(misshaped.count == 1 && misshaped[0].hasPrefix("\(name) has the shape "))
      changed[name] = nil
      changed[name + "s"] = shape
      let renamed = problems(changed, config)
      #expect(renamed.contains("missing: \(name) \(shape), the nearest name is \(name)s"))
      #expect(renamed.contains("left over: \(name)s"))
    }
  }

  private struct Headers: Weights.Source {
    var shapes: [String: [Int]]

    func read(_ name: String) throws(InferenceError) -> Tensor {
      throw .unreadable(path: name, reason: "an outline reads nothing")
    }
  }

  private func problems(_ shapes: [String: [Int]], _ config: UNetConfig) -> [String] {
    do throws(InferenceError) {
      _ = try UNet(config, Weights(Headers(shapes: shapes)).outline)
    } catch .weights(_, let problems) {
      return problems
    } catch {
      return [error.description]
    }
    return []
  }
}
