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
    try check(channels: input.channels)
    return try compute.timed(.groupNorm) { () throws(InferenceError) in
      var affine = Affine(gain: [], shift: [])
      for image in 0..<input.batch {
        var sums = ChannelSums(tokens: input.tokens, channels: input.channels)
        try sums.add(
          0..<input.tokens, of: input.data + image * input.tokens * input.channels, compute)
        append(sums, to: &affine)
      }
      return affine
    }
  }

  /// The statistics of a single image from its sums, folded with weight and bias.
  ///
  /// - Throws: `shapeMismatch`.
  func affine(of sums: ChannelSums) throws(InferenceError) -> Affine {
    try check(channels: sums.channels)
    var affine = Affine(gain: [], shift: [])
    append(sums, to: &affine)
    return affine
  }

  private func check(channels: Int) throws(InferenceError) {
    guard channels == weight.count, weight.count == bias.count, groups > 0,
      weight.count.isMultiple(of: groups)
    else {
      throw .shapeMismatch(
        what: "A group normalisation's input", expected: [weight.count, groups],
        found: [channels, groups])
    }
  }

  private func append(_ all: ChannelSums, to affine: inout Affine) {
    let (sums, squares) = all.total
    let size = weight.count / groups
    let count = Double(max(1, size * all.tokens))
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
}
