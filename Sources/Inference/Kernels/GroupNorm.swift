internal import CKernels

/// Group normalisation of an image, alone or as a convolution's first half.
struct GroupNorm: Sendable {
  private let weight: [Float]
  private let bias: [Float]
  private let groups: Int
  private let eps: Float

  /// A normalisation from `weight` and `bias`, both `[C]`, where C divides into the groups.
  init(weight: Tensor, bias: Tensor, groups: Int, eps: Float) {
    self.weight = weight.scalars
    self.bias = bias.scalars
    self.groups = groups
    self.eps = eps
  }

  /// What the normalisation is once its statistics are known: x * gain + shift by image and channel.
  struct Affine: Sendable {
    var gain: [Float]
    var shift: [Float]
  }

  /// The normalised image, through SiLU when asked.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  func callAsFunction(
    _ input: Activation, silu: Bool, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let affine = try affine(for: input, compute)
    let result = try Activation(
      batch: input.batch, height: input.height, width: input.width, channels: input.channels,
      compute)
    try compute.timed(.groupNorm) { () throws(InferenceError) in
      for image in 0..<input.batch {
        let gain = Array(affine.gain[(image * input.channels)..<((image + 1) * input.channels)])
        let shift = Array(affine.shift[(image * input.channels)..<((image + 1) * input.channels)])
        try Parallel.ranges(of: input.tokens, minimum: 64, compute) { rows in
          let offset = (image * input.tokens + rows.lowerBound) * input.channels
          ck_normalise(
            input.data + offset, rows.count, input.channels, gain, shift, silu ? 1 : 0,
            result.data + offset)
        }
      }
    }
    return result
  }

  /// The statistics of an image, folded with weight and bias.
  ///
  /// Sums are taken in double precision: E[x²] − E[x]² then loses nothing that matters.
  ///
  /// - Throws: `shapeMismatch`, `cancelled`.
  func affine(for input: Activation, _ compute: Compute) throws(InferenceError) -> Affine {
    guard input.channels == weight.count, weight.count == bias.count, groups > 0,
      weight.count.isMultiple(of: groups)
    else {
      throw .shapeMismatch(
        what: "A group normalisation's input", expected: [weight.count, groups],
        found: [input.channels, groups])
    }
    return try compute.timed(.groupNorm) { () throws(InferenceError) in
      var affine = Affine(gain: [], shift: [])
      for image in 0..<input.batch {
        let (sums, squares) = try channelSums(input, image: image, compute)
        append(sums, squares, pixels: input.tokens, to: &affine)
      }
      return affine
    }
  }

  private func append(
    _ sums: [Double], _ squares: [Double], pixels: Int, to affine: inout Affine
  ) {
    let size = weight.count / groups
    let count = Double(max(1, size * pixels))
    for group in 0..<groups {
      let channels = (group * size)..<((group + 1) * size)
      let mean = sums[channels].reduce(0, +) / count
      let variance = max(0, squares[channels].reduce(0, +) / count - mean * mean)
      let factor = 1 / (variance + Double(eps)).squareRoot()
      for channel in channels {
        let gain = Double(weight[channel]) * factor
        affine.gain.append(Float(gain))
        affine.shift.append(Float(Double(bias[channel]) - mean * gain))
      }
    }
  }

  private func channelSums(
    _ input: Activation, image: Int, _ compute: Compute
  ) throws(InferenceError) -> (sums: [Double], squares: [Double]) {
    let channels = input.channels
    let size = max(64, (input.tokens + 63) / 64)
    let chunks = (input.tokens + size - 1) / size
    // Each chunk has its own sums, added in order: the result does not depend on the threads.
    var partial = [Double](repeating: 0, count: chunks * 2 * channels)
    try partial.withUnsafeMutableBufferPointer { partial throws(InferenceError) in
      guard let base = partial.baseAddress else { return }
      try Parallel.run(
        chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
      ) { chunk, _ in
        let rows = (chunk * size)..<min(input.tokens, (chunk + 1) * size)
        let sums = base + chunk * 2 * channels
        ck_channel_sums(
          input.data + (image * input.tokens + rows.lowerBound) * channels, rows.count, channels,
          sums, sums + channels)
      }
    }
    var sums = [Double](repeating: 0, count: channels)
    var squares = sums
    for chunk in 0..<chunks {
      for channel in 0..<channels {
        sums[channel] += partial[chunk * 2 * channels + channel]
        squares[channel] += partial[(chunk * 2 + 1) * channels + channel]
      }
    }
    return (sums, squares)
  }
}
