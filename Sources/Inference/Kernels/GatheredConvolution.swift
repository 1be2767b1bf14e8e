internal import CKernels

/// How an image is divided for a convolution by gathered pixels.
struct GatherPlan: Sendable {
  /// The most floats of gathered pixels a thread holds.
  private static let gatheredFloats = 1 << 20

  /// Output pixels of a chunk.
  let rows, columns: Int
  /// Chunks of an image.
  let down, across: Int
  /// Chunks of all images.
  let chunks: Int
  /// Whether there are fewer chunks than threads: each chunk's product is divided by columns instead.
  let isAlone: Bool
  /// Floats of a thread's scratch.
  let scratch: Int

  /// The division of a shape over threads.
  init(_ shape: ConvolutionShape, threads: Int) {
    let depth = shape.kernel * shape.kernel * shape.inputs
    let most = max(16, Self.gatheredFloats / depth)
    columns = min(shape.width, most)
    rows = min(shape.height, max(1, most / columns))
    across = (shape.width + columns - 1) / columns
    down = (shape.height + rows - 1) / rows
    chunks = shape.batch * down * across
    isAlone = chunks < threads
    let strip = shape.stripSide(rows) * shape.stripSide(columns) * shape.inputs
    scratch = strip + rows * columns * depth
  }

  /// Chunks that have scratch of their own.
  var scratchChunks: Int { isAlone ? 1 : chunks }
}

extension ConvolutionShape {
  /// Input pixels under so many output pixels.
  func stripSide(_ pixels: Int) -> Int { (pixels - 1) * stride + kernel }
}

/// Any convolution as a matrix product of gathered pixels (im2col), a bounded run of pixels at a time.
extension ConvolutionRun {
  func gathered(_ weight: PackedWeight, _ compute: Compute) throws(InferenceError) {
    let plan = GatherPlan(
      part, threads: weights.packed.layout.division(compute.threads))
    let chunks = plan.chunks
    let scratch = try compute.scratch(floats: plan.scratch, chunks: plan.scratchChunks)
    let tile = { (chunk: Int) in
      self.tile(
        chunk, down: plan.down, across: plan.across, rows: plan.rows, columns: plan.columns)
    }
    if plan.isAlone {
      for chunk in 0..<chunks {
        try gatherAlone(tile(chunk), weight, scratch: scratch[0].pointer, compute)
      }
    } else {
      try Parallel.run(
        chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
      ) { chunk, worker in
        gather(tile(chunk), weight, scratch: scratch[worker].pointer)
      }
    }
  }

  private var depth: Int { shape.kernel * shape.kernel * shape.inputs }

  /// The pixels under a tile, `[pixels, k * k * I]`, at the end of the scratch.
  private func pixels(
    _ tile: Tile, scratch: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    let height = shape.stripSide(tile.rows.count)
    let width = shape.stripSide(tile.columns.count)
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

  private func gather(
    _ tile: Tile, _ weight: PackedWeight, scratch: UnsafeMutablePointer<Float>
  ) {
    let pixels = pixels(tile, scratch: scratch)
    for (first, length, skipped) in runs(of: tile) {
      product(
        pixels + skipped * depth, weight, image: tile.image, first: first, rows: length
      ).multiply()
      finish(image: tile.image, pixels: first..<(first + length))
    }
  }

  private func gatherAlone(
    _ tile: Tile, _ weight: PackedWeight, scratch: UnsafeMutablePointer<Float>, _ compute: Compute
  ) throws(InferenceError) {
    let pixels = pixels(tile, scratch: scratch)
    for (first, length, skipped) in runs(of: tile) {
      try product(pixels + skipped * depth, weight, image: tile.image, first: first, rows: length)
        .run(compute) { rows, columns in
          finish(
            image: tile.image, pixels: (first + rows.lowerBound)..<(first + rows.upperBound),
            channels: columns)
        }
    }
  }

  /// The pixels of a tile that follow each other in the output; whole rows are one run.
  func runs(of tile: Tile) -> [(first: Int, length: Int, skipped: Int)] {
    let runs = tile.columns.count == shape.width ? 1 : tile.rows.count
    let length = tile.rows.count * tile.columns.count / runs
    return (0..<runs).map { run in
      let first = (tile.rows.lowerBound + run) * shape.width + tile.columns.lowerBound
      return (first, length, run * length)
    }
  }

  private func product(
    _ pixels: UnsafePointer<Float>, _ weight: PackedWeight, image: Int, first: Int, rows: Int
  ) -> MatrixProduct {
    MatrixProduct(
      left: MatrixView(data: pixels, stride: depth), weight: weight,
      result: output.data + (image * output.tokens + first) * shape.outputs, rows: rows)
  }
}
