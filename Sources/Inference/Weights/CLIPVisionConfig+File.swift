extension CLIPVisionConfig {
  /// Reads a `CLIPVisionModelWithProjection` config; missing keys have the class's defaults.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type, `unsupported` for
  ///   another model or activation.
  /// - Source: transformers 5 `CLIPVisionConfig`.
  init(_ file: ConfigFile) throws(InferenceError) {
    self.init()
    let sizes = 1...1_048_576
    try file.require("model_type", oneOf: [.string("clip_vision_model")])
    hiddenSize = try file.integer("hidden_size", default: 768, in: sizes)
    layers = try file.integer("num_hidden_layers", default: 12, in: 1...256)
    heads = try file.integer("num_attention_heads", default: 12, in: sizes)
    intermediateSize = try file.integer("intermediate_size", default: 3072, in: sizes)
    projectionDim = try file.integer("projection_dim", default: 512, in: sizes)
    try file.require("num_channels", oneOf: [.integer(3)])
    imageSize = try file.integer("image_size", default: 224, in: 1...4096)
    patchSize = try file.integer("patch_size", default: 32, in: 1...4096)
    layerNormEps = Float(try file.number("layer_norm_eps", default: 1e-5, in: 0...1))
    activation = try file.choice("hidden_act", default: .quickGELU)
    guard hiddenSize.isMultiple(of: heads) else {
      throw file.mismatch(
        "num_attention_heads", .integer(heads), "a divisor of hidden_size \(hiddenSize)")
    }
    guard patchSize <= imageSize else {
      throw file.mismatch(
        "patch_size", .integer(patchSize), "a number up to image_size \(imageSize)")
    }
  }
}
