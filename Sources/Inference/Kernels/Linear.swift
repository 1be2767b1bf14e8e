internal import CKernels

/// A linear layer: x Wᵀ + b for every token.
struct Linear: Sendable {
  let inputs: Int
  let outputs: Int
  private let weight: PackedWeight
  private let bias: Buffer?

  /// A layer from `weight` `[O, I]` (or a 1×1 convolution's `[O, I, 1, 1]`) and `bias` `[O]`.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`.
  init(
    weight: Tensor, bias: Tensor?, precision: Precision = .fp32
  ) throws(InferenceError) {
    guard weight.shape.count >= 2, weight.shape.dropFirst(2).allSatisfy({ $0 == 1 }) else {
      throw .shapeMismatch(what: "A linear layer's weight", expected: [0, 0], found: weight.shape)
    }
    try self.init(packed: PackedWeight(weight, as: precision.products), bias: bias)
  }

  /// A layer from a weight that is packed already and its bias `[O]`.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`.
  init(packed weight: PackedWeight, bias: Tensor?) throws(InferenceError) {
    outputs = weight.layout.outputs
    inputs = weight.depth
    if let bias, bias.count != outputs {
      throw .shapeMismatch(
        what: "A linear layer's bias", expected: [outputs], found: bias.shape)
    }
    self.weight = weight
    if let bias { self.bias = try Buffer(bias.scalars) } else { self.bias = nil }
  }

  /// The layer on every token, plus `residual`.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  func callAsFunction(
    _ input: Activation, residual: Activation? = nil, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    guard input.channels == inputs else {
      throw .shapeMismatch(
        what: "A linear layer's input", expected: [input.rows, inputs],
        found: [input.rows, input.channels])
    }
    if let residual, residual.rows != input.rows || residual.channels != outputs {
      throw .shapeMismatch(
        what: "A linear layer's residual", expected: [input.rows, outputs],
        found: [residual.rows, residual.channels])
    }
    let result = try Activation(
      batch: input.batch, height: input.height, width: input.width, channels: outputs, compute)
    let product = MatrixProduct(
      left: MatrixView(data: input.data, stride: inputs), weight: weight, result: result.data,
      rows: input.rows)
    let operations = 2 * Double(input.rows) * Double(inputs) * Double(outputs)
    try compute.timed(.linear, operations: operations) { () throws(InferenceError) in
      try product.run(compute) { rows, columns in
        let offset = rows.lowerBound * outputs + columns.lowerBound
        ck_epilogue(
          result.data + offset, rows.count, outputs, columns.count,
          bias.map { $0.pointer + columns.lowerBound }, nil, residual.map { $0.data + offset }, 1)
      }
    }
    return result
  }

  /// The layer on a few rows `[rows * I]` outside the workspace, as the time embedding has them.
  func apply(_ rows: [Float]) -> [Float] {
    let count = rows.count / inputs
    precondition(count * inputs == rows.count, "whole rows")
    OpenBLAS.prepare()
    return [Float](unsafeUninitializedCapacity: count * outputs) { target, initialized in
      initialized = count * outputs
      guard let out = target.baseAddress else { return }
      rows.withUnsafeBufferPointer { source in
        guard let data = source.baseAddress else { return }
        MatrixProduct(
          left: MatrixView(data: data, stride: inputs), weight: weight, result: out, rows: count
        ).multiply()
      }
      ck_epilogue(out, count, outputs, outputs, bias?.pointer, nil, nil, 1)
    }
  }
}
