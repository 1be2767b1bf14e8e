/// A map that residual blocks take by bands, with the sums that the first normalisation needs.
struct BandedMap {
  /// Begins to make the rows, from the first to the last; at most so many are asked for at a time.
  typealias Recipe = (Int, Compute) throws(InferenceError) -> any RowSource

  /// Where the rows come from.
  private enum Origin {
    /// They are all there.
    case held(Activation)
    /// They are made whenever they are asked for.
    case made(Recipe)
  }

  let height: Int
  let width: Int
  /// The sums of its channels.
  let sums: ChannelSums
  /// The most channels of a map of this size that rows are made of.
  let widest: Int
  private let origin: Origin

  /// A map that is all there, with its sums.
  init(_ map: Activation, _ sums: ChannelSums) {
    height = map.height
    width = map.width
    self.sums = sums
    widest = map.channels
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

  /// A block's output that is never all there: made here for its sums and its check, and again whenever its rows are
  /// asked for.
  ///
  /// - Parameters:
  ///   - block: The block's name.
  ///   - shape: The output's sizes.
  ///   - bands: How its rows are divided here.
  ///   - widest: The most channels of a map of this size that rows are made of.
  ///   - runner: Is told when the block is done.
  ///   - recipe: Makes the rows.
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  init(
    _ block: String, _ shape: ConvolutionShape, _ bands: Bands, widest: Int,
    _ runner: inout BlockRunner, _ recipe: @escaping Recipe
  ) throws(InferenceError) {
    let made = try recipe(bands.rows, runner.compute)
    var tally = BandTally(shape)
    for rows in bands.ranges { try tally.add(rows, of: made.rows(rows), runner.compute) }
    try runner.finish(block, tally)
    height = shape.height
    width = shape.width
    sums = tally.sums
    self.widest = widest
    origin = .made(recipe)
  }

  /// A convolution's output that is never all there, from a map that is.
  ///
  /// - Throws: as for any block.
  init(
    _ block: String, _ convolution: PreparedConvolution, of map: Activation, rows: Int?,
    _ runner: inout BlockRunner
  ) throws(InferenceError) {
    let shape = convolution.shape
    let bands = Bands(
      height: shape.height, width: shape.width, channels: shape.outputs, rows: rows)
    try self.init(block, shape, bands, widest: shape.outputs, &runner) {
      (asked, compute) throws(InferenceError) in
      try SlidingRows(convolution, of: HeldRows(map: MapWindow(map)), asked: asked, compute)
    }
  }

  /// All of it, where it is there.
  var held: Activation? {
    if case .held(let map) = origin { map } else { nil }
  }

  /// All of it, made where it is not there.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  consuming func whole(rows: Int?, _ compute: Compute) throws(InferenceError) -> Activation {
    if let held { return held }
    let map = try Activation(
      batch: 1, height: height, width: width, channels: sums.channels, compute)
    let bands = bands(rows: rows)
    let source = try self.rows(asked: bands.rows, compute)
    for rows in bands.ranges { try MapWindow(map).copy(rows, from: source.rows(rows)) }
    return map
  }

  /// How its rows are divided for a map of its size with so many channels.
  func bands(with channels: Int = 0, rows: Int?) -> Bands {
    Bands(height: height, width: width, channels: max(widest, channels), rows: rows)
  }

  /// The rows, of which at most `asked` are asked for at a time.
  ///
  /// - Throws: `outOfMemory`.
  func rows(asked: Int, _ compute: Compute) throws(InferenceError) -> any RowSource {
    switch origin {
    case .held(let map): HeldRows(map: MapWindow(map))
    case .made(let recipe): try recipe(asked, compute)
    }
  }
}

extension BandedMap {
  /// A convolution's output, all of which is there, from rows that need not be.
  ///
  /// - Parameters:
  ///   - convolution: Any, with a stride or without.
  ///   - norm: The normalisation before it, with SiLU.
  ///   - rows: Rows of a band; nil for what suits the map.
  ///   - compute: Memory, threads and the way to stop.
  /// - Returns: The output.
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  func convolved(
    _ convolution: Convolution, norm: GroupNorm? = nil, rows: Int?, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let prepared = try PreparedConvolution(
      convolution,
      for: PreparedConvolution.Input(
        height: height, width: width, affine: norm?.affine(of: sums)), compute)
    let shape = prepared.shape
    let output = try Activation(
      batch: 1, height: shape.height, width: shape.width, channels: shape.outputs, compute)
    let bands = Bands(
      height: shape.height, width: shape.width, channels: shape.outputs,
      rows: bands(rows: rows).rows / convolution.stride)
    let source = try self.rows(asked: shape.stripSide(bands.rows), compute)
    for rows in bands.ranges {
      try prepared(
        rows, of: source.rows(shape.inputRows(under: rows)), into: MapWindow(output), compute)
    }
    return output
  }
}

extension Resampler {
  /// The growth of a map as one that is never all there.
  ///
  /// - Throws: as the call.
  func grown(
    _ input: Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    let conv = try PreparedConvolution(
      self.conv,
      for: PreparedConvolution.Input(
        height: input.height, width: input.width,
        size: (height: 2 * input.height, width: 2 * input.width)),
      runner.compute)
    return try BandedMap(name, conv, of: input, rows: rows, &runner)
  }
}
