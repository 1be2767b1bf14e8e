/// The blocks of the networks, as `ResnetBlock`, `Transformer2D` and `Resampler` have them.
extension Rehearsal {
  /// A residual block.
  mutating func resnet(
    _ input: consuming Activation, to outputs: Int
  ) throws(InferenceError) -> Activation {
    let hidden = try convolution(input, to: outputs, isNormalised: true)
    if input.channels != outputs { input = try convolution(input, to: outputs, kernel: 1) }
    let result = try convolution(hidden, to: outputs, isNormalised: true)
    return withExtendedLifetime(input) { result }
  }

  /// A transformer; with `isJoint` a query sees the tokens of two images.
  mutating func transformer(
    _ input: Activation, _ shape: Transformer2D.Shape, isJoint: Bool
  ) throws(InferenceError) -> Activation {
    var hidden = try linear(norm(input), to: shape.channels)
    for _ in 0..<shape.layers {
      hidden = try attendToSelf(hidden, shape, isJoint: isJoint)
      hidden = try attendToPrompt(hidden, shape)
      hidden = try feedForward(hidden)
    }
    return try linear(hidden, to: shape.channels)
  }

  /// Self-attention after a normalisation, over the pixels of one image or of two.
  mutating func attendToSelf(
    _ input: Activation, _ shape: Transformer2D.Shape, isJoint: Bool
  ) throws(InferenceError) -> Activation {
    let tokens = try norm(input)
    let pair = (try linear(tokens, to: shape.channels), try linear(tokens, to: shape.channels))
    let mixed = try attention(
      linear(tokens, to: shape.channels), keys: tokens.tokens * (isJoint ? 2 : 1),
      heads: shape.heads)
    let result = try linear(mixed, to: shape.channels)
    return withExtendedLifetime((pair, tokens)) { result }
  }

  /// The prompt is a few tokens long; its keys and values weigh nothing.
  private mutating func attendToPrompt(
    _ input: Activation, _ shape: Transformer2D.Shape
  ) throws(InferenceError) -> Activation {
    let tokens = try norm(input)
    let mixed = try attention(linear(tokens, to: shape.channels), keys: 2, heads: shape.heads)
    let result = try linear(mixed, to: shape.channels)
    return withExtendedLifetime(tokens) { result }
  }

  private mutating func feedForward(_ input: Activation) throws(InferenceError) -> Activation {
    let gated = try gate(linear(norm(input), to: 8 * input.channels))
    return try linear(gated, to: input.channels)
  }
}
