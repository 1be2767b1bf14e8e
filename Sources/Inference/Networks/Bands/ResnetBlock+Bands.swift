/// A residual block of a single image by bands: of all that it makes, only its output is held, in place of what it no
/// longer needs.
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
  /// - Returns: The block's output, all of which is there.
  /// - Throws: as the call without bands.
  func inBands(
    _ input: consuming BandedMap, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    let compute = runner.compute
    let (height, width) = (input.height, input.width)
    let bands = Bands(
      height: height, width: width, channels: max(conv1.inputs, conv1.outputs), rows: rows)
    let conv1 = try prepared(self.conv1, norm1, input.sums, height: height, width: width, compute)
    if shortcut == nil, let map = input.held {
      let sums = try hiddenSums(conv1, map, bands, compute)
      return try finish(
        map,
        Parts(
          hidden: SlidingRows(
            conv1, of: HeldRows(map: MapWindow(map)), asked: bands.under, compute),
          residual: SlidingRows(copying: MapWindow(map), asked: bands.rows, compute)),
        sums, bands, &runner)
    }
    let hidden = try Activation(
      batch: 1, height: height, width: width, channels: conv1.shape.outputs, compute)
    let sums = try fill(hidden, conv1, input, bands, compute)
    return try finish(
      hidden,
      Parts(
        hidden: SlidingRows(copying: MapWindow(hidden), asked: bands.under, compute),
        residual: residual(input, bands, compute)),
      sums, bands, &runner)
  }

  private func prepared(
    _ convolution: Convolution, _ norm: GroupNorm, _ sums: ChannelSums, height: Int, width: Int,
    _ compute: Compute
  ) throws(InferenceError) -> PreparedConvolution {
    try PreparedConvolution(
      convolution,
      for: PreparedConvolution.Input(
        height: height, width: width, affine: norm.affine(of: sums)), compute)
  }

  /// What the second convolution reads.
  private struct Parts {
    let hidden: SlidingRows
    let residual: any RowSource
  }

  /// The sums of the first convolution's output, of which nothing is kept.
  private func hiddenSums(
    _ conv1: PreparedConvolution, _ map: Activation, _ bands: Bands, _ compute: Compute
  ) throws(InferenceError) -> ChannelSums {
    let hidden = try SlidingRows(
      conv1, of: HeldRows(map: MapWindow(map)), asked: bands.rows, compute)
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
    _ input: BandedMap, _ bands: Bands, _ compute: Compute
  ) throws(InferenceError) -> any RowSource {
    let source = try input.rows(asked: bands.rows, compute)
    guard let shortcut else { return source }
    let prepared = try PreparedConvolution(
      shortcut, for: PreparedConvolution.Input(height: input.height, width: input.width), compute)
    return try SlidingRows(prepared, of: source, asked: bands.rows, compute)
  }

  /// Writes the output over a map that is only read further down from then on.
  private func finish(
    _ map: Activation, _ parts: Parts, _ sums: ChannelSums, _ bands: Bands,
    _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    let compute = runner.compute
    let conv2 = try prepared(
      self.conv2, norm2, sums, height: map.height, width: map.width, compute)
    let window = MapWindow(map)
    var tally = BandTally(conv2.shape)
    for rows in bands.ranges {
      // Reads on: what it has not read yet lies at least a tile below the rows that are written.
      let hidden = try parts.hidden.rows(conv2.shape.inputRows(under: rows))
      try conv2(
        rows, of: hidden, residual: parts.residual.rows(rows), scale: scale, into: window, compute)
      try tally.add(rows, of: window, compute)
    }
    try runner.finish(name, tally)
    return BandedMap(map, tally.sums)
  }
}
