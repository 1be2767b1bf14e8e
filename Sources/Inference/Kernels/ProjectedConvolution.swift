internal import CKernels

/// 3×3 convolutions of stride 1 to a few channels: every input pixel times all nine taps, then the sum
/// of nine shifted results. The input is read once instead of nine times.
extension ConvolutionRun {
  /// The most floats of a strip and its products.
  private static let stripFloats = 1 << 19

  func projected(_ compute: Compute) throws(InferenceError) {
    let weight = try weights.projected()
    let pixel = shape.inputs + 9 * shape.outputs
    let columns = min(shape.width, max(8, Self.stripFloats / pixel / 6))
    let rows = min(shape.height, max(4, Self.stripFloats / pixel / (columns + 2)))
    let across = (shape.width + columns - 1) / columns
    let down = (shape.height + rows - 1) / rows
    let chunks = shape.batch * down * across
    let strip = (rows + 2) * (columns + 2)
    let scratch = try compute.scratch(floats: strip * pixel, chunks: chunks)
    try Parallel.run(
      chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, worker in
      let top = chunk / across % down * rows
      let left = chunk % across * columns
      let tile = Tile(
        image: chunk / across / down, rows: top..<min(shape.height, top + rows),
        columns: left..<min(shape.width, left + columns))
      project(tile, weight.pointer, scratch: scratch[worker].pointer)
    }
  }

  private func project(
    _ tile: Tile, _ weight: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let stripWidth = tile.columns.count + 2
    let pixels = (tile.rows.count + 2) * stripWidth
    stage(
      image: tile.image, y: tile.rows.lowerBound - shape.padding,
      x: tile.columns.lowerBound - shape.padding, rows: tile.rows.count + 2, columns: stripWidth,
      into: scratch)
    let products = scratch + pixels * shape.inputs
    GEMM.multiply(
      MatrixView(data: scratch, stride: shape.inputs),
      MatrixView(data: weight, stride: 9 * shape.outputs), into: products,
      stride: 9 * shape.outputs, rows: pixels, columns: 9 * shape.outputs, depth: shape.inputs)
    withTarget(image: tile.image) { target in
      ck_sum_taps(
        products, stripWidth, tile.rows.lowerBound, tile.columns.lowerBound, tile.rows.count,
        tile.columns.count, &target)
    }
  }
}
