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
    _ input: Activation, _ context: UNetContext, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    let compute = runner.compute
    var hidden = try projectionIn(norm(input, silu: false, compute), compute)
    for block in blocks { hidden = try block(hidden, context, runner) }
    return try runner.finish(name, projectionOut(hidden, residual: input, compute))
  }
}
