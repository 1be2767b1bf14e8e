/// Layers by their names in the checkpoint.
extension Weights {
  /// A convolution with bias.
  ///
  /// - Throws: what reading the weights throws.
  func convolution(
    _ name: String, from inputs: Int, to outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: Convolution.Padding = .same
  ) throws(InferenceError) -> Convolution {
    try Convolution(
      packed: packed(
        name + ".weight", shape: [outputs, inputs, kernel, kernel],
        as: ConvolutionWeights.storage(kernel: kernel, stride: stride, precision)),
      kernel: kernel, bias: self(name + ".bias", shape: [outputs]), stride: stride,
      padding: padding, precision: precision)
  }

  /// A linear layer; a 1×1 convolution's weights fit as well.
  ///
  /// - Throws: what reading the weights throws.
  func linear(
    _ name: String, from inputs: Int, to outputs: Int, bias: Bool = true
  ) throws(InferenceError) -> Linear {
    try Linear(
      packed: packed(
        name + ".weight", shape: [outputs, inputs], as: precision.products),
      bias: bias ? self(name + ".bias", shape: [outputs]) : nil)
  }

  /// A group normalisation.
  ///
  /// - Throws: what reading the weights throws.
  func groupNorm(
    _ name: String, channels: Int, groups: Int, eps: Float
  ) throws(InferenceError) -> GroupNorm {
    try GroupNorm(
      weight: self(name + ".weight", shape: [channels]),
      bias: self(name + ".bias", shape: [channels]), groups: groups, eps: eps)
  }

  /// A layer normalisation.
  ///
  /// - Throws: what reading the weights throws.
  func layerNorm(
    _ name: String, channels: Int, eps: Float
  ) throws(InferenceError) -> LayerNorm {
    try LayerNorm(
      weight: self(name + ".weight", shape: [channels]),
      bias: self(name + ".bias", shape: [channels]), eps: eps)
  }
}
