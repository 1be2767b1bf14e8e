/// A map that residual blocks take by bands, with the sums that the first normalisation needs.
struct BandedMap {
  /// Where the rows come from.
  private enum Origin {
    /// They are all there.
    case held(Activation)
    /// They are made whenever they are asked for, from a smaller map.
    case grown(PreparedConvolution, Activation)
  }

  let height: Int
  let width: Int
  /// The sums of its channels.
  let sums: ChannelSums
  private let origin: Origin

  /// A map that is all there, with its sums.
  init(_ map: Activation, _ sums: ChannelSums) {
    height = map.height
    width = map.width
    self.sums = sums
    origin = .held(map)
  }

  /// A map of a single image that is all there.
  ///
  /// - Throws: `cancelled`.
  init(_ map: Activation, _ compute: Compute) throws(InferenceError) {
    var sums = ChannelSums(tokens: map.tokens, channels: map.channels)
    try compute.timed(.groupNorm) { () throws(InferenceError) in
      try sums.add(0..<map.tokens, of: map.data, compute)
    }
    self.init(map, sums)
  }

  fileprivate init(
    _ convolution: PreparedConvolution, of map: Activation, _ sums: ChannelSums
  ) {
    height = convolution.shape.height
    width = convolution.shape.width
    self.sums = sums
    origin = .grown(convolution, map)
  }

  /// All of it, where it is there.
  var held: Activation? {
    if case .held(let map) = origin { map } else { nil }
  }

  /// All of it, made where it is not there.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  func whole(_ compute: Compute) throws(InferenceError) -> Activation {
    switch origin {
    case .held(let map): return map
    case .grown(let convolution, let source):
      let map = try Activation(
        batch: 1, height: height, width: width, channels: sums.channels, compute)
      try convolution(0..<height, of: MapWindow(source), into: MapWindow(map), compute)
      return map
    }
  }

  /// The rows, of which at most `asked` are asked for at a time.
  ///
  /// - Throws: `outOfMemory`.
  func rows(asked: Int, _ compute: Compute) throws(InferenceError) -> any RowSource {
    switch origin {
    case .held(let map): HeldRows(map: MapWindow(map))
    case .grown(let convolution, let map):
      try SlidingRows(
        convolution, of: HeldRows(map: MapWindow(map)), asked: asked, compute)
    }
  }
}

extension Resampler {
  /// The growth of a map as one that is never all there: made here for its sums and its check, and again whenever its
  /// rows are asked for.
  ///
  /// - Throws: as the call.
  func grown(
    _ input: Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    let compute = runner.compute
    let size = (height: 2 * input.height, width: 2 * input.width)
    let conv = try PreparedConvolution(
      self.conv,
      for: PreparedConvolution.Input(height: input.height, width: input.width, size: size),
      compute)
    let bands = Bands(
      height: size.height, width: size.width, channels: conv.shape.outputs, rows: rows)
    let made = try SlidingRows(
      conv, of: HeldRows(map: MapWindow(input)), asked: bands.rows, compute)
    var tally = BandTally(conv.shape)
    for rows in bands.ranges { try tally.add(rows, of: made.rows(rows), compute) }
    try runner.finish(name, tally)
    return BandedMap(conv, of: input, tally.sums)
  }
}
