/// The text encoder of Stable Diffusion: tokens to a prompt's embedding.
///
/// - Source: Radford et al. 2021; transformers 5 `modeling_clip.py`.
public struct CLIPText: Sendable {
  /// The structure.
  public let config: CLIPTextConfig

  private let tokenEmbedding: Tensor
  private let positionEmbedding: Tensor
  private let layers: [CLIPLayer]
  private let finalNorm: LayerNorm
  var session = NetworkSession()

  /// The network of a config with its weights, whose names begin with `text_model.`.
  ///
  /// - Throws: `weights` with every tensor that is missing, misshaped or left over; `invalidSetting` for a
  ///   config that contradicts itself; what reading the weights throws.
  public init(_ config: CLIPTextConfig, _ weights: Weights) throws(InferenceError) {
    guard config.heads > 0, config.hiddenSize > 0, config.hiddenSize.isMultiple(of: config.heads)
    else {
      throw .invalidSetting(
        name: "num_attention_heads", value: "\(config.heads)",
        allowed: "divisors of hidden_size \(config.hiddenSize)")
    }
    self.config = config
    let width = config.hiddenSize
    let scope = weights.scope("text_model")
    tokenEmbedding = try scope(
      "embeddings.token_embedding.weight", shape: [config.vocabularySize, width])
    positionEmbedding = try scope(
      "embeddings.position_embedding.weight", shape: [config.maxPositions, width])
    let shape = CLIPLayer.Shape(
      width: width, heads: config.heads, innerWidth: config.intermediateSize,
      activation: config.activation, eps: config.layerNormEps, reach: .causal)
    layers = try CLIPLayer.layers(config.layers, shape, scope)
    finalNorm = try scope.layerNorm("final_layer_norm", channels: width, eps: config.layerNormEps)
    try weights.finish(NetworkName.text.title)
  }

  /// How many blocks a call reports.
  var blockCount: Int { layers.count + 2 }

  /// The last hidden state after the final normalisation, `[1, tokens, hiddenSize]`.
  ///
  /// - Throws: `invalidSetting` for no or too many tokens and tokens outside the vocabulary; `notFinite`,
  ///   `outOfMemory`, `cancelled`, and what `checkpoint` throws.
  public func callAsFunction(
    tokens: [Int], _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let embedded = try embed(tokens)
    return try session.run(checkpoint) { (compute) throws(InferenceError) in
      var runner = BlockRunner(.text, total: blockCount, compute)
      var hidden = try runner.finishTokens(
        "text_model.embeddings", Activation(embedded, compute))
      for (index, layer) in layers.enumerated() {
        hidden = try runner.finishTokens(
          "text_model.encoder.layers.\(index)", layer(hidden, compute))
      }
      return try runner.finishTokens("text_model.final_layer_norm", finalNorm(hidden, compute))
        .tokenTensor()
    }
  }

  private func embed(_ tokens: [Int]) throws(InferenceError) -> Tensor {
    guard (1...config.maxPositions).contains(tokens.count) else {
      throw .invalidSetting(
        name: "The number of tokens", value: "\(tokens.count)",
        allowed: "1 to \(config.maxPositions)")
    }
    let width = config.hiddenSize
    var rows: [Float] = []
    for (position, token) in tokens.enumerated() {
      guard (0..<config.vocabularySize).contains(token) else {
        throw .invalidSetting(
          name: "A token", value: "\(token)", allowed: "0 to \(config.vocabularySize - 1)")
      }
      let what = tokenEmbedding.scalars[(token * width)..<((token + 1) * width)]
      let position = positionEmbedding.scalars[(position * width)..<((position + 1) * width)]
      rows += zip(what, position).map { $0 + $1 }
    }
    return try Tensor(rows, shape: [1, tokens.count, width])
  }
}
