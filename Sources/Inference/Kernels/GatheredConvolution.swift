internal import CKernels

/// Any convolution as a matrix product of gathered pixels (im2col), a bounded run of pixels at a time.
extension ConvolutionRun {
  /// The most floats of gathered pixels a thread holds.
  private static let gatheredFloats = 1 << 20

  func gathered(_ compute: Compute) throws(InferenceError) {
    let depth = shape.kernel * shape.kernel * shape.inputs
    let most = max(16, Self.gatheredFloats / depth)
    let columns = min(shape.width, most)
    let rows = min(shape.height, max(1, most / columns))
    let across = (shape.width + columns - 1) / columns
    let down = (shape.height + rows - 1) / rows
    let stripHeight = (rows - 1) * shape.stride + shape.kernel
    let stripWidth = (columns - 1) * shape.stride + shape.kernel
    let strip = stripHeight * stripWidth * shape.inputs
    let chunks = shape.batch * down * across
    let scratch = try compute.scratch(floats: strip + rows * columns * depth, chunks: chunks)
    try Parallel.run(
      chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, worker in
      let top = chunk / across % down * rows
      let left = chunk % across * columns
      let tile = Tile(
        image: chunk / across / down, rows: top..<min(shape.height, top + rows),
        columns: left..<min(shape.width, left + columns))
      gather(tile, scratch: scratch[worker].pointer, strip: strip)
    }
  }

  private func gather(_ tile: Tile, scratch: UnsafeMutablePointer<Float>, strip: Int) {
    let stripHeight = (tile.rows.count - 1) * shape.stride + shape.kernel
    let stripWidth = (tile.columns.count - 1) * shape.stride + shape.kernel
    stage(
      image: tile.image, y: tile.rows.lowerBound * shape.stride - shape.padding,
      x: tile.columns.lowerBound * shape.stride - shape.padding, rows: stripHeight,
      columns: stripWidth, into: scratch)
    let pixels = scratch + strip
    ck_gather(
      scratch, stripWidth, shape.inputs, shape.kernel, shape.stride, tile.rows.count,
      tile.columns.count, pixels)
    let depth = shape.kernel * shape.kernel * shape.inputs
    let whole = tile.columns.count == shape.width
    // Whole rows follow each other in the output, so that one product writes all of them.
    let runs = whole ? 1 : tile.rows.count
    let length = tile.rows.count * tile.columns.count / runs
    for run in 0..<runs {
      let first = (tile.rows.lowerBound + run) * shape.width + tile.columns.lowerBound
      let out = output.data + (tile.image * output.tokens + first) * shape.outputs
      GEMM.multiply(
        MatrixView(data: pixels + run * length * depth, stride: depth),
        MatrixView(data: weights.gathered.pointer, stride: shape.outputs), into: out,
        stride: shape.outputs, rows: length, columns: shape.outputs, depth: depth)
      finish(image: tile.image, pixels: first..<(first + length))
    }
  }
}
