/// The text encoder of Stable Diffusion: tokens to a prompt's embedding.
///
/// It is used once, when a model is loaded. So its layers are read one after the other while the prompts go
/// through them, in the memory of one layer.
///
/// - Source: Radford et al. 2021; transformers 5 `modeling_clip.py`.
public struct CLIPText: Sendable {
  /// The structure.
  public let config: CLIPTextConfig

  private let weights: Weights
  var session = NetworkSession()

  /// The network of a config with its weights, whose names begin with `text_model.`.
  ///
  /// Names and shapes are checked here, values are read when it is called.
  ///
  /// - Throws: `weights` with every tensor that is missing, misshaped or left over; `invalidSetting` for a
  ///   config that contradicts itself.
  public init(_ config: CLIPTextConfig, _ weights: Weights) throws(InferenceError) {
    guard config.heads > 0, config.hiddenSize > 0, config.hiddenSize.isMultiple(of: config.heads)
    else {
      throw .invalidSetting(
        name: "num_attention_heads", value: "\(config.heads)",
        allowed: "divisors of hidden_size \(config.hiddenSize)")
    }
    self.config = config
    self.weights = weights
    let outline = weights.outline
    _ = try tokenEmbedding([], outline)
    _ = try positionEmbedding(0, outline)
    for index in 0..<config.layers { _ = try layer(index, outline) }
    _ = try finalNorm(outline)
    try outline.finish(NetworkName.text.title)
  }

  /// How many blocks a call reports.
  var blockCount: Int { config.layers + 2 }

  /// The last hidden state after the final normalisation, `[1, tokens, hiddenSize]`.
  ///
  /// - Throws: `invalidSetting` for no or too many tokens and tokens outside the vocabulary; `notFinite`,
  ///   `outOfMemory`, `cancelled`, what reading the weights and what `checkpoint` throws.
  public func callAsFunction(
    tokens: [Int], _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    try self(prompts: [tokens], checkpoint)[0]
  }

  /// The same of several prompts, for which the weights are read once.
  ///
  /// - Throws: as for one.
  public func callAsFunction(
    prompts: [[Int]], _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> [Tensor] {
    for tokens in prompts { try check(tokens) }
    return try session.run(checkpoint) { (compute) throws(InferenceError) in
      var runners = prompts.map { _ in BlockRunner(.text, total: blockCount, compute) }
      var states: [Activation] = []
      for (place, tokens) in prompts.enumerated() {
        states.append(
          try runners[place].finishTokens(
            "text_model.embeddings", Activation(try embed(tokens), compute)))
      }
      for index in 0..<config.layers {
        let layer = try layer(index, weights)
        for place in prompts.indices {
          states[place] = try runners[place].finishTokens(
            "text_model.encoder.layers.\(index)", layer(states[place], compute))
        }
      }
      let norm = try finalNorm(weights)
      var results: [Tensor] = []
      for place in prompts.indices {
        results.append(
          try runners[place].finishTokens(
            "text_model.final_layer_norm", norm(states[place], compute)
          ).tokenTensor())
      }
      return results
    }
  }

  private func check(_ tokens: [Int]) throws(InferenceError) {
    guard (1...config.maxPositions).contains(tokens.count) else {
      throw .invalidSetting(
        name: "The number of tokens", value: "\(tokens.count)",
        allowed: "1 to \(config.maxPositions)")
    }
    for token in tokens where !(0..<config.vocabularySize).contains(token) {
      throw .invalidSetting(
        name: "A token", value: "\(token)", allowed: "0 to \(config.vocabularySize - 1)")
    }
  }

  private func embed(_ tokens: [Int]) throws(InferenceError) -> Tensor {
    let words = try tokenEmbedding(tokens, weights)
    let positions = try positionEmbedding(tokens.count, weights)
    return try Tensor(
      zip(words, positions).map { $0 + $1 }, shape: [1, tokens.count, config.hiddenSize])
  }
}

/// The parts, from weights whose values are read or, of an outline, only looked up.
extension CLIPText {
  private func tokenEmbedding(
    _ tokens: [Int], _ weights: Weights
  ) throws(InferenceError) -> [Float] {
    try weights.rows(
      tokens, of: "text_model.embeddings.token_embedding.weight",
      shape: [config.vocabularySize, config.hiddenSize])
  }

  private func positionEmbedding(
    _ count: Int, _ weights: Weights
  ) throws(InferenceError) -> [Float] {
    try weights.rows(
      Array(0..<count), of: "text_model.embeddings.position_embedding.weight",
      shape: [config.maxPositions, config.hiddenSize])
  }

  private func layer(_ index: Int, _ weights: Weights) throws(InferenceError) -> CLIPLayer {
    let shape = CLIPLayer.Shape(
      width: config.hiddenSize, heads: config.heads, innerWidth: config.intermediateSize,
      activation: config.activation, eps: config.layerNormEps, reach: .causal)
    return try CLIPLayer(shape, weights.scope("text_model.encoder.layers.\(index)"))
  }

  private func finalNorm(_ weights: Weights) throws(InferenceError) -> LayerNorm {
    try weights.scope("text_model").layerNorm(
      "final_layer_norm", channels: config.hiddenSize, eps: config.layerNormEps)
  }
}
