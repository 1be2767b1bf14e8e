internal import CKernels

/// A 1×1 or 3×3 convolution with all that surrounds it in the networks, in one pass over the image.
///
/// - Shapes: weight `[O, I, k, k]`, bias `[O]`; the input `[B, H, W, I]`, the output `[B, H', W', O]`.
struct Convolution: Sendable {
  /// Where zeros surround the input of a 3×3 kernel.
  enum Padding: Sendable {
    /// Nowhere.
    case none
    /// One row and column on every side.
    case same
    /// One row below and one column to the right, as the VAE's downsamplers have it.
    case bottomRight
  }

  /// What is done to a convolution's result before it is written.
  struct Epilogue: Sendable {
    let bias: Buffer?
    /// `[B * O]`.
    let channelBias: [Float]?
    let residual: MapWindow?
    let scale: Float
  }

  let inputs: Int
  let outputs: Int
  let kernel: Int
  let stride: Int
  let padding: Padding
  let weights: ConvolutionWeights
  let bias: Buffer?

  /// A convolution from its weight `[O, I, k, k]` and bias `[O]`, packed for the processor.
  ///
  /// - Throws: `shapeMismatch`, `unsupported`, `outOfMemory`.
  init(
    weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Padding = .same,
    precision: Precision = .fp32, panel: Int = Int(ck_panel_width()),
    holding: TransformedWeight.Holding? = nil
  ) throws(InferenceError) {
    guard weight.shape.count == 4, weight.shape[2] == weight.shape[3] else {
      throw .shapeMismatch(
        what: "A convolution's weight", expected: [0, 0, 3, 3], found: weight.shape)
    }
    try self.init(
      ConvolutionWeights(
        weight, stride: stride, precision: precision, panel: panel, holding: holding),
      kernel: weight.shape[2], bias: bias, stride: stride, padding: padding)
  }

  /// A convolution of `kernel` × `kernel` taps from a weight that is packed already and its bias `[O]`.
  ///
  /// - Throws: `shapeMismatch`, `unsupported`, `outOfMemory`.
  init(
    packed: PackedWeight, kernel: Int, bias: Tensor?, stride: Int = 1, padding: Padding = .same,
    precision: Precision = .fp32
  ) throws(InferenceError) {
    try self.init(
      ConvolutionWeights(
        packed: packed, inputs: packed.depth / (kernel * kernel), precision: precision),
      kernel: kernel, bias: bias, stride: stride, padding: padding)
  }

  private init(
    _ weights: ConvolutionWeights, kernel: Int, bias: Tensor?, stride: Int, padding: Padding
  ) throws(InferenceError) {
    guard [1, 3].contains(kernel), [1, 2].contains(stride) else {
      throw .unsupported(
        what: "A convolution", found: "of size \(kernel) and stride \(stride)",
        supported: "sizes 1 and 3, strides 1 and 2")
    }
    outputs = weights.packed.layout.outputs
    inputs = weights.inputs
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.weights = weights
    if let bias, bias.count != outputs {
      throw .shapeMismatch(what: "A convolution's bias", expected: [outputs], found: bias.shape)
    }
    if let bias { self.bias = try Buffer(bias.scalars) } else { self.bias = nil }
  }

  /// scale * (conv(resize(silu(norm(input)))) + bias + channelBias + residual).
  ///
  /// - Shapes: `channelBias` `[B * O]`; `residual` as the output.
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  func callAsFunction(
    _ input: Activation, norm: GroupNorm? = nil, channelBias: [Float]? = nil,
    residual: Activation? = nil, upsampledTo size: (height: Int, width: Int)? = nil,
    scale: Float = 1, algorithm: ConvolutionAlgorithm? = nil, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    try compute.checkCancelled()
    let shape = try shape(for: input, upsampledTo: size)
    let output = try Activation(
      batch: shape.batch, height: shape.height, width: shape.width, channels: outputs, compute)
    try check(output, channelBias: channelBias, residual: residual)
    let affine = try norm?.affine(for: input, compute)
    let run = ConvolutionRun(
      shape: shape, rows: 0..<shape.height, input: MapWindow(input), affine: affine,
      output: MapWindow(output),
      epilogue: Epilogue(
        bias: bias, channelBias: channelBias, residual: residual.map(MapWindow.init),
        scale: scale), weights: weights)
    let chosen = weights.algorithm(
      for: shape, plain: affine == nil && shape.takes(input), wanted: algorithm)
    try compute.timed(LayerKind(chosen, shape), operations: shape.operations) {
      () throws(InferenceError) in
      try run.perform(weights.method(chosen, for: shape, compute), compute)
    }
    return output
  }

  private func shape(
    for input: Activation, upsampledTo size: (height: Int, width: Int)?
  ) throws(InferenceError) -> ConvolutionShape {
    try shape(
      [input.batch, size?.height ?? input.height, size?.width ?? input.width, input.channels])
  }

  /// The sizes for an input `[B, H, W, I]`, already resized.
  ///
  /// - Throws: `shapeMismatch`.
  func shape(_ input: [Int]) throws(InferenceError) -> ConvolutionShape {
    guard input.count == 4, input[3] == inputs,
      let shape = ConvolutionShape(
        batch: input[0], height: input[1], width: input[2], inputs: inputs, outputs: outputs,
        kernel: kernel, stride: stride, padding: padding)
    else {
      throw .shapeMismatch(
        what: "A convolution's input", expected: [input.first ?? 1, kernel, kernel, inputs],
        found: input)
    }
    return shape
  }

  private func check(
    _ output: Activation, channelBias: [Float]?, residual: Activation?
  ) throws(InferenceError) {
    if let channelBias, channelBias.count != output.batch * outputs {
      throw .shapeMismatch(
        what: "A convolution's channel bias", expected: [output.batch, outputs],
        found: [channelBias.count])
    }
    if let residual, residual.shape != output.shape {
      throw .shapeMismatch(
        what: "A convolution's residual", expected: output.shape, found: residual.shape)
    }
  }
}
