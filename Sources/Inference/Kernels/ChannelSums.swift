internal import CKernels

/// Sums and sums of squares of an image's channels, which may be added up a band of rows after the other.
///
/// They are taken in double precision by chunks of pixels that the image's size decides, and the chunks added in
/// order: the result depends neither on the threads nor on the bands.
struct ChannelSums {
  /// Pixels of the image.
  let tokens: Int
  /// Channels of the image.
  let channels: Int
  /// Pixels of a chunk.
  private let size: Int
  /// Of each chunk the sums of its channels, then those of the squares.
  private var partial: [Double]

  /// Nothing added yet.
  init(tokens: Int, channels: Int) {
    self.tokens = tokens
    self.channels = channels
    size = max(64, (tokens + 63) / 64)
    partial = [Double](repeating: 0, count: (tokens + size - 1) / size * 2 * channels)
  }

  /// Adds pixels, each of which is added once, those of a chunk in order; `image` is where the first of all is.
  ///
  /// - Throws: `cancelled`.
  mutating func add(
    _ pixels: Range<Int>, of image: UnsafePointer<Float>, _ compute: Compute
  ) throws(InferenceError) {
    guard !pixels.isEmpty else { return }
    let (size, channels) = (size, channels)
    let chunks = (pixels.lowerBound / size)..<((pixels.upperBound + size - 1) / size)
    try partial.withUnsafeMutableBufferPointer { partial throws(InferenceError) in
      guard let base = partial.baseAddress else { return }
      try Parallel.run(
        chunks: chunks.count, threads: compute.threads, checkpoint: compute.checkpoint
      ) { index, _ in
        let chunk = chunks.lowerBound + index
        let rows = pixels.clamped(to: (chunk * size)..<((chunk + 1) * size))
        let sums = base + chunk * 2 * channels
        ck_channel_sums(
          image + rows.lowerBound * channels, rows.count, channels, sums, sums + channels)
      }
    }
  }

  /// The sums of each channel over the whole image.
  var total: (sums: [Double], squares: [Double]) {
    var sums = [Double](repeating: 0, count: channels)
    var squares = sums
    for chunk in 0..<((tokens + size - 1) / size) {
      for channel in 0..<channels {
        sums[channel] += partial[chunk * 2 * channels + channel]
        squares[channel] += partial[(chunk * 2 + 1) * channels + channel]
      }
    }
    return (sums, squares)
  }
}
