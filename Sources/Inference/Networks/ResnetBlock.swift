/// A residual block: normalise, SiLU and convolve twice, with the time's bias between.
///
/// - Shapes: `[B, h, w, inputs]` to `[B, h, w, outputs]`.
/// - Source: He et al. 2016; diffusers 0.42 `resnet.py`, `ResnetBlock2D`.
struct ResnetBlock: Sendable {
  /// What all residual blocks of a network have in common.
  struct Shape: Sendable {
    /// Groups of the normalisations.
    let groups: Int
    /// ε of the normalisations.
    let eps: Float
    /// Length of the time embedding; nil where there is none.
    var timeChannels: Int?
    /// Divisor after the residual addition.
    var outputScaleFactor: Float = 1
  }

  let name: String
  let norm1: GroupNorm
  let conv1: Convolution
  private let timeProjection: Linear?
  let norm2: GroupNorm
  let conv2: Convolution
  let shortcut: Convolution?
  let scale: Float

  /// The block called `name` in the checkpoint.
  ///
  /// - Throws: what reading the weights throws.
  init(
    _ name: String, from inputs: Int, to outputs: Int, _ shape: Shape, _ weights: Weights
  ) throws(InferenceError) {
    let weights = weights.scope(name)
    let (groups, eps) = (shape.groups, shape.eps)
    self.name = name
    scale = 1 / shape.outputScaleFactor
    norm1 = try weights.groupNorm("norm1", channels: inputs, groups: groups, eps: eps)
    conv1 = try weights.convolution("conv1", from: inputs, to: outputs)
    norm2 = try weights.groupNorm("norm2", channels: outputs, groups: groups, eps: eps)
    conv2 = try weights.convolution("conv2", from: outputs, to: outputs)
    timeProjection =
      if let channels = shape.timeChannels {
        try weights.exact.linear("time_emb_proj", from: channels, to: outputs)
      } else {
        nil
      }
    shortcut =
      inputs == outputs
      ? nil : try weights.convolution("conv_shortcut", from: inputs, to: outputs, kernel: 1)
  }

  /// The block's output; `embedding` is SiLU of the time embedding, one row or one for each image.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: consuming Activation, embedding: [Float] = [], _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    let compute = runner.compute
    let hidden = try conv1(
      input, norm: norm1, channelBias: timeBias(embedding, images: input.batch), compute)
    // The input's memory is free again before the output needs any.
    if let shortcut { input = try shortcut(input, compute) }
    return try runner.finish(
      name, conv2(hidden, norm: norm2, residual: input, scale: scale, compute))
  }

  private func timeBias(_ embedding: [Float], images: Int) -> [Float]? {
    guard let timeProjection else { return nil }
    let rows = timeProjection.apply(embedding)
    guard rows.count == timeProjection.outputs else { return rows }
    return [[Float]](repeating: rows, count: images).flatMap { $0 }
  }
}
