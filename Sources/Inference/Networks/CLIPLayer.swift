/// Self-attention and an MLP, each after a normalisation and with a residual.
///
/// - Shapes: `[B, N, width]` in and out.
/// - Source: Radford et al. 2021; transformers 5 `modeling_clip.py`, `CLIPEncoderLayer`.
struct CLIPLayer: Sendable {
  /// What the layers of an encoder have in common.
  struct Shape: Sendable {
    /// D.
    let width: Int
    /// Attention heads.
    let heads: Int
    /// Width of the MLP.
    let innerWidth: Int
    /// The MLP's activation.
    let activation: CLIPActivation
    /// ε of the normalisations.
    let eps: Float
    /// Which tokens a token sees.
    let reach: Attention.Reach
  }

  private let norm1: LayerNorm
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let out: Linear
  private let norm2: LayerNorm
  private let first: Linear
  private let second: Linear
  private let shape: Shape

  /// The layer under `weights`' prefix.
  ///
  /// - Throws: what reading the weights throws.
  init(_ shape: Shape, _ weights: Weights) throws(InferenceError) {
    let (width, inner) = (shape.width, shape.innerWidth)
    self.shape = shape
    norm1 = try weights.layerNorm("layer_norm1", channels: width, eps: shape.eps)
    query = try weights.linear("self_attn.q_proj", from: width, to: width)
    key = try weights.linear("self_attn.k_proj", from: width, to: width)
    value = try weights.linear("self_attn.v_proj", from: width, to: width)
    out = try weights.linear("self_attn.out_proj", from: width, to: width)
    norm2 = try weights.layerNorm("layer_norm2", channels: width, eps: shape.eps)
    first = try weights.linear("mlp.fc1", from: width, to: inner)
    second = try weights.linear("mlp.fc2", from: inner, to: width)
  }

  /// `count` layers under `encoder.layers`.
  ///
  /// - Throws: what reading the weights throws.
  static func layers(
    _ count: Int, _ shape: Shape, _ weights: Weights
  ) throws(InferenceError) -> [CLIPLayer] {
    var layers: [CLIPLayer] = []
    for index in 0..<count {
      layers.append(try CLIPLayer(shape, weights.scope("encoder.layers.\(index)")))
    }
    return layers
  }

  /// The layer's output.
  ///
  /// - Throws: `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: Activation, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let tokens = try norm1(input, compute)
    let mixed = try Attention.run(
      query: query(tokens, compute), key: key(tokens, compute), value: value(tokens, compute),
      heads: shape.heads, reach: shape.reach, compute)
    let attended = try out(mixed, residual: input, compute)
    let hidden = try first(norm2(attended, compute), compute)
    Activations.apply(shape.activation, inPlace: hidden, compute)
    return try second(hidden, residual: attended, compute)
  }
}
