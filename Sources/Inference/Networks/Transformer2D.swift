/// A transformer over the pixels of a feature map, which also attends to the prompt.
///
/// - Shapes: `[B, h, w, C]` in and out.
/// - Source: Rombach et al. 2022, §3.3; diffusers 0.42 `transformer_2d.py`.
struct Transformer2D: Sendable {
  /// What a transformer is made of.
  struct Shape: Sendable {
    /// C.
    let channels: Int
    /// Heads of every attention.
    let heads: Int
    /// D of the prompt.
    let crossAttentionDim: Int
    /// Transformer blocks.
    let layers: Int
    /// Groups of the normalisation.
    let groups: Int
  }

  private let name: String
  private let norm: GroupNorm
  private let projectionIn: Linear
  private let blocks: [TransformerBlock]
  private let projectionOut: Linear

  /// The transformer called `name` in the checkpoint.
  ///
  /// A 1×1 convolution and a linear layer are the same on `[B, h, w, C]`, so both kinds of projection are
  /// read alike.
  ///
  /// - Throws: what reading the weights throws.
  init(_ name: String, _ shape: Shape, _ weights: Weights) throws(InferenceError) {
    let scope = weights.scope(name)
    let channels = shape.channels
    self.name = name
    norm = try scope.groupNorm("norm", channels: channels, groups: shape.groups, eps: 1e-6)
    projectionIn = try scope.linear("proj_in", from: channels, to: channels)
    var blocks: [TransformerBlock] = []
    for layer in 0..<shape.layers {
      blocks.append(
        try TransformerBlock("\(name).transformer_blocks.\(layer)", shape, weights))
    }
    self.blocks = blocks
    projectionOut = try scope.linear("proj_out", from: channels, to: channels)
  }

  /// The transformed feature map.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: Activation, _ prompt: Prompt, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    let compute = runner.compute
    var hidden = try projectionIn(norm(input, silu: false, compute), compute)
    for block in blocks { hidden = try block(hidden, prompt, runner) }
    return try runner.finish(name, projectionOut(hidden, residual: input, compute))
  }
}

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
    _ input: Activation, _ prompt: Prompt, _ runner: BlockRunner
  ) throws(InferenceError) -> Activation {
    let compute = runner.compute
    var hidden = try attendToSelf(input, compute)
    hidden = try attend(hidden, to: prompt, compute)
    hidden = try feedForward(hidden, compute)
    try runner.inspectTokens(name, hidden)
    return hidden
  }

  private func attendToSelf(
    _ input: Activation, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let tokens = try norms[0](input, compute)
    return try selfAttention(
      tokens, selfAttention.keysAndValues(of: tokens, compute), residual: input, compute)
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
