internal import CKernels

/// Element-wise functions.
enum Activations {
  /// value * gelu(gate) of `[..., 2C]`, the values in the first half, the gates in the second.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  static func geglu(_ input: Activation, _ compute: Compute) throws(InferenceError) -> Activation {
    guard input.channels.isMultiple(of: 2) else {
      throw .shapeMismatch(
        what: "A gated layer's input", expected: [input.rows, input.channels + 1],
        found: [input.rows, input.channels])
    }
    let channels = input.channels / 2
    let result = try Activation(
      batch: input.batch, height: input.height, width: input.width, channels: channels, compute)
    try compute.timed(.gate) { () throws(InferenceError) in
      try Parallel.ranges(of: input.rows, minimum: 16, compute) { rows in
        ck_geglu(
          input.data + rows.lowerBound * 2 * channels, rows.count, channels,
          result.data + rows.lowerBound * channels)
      }
    }
    return result
  }

  /// x σ(x), in place.
  static func silu(_ x: inout [Float]) {
    x.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      ck_silu(base, values.count)
    }
  }

  /// CLIP's activation, in place.
  static func apply(
    _ function: CLIPActivation, inPlace input: Activation, _ compute: Compute
  ) {
    switch function {
    case .gelu: ck_gelu(input.data, input.count)
    case .quickGELU: ck_quick_gelu(input.data, input.count)
    }
  }
}

extension Activation {
  /// Values below 0 become 0, in place.
  ///
  /// - Throws: `cancelled`.
  func rectify(_ compute: Compute) throws(InferenceError) {
    try Parallel.ranges(of: count, minimum: 1 << 15, compute) { range in
      ck_relu(data + range.lowerBound, range.count)
    }
  }
}
