/// Self-attention, attention to the prompt and a gated feed-forward layer, each with a residual.
///
/// - Source: diffusers 0.42 `attention.py`, `BasicTransformerBlock`.
struct TransformerBlock: Sendable {
  private let name: String
  private let norms: [LayerNorm]
  private let selfAttention: AttentionLayer
  private let crossAttention: AttentionLayer
  private let keysAndValues = KeyValueCache()
  private let gate: Linear
  private let out: Linear

  /// The block called `name` in the checkpoint.
  ///
  /// - Throws: what reading the weights throws.
  init(
    _ name: String, _ shape: Transformer2D.Shape, _ weights: Weights
  ) throws(InferenceError) {
    let scope = weights.scope(name)
    let channels = shape.channels
    self.name = name
    var norms: [LayerNorm] = []
    for index in 1...3 {
      norms.append(try scope.layerNorm("norm\(index)", channels: channels, eps: 1e-5))
    }
    self.norms = norms
    selfAttention = try AttentionLayer(
      channels: channels, contextChannels: channels, heads: shape.heads, bias: false,
      scope.scope("attn1"))
    crossAttention = try AttentionLayer(
      channels: channels, contextChannels: shape.crossAttentionDim, heads: shape.heads,
      bias: false, scope.scope("attn2"))
    gate = try scope.linear("ff.net.0.proj", from: channels, to: 8 * channels)
    out = try scope.linear("ff.net.2", from: 4 * channels, to: channels)
  }

  /// The transformed tokens.
  ///
  /// - Throws: `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: Activation, _ context: UNetContext, _ runner: BlockRunner
  ) throws(InferenceError) -> Activation {
    let compute = runner.compute
    var hidden = try attendToSelf(input, isJoint: context.isJoint, compute)
    hidden = try attend(hidden, to: context.prompt, compute)
    hidden = try feedForward(hidden, compute)
    try runner.inspectTokens(name, hidden)
    return hidden
  }

  private func attendToSelf(
    _ input: Activation, isJoint: Bool, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let tokens = try norms[0](input, compute)
    return try selfAttention(
      tokens, selfAttention.keysAndValues(of: tokens, compute), residual: input,
      reach: isJoint ? .pair : .image, compute)
  }

  private func attend(
    _ input: Activation, to prompt: Prompt, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let pair = try keysAndValues(prompt) { (tokens) throws(InferenceError) in
      try crossAttention.keysAndValues(of: tokens, compute)
    }
    return try crossAttention(norms[1](input, compute), pair, residual: input, compute)
  }

  private func feedForward(
    _ input: Activation, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let gated = try Activations.geglu(gate(norms[2](input, compute), compute), compute)
    return try out(gated, residual: input, compute)
  }
}
