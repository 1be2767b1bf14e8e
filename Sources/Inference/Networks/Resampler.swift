/// A convolution that halves or doubles the resolution.
struct Resampler: Sendable {
  let name: String
  let conv: Convolution

  /// A strided convolution; `padding` 0 is one row below and one column right, 1 is one all round.
  ///
  /// - Throws: what reading the weights throws.
  init(
    down name: String, channels: Int, padding: Int, _ weights: Weights
  ) throws(InferenceError) {
    self.name = name
    conv = try weights.convolution(
      name + ".conv", from: channels, to: channels, stride: 2,
      padding: padding == 0 ? .bottomRight : .same)
  }

  /// Nearest-neighbour growth, then a convolution.
  ///
  /// - Throws: what reading the weights throws.
  init(up name: String, channels: Int, _ weights: Weights) throws(InferenceError) {
    self.name = name
    conv = try weights.convolution(name + ".conv", from: channels, to: channels)
  }

  /// The resampled map; `size` only when it grows.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: Activation, to size: (height: Int, width: Int)? = nil, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    try runner.finish(name, conv(input, upsampledTo: size, runner.compute))
  }
}
