/// What is known of a block's output when all its bands are made.
struct BandTally {
  /// The sums that the next normalisation needs.
  private(set) var sums: ChannelSums
  /// How many values are NaN or infinite.
  private(set) var nonfinite = 0

  /// Nothing of an output yet.
  init(_ shape: ConvolutionShape) {
    sums = ChannelSums(tokens: shape.height * shape.width, channels: shape.outputs)
  }

  /// How many values there are.
  var total: Int { sums.tokens * sums.channels }

  /// Adds rows to the sums alone.
  ///
  /// - Throws: `cancelled`.
  mutating func sum(
    _ rows: Range<Int>, of window: MapWindow, _ compute: Compute
  ) throws(InferenceError) {
    let pixels = (rows.lowerBound * window.width)..<(rows.upperBound * window.width)
    try compute.timed(.groupNorm) { () throws(InferenceError) in
      try sums.add(pixels, of: window.data, compute)
    }
  }

  /// Adds rows, the next ones below those before.
  ///
  /// - Throws: `cancelled`.
  mutating func add(
    _ rows: Range<Int>, of window: MapWindow, _ compute: Compute
  ) throws(InferenceError) {
    try sum(rows, of: window, compute)
    nonfinite += try window.nonfiniteCount(rows, compute)
  }
}
