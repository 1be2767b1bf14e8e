internal import CKernels

/// Any convolution as a matrix product of gathered pixels (im2col), a bounded run of pixels at a time.
extension ConvolutionRun {
  /// The most floats of gathered pixels a thread holds.
  private static let gatheredFloats = 1 << 20

  func gathered(_ compute: Compute) throws(InferenceError) {
    let most = max(16, Self.gatheredFloats / depth)
    let columns = min(shape.width, most)
    let rows = min(shape.height, max(1, most / columns))
    let across = (shape.width + columns - 1) / columns
    let down = (shape.height + rows - 1) / rows
    let chunks = shape.batch * down * across
    let strip = stripSide(rows) * stripSide(columns) * shape.inputs
    // Fewer chunks than threads: each chunk's product is divided by columns instead.
    let alone = chunks < compute.threads
    let scratch = try compute.scratch(
      floats: strip + rows * columns * depth, chunks: alone ? 1 : chunks)
    let tile = { (chunk: Int) in
      let top = chunk / across % down * rows
      let left = chunk % across * columns
      return Tile(
        image: chunk / across / down, rows: top..<min(shape.height, top + rows),
        columns: left..<min(shape.width, left + columns))
    }
    if alone {
      for chunk in 0..<chunks {
        try gatherAlone(tile(chunk), scratch: scratch[0].pointer, compute)
      }
    } else {
      try Parallel.run(
        chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
      ) { chunk, worker in
        gather(tile(chunk), scratch: scratch[worker].pointer)
      }
    }
  }

  private var depth: Int { shape.kernel * shape.kernel * shape.inputs }

  /// Input pixels under so many output pixels.
  private func stripSide(_ pixels: Int) -> Int { (pixels - 1) * shape.stride + shape.kernel }

  /// The pixels under a tile, `[pixels, k * k * I]`, at the end of the scratch.
  private func pixels(
    _ tile: Tile, scratch: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    let height = stripSide(tile.rows.count)
    let width = stripSide(tile.columns.count)
    stage(
      image: tile.image, y: tile.rows.lowerBound * shape.stride - shape.padding,
      x: tile.columns.lowerBound * shape.stride - shape.padding, rows: height, columns: width,
      into: scratch)
    let pixels = scratch + height * width * shape.inputs
    ck_gather(
      scratch, width, shape.inputs, shape.kernel, shape.stride, tile.rows.count,
      tile.columns.count, pixels)
    return pixels
  }

  private func gather(_ tile: Tile, scratch: UnsafeMutablePointer<Float>) {
    let pixels = pixels(tile, scratch: scratch)
    for (first, length, skipped) in runs(of: tile) {
      product(pixels + skipped * depth, image: tile.image, first: first, rows: length).multiply()
      finish(image: tile.image, pixels: first..<(first + length))
    }
  }

  private func gatherAlone(
    _ tile: Tile, scratch: UnsafeMutablePointer<Float>, _ compute: Compute
  ) throws(InferenceError) {
    let pixels = pixels(tile, scratch: scratch)
    for (first, length, skipped) in runs(of: tile) {
      try product(pixels + skipped * depth, image: tile.image, first: first, rows: length)
        .run(compute) { rows in
          finish(
            image: tile.image, pixels: (first + rows.lowerBound)..<(first + rows.upperBound))
        }
    }
  }

  /// The pixels of a tile that follow each other in the output; whole rows are one run.
  private func runs(of tile: Tile) -> [(first: Int, length: Int, skipped: Int)] {
    let runs = tile.columns.count == shape.width ? 1 : tile.rows.count
    let length = tile.rows.count * tile.columns.count / runs
    return (0..<runs).map { run in
      let first = (tile.rows.lowerBound + run) * shape.width + tile.columns.lowerBound
      return (first, length, run * length)
    }
  }

  private func product(
    _ pixels: UnsafePointer<Float>, image: Int, first: Int, rows: Int
  ) -> MatrixProduct {
    MatrixProduct(
      left: MatrixView(data: pixels, stride: depth), weight: weights.packed,
      result: output.data + (image * output.tokens + first) * shape.outputs, rows: rows)
  }
}
