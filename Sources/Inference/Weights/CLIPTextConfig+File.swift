extension CLIPTextConfig {
  /// Reads a `CLIPTextModel` config; missing keys have the class's defaults.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type, `unsupported` for
  ///   another model or activation.
  /// - Source: transformers 5 `CLIPTextConfig`.
  init(_ file: ConfigFile) throws(InferenceError) {
    self.init()
    let sizes = 1...1_048_576
    try file.require("model_type", oneOf: [.string("clip_text_model")])
    hiddenSize = try file.integer("hidden_size", default: 512, in: sizes)
    layers = try file.integer("num_hidden_layers", default: 12, in: 1...256)
    heads = try file.integer("num_attention_heads", default: 8, in: sizes)
    intermediateSize = try file.integer("intermediate_size", default: 2048, in: sizes)
    vocabularySize = try file.integer("vocab_size", default: 49408, in: sizes)
    maxPositions = try file.integer("max_position_embeddings", default: 77, in: sizes)
    layerNormEps = Float(try file.number("layer_norm_eps", default: 1e-5, in: 0...1))
    activation = try file.choice("hidden_act", default: .quickGELU)
    guard hiddenSize.isMultiple(of: heads) else {
      throw file.mismatch(
        "num_attention_heads", .integer(heads), "a divisor of hidden_size \(hiddenSize)")
    }
  }
}
