/// Multi-head attention with its projections.
///
/// - Shapes: tokens `[B, N, channels]`, context `[B, L, contextChannels]`.
/// - Source: diffusers 0.42 `attention_processor.py`, `Attention`.
struct AttentionLayer: Sendable {
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let out: Linear
  private let heads: Int
  private let precision: Precision

  /// The layer under `weights`' prefix; `bias` is for queries, keys and values, the output always has one.
  ///
  /// - Throws: what reading the weights throws.
  init(
    channels: Int, contextChannels: Int, heads: Int, bias: Bool, _ weights: Weights
  ) throws(InferenceError) {
    self.heads = heads
    precision = weights.precision
    query = try weights.linear("to_q", from: channels, to: channels, bias: bias)
    key = try weights.linear("to_k", from: contextChannels, to: channels, bias: bias)
    value = try weights.linear("to_v", from: contextChannels, to: channels, bias: bias)
    out = try weights.linear("to_out.0", from: channels, to: channels)
  }

  /// What the tokens of `context` answer.
  ///
  /// - Throws: `cancelled`, `outOfMemory`.
  func keysAndValues(
    of context: Activation, _ compute: Compute
  ) throws(InferenceError) -> KeyValueCache.Pair {
    KeyValueCache.Pair(key: try key(context, compute), value: try value(context, compute))
  }

  /// The tokens' attention to the context, plus `residual`.
  ///
  /// - Throws: `shapeMismatch` for an odd number of images that are to see each other, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ tokens: Activation, _ context: KeyValueCache.Pair, residual: Activation,
    reach: Attention.Reach = .image, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let query = try query(tokens, compute)
    let seen = context.key.tokens * (reach == .pair ? 2 : 1)
    let mixed = try compute.timed(
      context.key.tokens == query.tokens ? .selfAttention : .crossAttention,
      operations: 4 * Double(query.rows) * Double(seen) * Double(query.channels)
    ) { () throws(InferenceError) in
      try Attention.run(
        query: query, key: context.key, value: context.value, heads: heads, reach: reach,
        precision: precision, compute)
    }
    return try out(mixed, residual: residual, compute)
  }
}
