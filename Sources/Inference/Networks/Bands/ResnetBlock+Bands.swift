/// A residual block of a single image by bands.
///
/// Its second normalisation needs all of the first convolution's output before the second convolution begins. Either
/// that output is held, and the block's own takes its place, or it is computed twice.
extension ResnetBlock {
  /// Computes the block to the bits of the call without bands.
  ///
  /// - Parameters:
  ///   - input: What it works on. A map that is there, and that no shortcut reads, is overwritten.
  ///   - rows: Rows of a band; nil for what suits the map.
  ///   - runner: Is told when the block is done.
  /// - Returns: The block's output, all of which is there, in place of what is no longer needed.
  /// - Throws: as the call without bands.
  func inBands(
    _ input: consuming BandedMap, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    let compute = runner.compute
    let bands = input.bands(with: conv1.outputs, rows: rows)
    if shortcut == nil, let map = input.held {
      let conv1 = try prepared(self.conv1, norm1, input.sums, for: input, compute)
      let sums = try hiddenSums(conv1, input, bands, compute)
      let output = try OutputRows(
        conv2: prepared(self.conv2, norm2, sums, for: input, compute),
        hidden: SlidingRows(
          conv1, of: HeldRows(map: MapWindow(map)), asked: bands.under, compute),
        residual: SlidingRows(copying: MapWindow(map), asked: bands.rows, compute), scale: scale)
      return try write(output, over: map, bands, &runner)
    }
    // The largest comes first, so that nothing smaller takes the gap that it fits into.
    let hidden = try Activation(
      batch: 1, height: input.height, width: input.width, channels: conv1.outputs, compute)
    let conv1 = try prepared(self.conv1, norm1, input.sums, for: input, compute)
    let sums = try fill(hidden, conv1, input, bands, compute)
    let output = try OutputRows(
      conv2: prepared(self.conv2, norm2, sums, for: input, compute),
      hidden: SlidingRows(copying: MapWindow(hidden), asked: bands.under, compute),
      residual: residual(
        input.rows(asked: bands.rows, compute), preparedShortcut(for: input, compute),
        asked: bands.rows, compute),
      scale: scale)
    return try write(output, over: hidden, bands, &runner)
  }

  /// Computes the block to the bits of the call without bands, and holds nothing of it: its first convolution is made
  /// for its sums, then the output for its own, and whoever reads the output makes it again.
  ///
  /// - Parameters: as `inBands`.
  /// - Returns: The block's output, no row of which is there.
  /// - Throws: as the call without bands.
  func inPasses(
    _ input: BandedMap, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    let compute = runner.compute
    let bands = input.bands(with: conv1.outputs, rows: rows)
    let conv1 = try prepared(self.conv1, norm1, input.sums, for: input, compute)
    let sums = try hiddenSums(conv1, input, bands, compute)
    let conv2 = try prepared(self.conv2, norm2, sums, for: input, compute)
    let shortcut = try preparedShortcut(for: input, compute)
    let widest = max(input.widest, conv1.shape.outputs)
    return try BandedMap(name, conv2.shape, bands, widest: widest, &runner) {
      (asked, compute) throws(InferenceError) in
      let made = MadeRows(asked: asked)
      let source = try SharedRows(input.rows(asked: made.source, compute))
      let output = try OutputRows(
        conv2: conv2, hidden: SlidingRows(conv1, of: source, asked: made.hidden, compute),
        residual: residual(source, shortcut, asked: made.rows, compute), scale: scale)
      return try SlidingRows(
        height: conv2.shape.height, width: conv2.shape.width, channels: conv2.shape.outputs,
        asked: asked, compute
      ) { (rows, window) throws(InferenceError) in
        source.first = rows.lowerBound
        try output.make(rows, in: window, compute)
      }
    }
  }

  private func prepared(
    _ convolution: Convolution, _ norm: GroupNorm, _ sums: ChannelSums, for map: BandedMap,
    _ compute: Compute
  ) throws(InferenceError) -> PreparedConvolution {
    try PreparedConvolution(
      convolution,
      for: PreparedConvolution.Input(
        height: map.height, width: map.width, affine: norm.affine(of: sums)), compute)
  }

  private func preparedShortcut(
    for map: BandedMap, _ compute: Compute
  ) throws(InferenceError) -> PreparedConvolution? {
    guard let shortcut else { return nil }
    return try PreparedConvolution(
      shortcut, for: PreparedConvolution.Input(height: map.height, width: map.width), compute)
  }

  /// The sums of the first convolution's output, of which nothing is kept.
  private func hiddenSums(
    _ conv1: PreparedConvolution, _ input: BandedMap, _ bands: Bands, _ compute: Compute
  ) throws(InferenceError) -> ChannelSums {
    let source = try input.rows(asked: bands.under, compute)
    let hidden = try SlidingRows(conv1, of: source, asked: bands.rows, compute)
    var tally = BandTally(conv1.shape)
    for rows in bands.ranges { try tally.sum(rows, of: hidden.rows(rows), compute) }
    return tally.sums
  }

  /// Writes the first convolution's output and returns its sums.
  private func fill(
    _ hidden: Activation, _ conv1: PreparedConvolution, _ input: BandedMap, _ bands: Bands,
    _ compute: Compute
  ) throws(InferenceError) -> ChannelSums {
    let source = try input.rows(asked: bands.under, compute)
    let window = MapWindow(hidden)
    var tally = BandTally(conv1.shape)
    for rows in bands.ranges {
      let under = try source.rows(conv1.shape.inputRows(under: rows))
      try conv1(rows, of: under, into: window, compute)
      try tally.sum(rows, of: window, compute)
    }
    return tally.sums
  }

  /// The input, through the shortcut where there is one.
  private func residual(
    _ source: any RowSource, _ shortcut: PreparedConvolution?, asked: Int, _ compute: Compute
  ) throws(InferenceError) -> any RowSource {
    guard let shortcut else { return source }
    return try SlidingRows(shortcut, of: source, asked: asked, compute)
  }

  /// Writes the output over a map that is only read further down from then on.
  private func write(
    _ output: OutputRows, over map: Activation, _ bands: Bands, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    let window = MapWindow(map)
    var tally = BandTally(output.conv2.shape)
    for rows in bands.ranges {
      try output.make(rows, in: window, runner.compute)
      try tally.add(rows, of: window, runner.compute)
    }
    try runner.finish(name, tally)
    return BandedMap(map, tally.sums)
  }
}

/// How many rows are asked for of the maps that a residual block's output is made of.
struct MadeRows {
  /// Rows of the output that are made at a time.
  let rows: Int
  /// Rows of the first convolution's output under them.
  var hidden: Int { rows + 2 }
  /// Rows of the input from the first that is made on: what lies under them in whole tiles ends a tile further down,
  /// and one row below that.
  var source: Int { rows + PreparedConvolution.step + 1 }

  /// For at most so many rows of the output that are asked for at a time.
  init(asked: Int) {
    rows = Bands.tiled(asked)
  }
}

/// The rows of a residual block's output, from those that its second convolution reads.
private struct OutputRows {
  let conv2: PreparedConvolution
  let hidden: SlidingRows
  let residual: any RowSource
  let scale: Float

  /// Makes rows, the next ones below those before.
  ///
  /// - Throws: what making those under them throws.
  func make(
    _ rows: Range<Int>, in window: MapWindow, _ compute: Compute
  ) throws(InferenceError) {
    // Reads on: what it has not read yet lies at least a tile below these rows, over which the output may be written.
    let hidden = try hidden.rows(conv2.shape.inputRows(under: rows))
    try conv2(
      rows, of: hidden, residual: residual.rows(rows), scale: scale, into: window, compute)
  }
}
