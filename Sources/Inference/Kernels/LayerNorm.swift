internal import CKernels

/// Layer normalisation of every token over its channels.
struct LayerNorm: Sendable {
  private let weight: [Float]
  private let bias: [Float]
  private let eps: Float

  /// A normalisation from `weight` and `bias`, both `[C]`.
  init(weight: Tensor, bias: Tensor, eps: Float) {
    self.weight = weight.scalars
    self.bias = bias.scalars
    self.eps = eps
  }

  /// The normalised tokens.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  func callAsFunction(
    _ input: Activation, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    guard input.channels == weight.count, weight.count == bias.count else {
      throw .shapeMismatch(
        what: "A layer normalisation's input", expected: [input.rows, weight.count],
        found: [input.rows, input.channels])
    }
    let result = try Activation(
      batch: input.batch, height: input.height, width: input.width, channels: input.channels,
      compute)
    try compute.timed(.layerNorm) { () throws(InferenceError) in
      try Parallel.ranges(of: input.rows, minimum: 32, compute) { rows in
        let offset = rows.lowerBound * input.channels
        ck_layer_norm(
          input.data + offset, rows.count, input.channels, weight, bias, eps, result.data + offset)
      }
    }
    return result
  }
}
