internal import CKernels

/// How an image is divided for a 3×3 convolution by tiles.
struct ImplicitPlan: Sendable {
  /// The most values of the image, in bfloat16, a thread holds: half of a second-level cache.
  private static let stripValues = 1 << 19
  /// The fewest output pixels of a chunk that repay reading the weights for them.
  private static let leastPixels = 256

  /// Output pixels of a chunk.
  let rows, columns: Int
  /// Chunks of an image.
  let down, across: Int
  /// Chunks of all images.
  let chunks: Int
  /// Whether there are fewer chunks than threads: each chunk's product is divided by columns instead.
  let isAlone: Bool
  /// Floats of a line of the strip, filled up so that what follows begins on a line of the cache.
  let line: Int
  /// Floats of a thread's scratch.
  let scratch: Int

  /// The division of a shape over threads.
  init(_ shape: ConvolutionShape, threads: Int) {
    let pixel = Self.pixel(shape)
    let most = (Self.stripValues / pixel / shape.stripSide(4) - 2) / shape.stride / 32 * 32
    columns = min(shape.width, max(32, most))
    let stripWidth = shape.stripSide(columns)
    let fitting = (Self.stripValues / pixel / stripWidth - 3) / shape.stride + 1
    let least = (Self.leastPixels + columns - 1) / columns
    let shared = (shape.batch * shape.height + 4 * threads - 1) / (4 * threads)
    rows = min(shape.height, max(1, min(fitting, threads == 1 ? fitting : max(least, shared))))
    across = (shape.width + columns - 1) / columns
    down = (shape.height + rows - 1) / rows
    chunks = shape.batch * down * across
    isAlone = chunks < threads
    line = (stripWidth * shape.inputs + 15) / 16 * 16
    scratch = line + (shape.stripSide(rows) * stripWidth * pixel + 1) / 2
  }

  /// Values from one pixel to the next: those a power of two apart would share the cache's lines.
  static func pixel(_ shape: ConvolutionShape) -> Int {
    shape.inputs.isMultiple(of: 256) ? shape.inputs + 32 : shape.inputs
  }

  /// Chunks that have scratch of their own.
  var scratchChunks: Int { isAlone ? 1 : chunks }
}

/// A 3×3 convolution as one product by the processor's tiles, whose left side is the image itself, rounded to
/// bfloat16: nothing is gathered and no weights are transformed.
extension ConvolutionRun {
  func implicit(_ weight: PackedWeight, _ compute: Compute) throws(InferenceError) {
    let plan = ImplicitPlan(part, threads: compute.threads)
    let scratch = try compute.scratch(floats: plan.scratch, chunks: plan.scratchChunks)
    let tile = { (chunk: Int) in
      self.tile(
        chunk, down: plan.down, across: plan.across, rows: plan.rows, columns: plan.columns)
    }
    if plan.isAlone {
      for chunk in 0..<plan.chunks {
        let tile = tile(chunk)
        let strip = strip(tile, plan, scratch: scratch[0].pointer)
        try Parallel.ranges(
          of: (shape.outputs + 31) / 32, minimum: 1, compute
        ) { panels in
          convolve(
            strip, tile, weight,
            outputs: (32 * panels.lowerBound)..<min(shape.outputs, 32 * panels.upperBound))
        }
        finish(tile)
      }
    } else {
      try Parallel.run(
        chunks: plan.chunks, threads: compute.threads, checkpoint: compute.checkpoint
      ) { chunk, worker in
        let tile = tile(chunk)
        let strip = strip(tile, plan, scratch: scratch[worker].pointer)
        convolve(strip, tile, weight, outputs: 0..<shape.outputs)
        finish(tile)
      }
    }
  }

  /// The input pixels under a tile, behind a line of them in the scratch.
  private func strip(
    _ tile: Tile, _ plan: ImplicitPlan, scratch: UnsafeMutablePointer<Float>
  ) -> ck_strip {
    let width = shape.stripSide(tile.columns.count)
    let pixel = ImplicitPlan.pixel(shape)
    let strip = UnsafeMutableRawPointer(scratch + plan.line).assumingMemoryBound(to: UInt16.self)
    withView(image: tile.image) { view in
      ck_stage_bf16(
        &view, tile.rows.lowerBound * shape.stride - shape.padding,
        tile.columns.lowerBound * shape.stride - shape.padding,
        shape.stripSide(tile.rows.count), width, scratch, strip, pixel)
    }
    return ck_strip(
      data: strip, width: width, pixel: pixel, channels: shape.inputs, stride: shape.stride)
  }

  private func convolve(
    _ strip: ck_strip, _ tile: Tile, _ weight: PackedWeight, outputs: Range<Int>
  ) {
    let first = tile.rows.lowerBound * shape.width + tile.columns.lowerBound
    var strip = strip
    ck_convolve_tiles(
      &strip, tile.rows.count, tile.columns.count, weight.pairs(from: outputs.lowerBound),
      outputs.count,
      output.data + (tile.image * output.tokens + first) * shape.outputs + outputs.lowerBound,
      shape.outputs, shape.width * shape.outputs)
  }

  private func finish(_ tile: Tile) {
    for (first, length, _) in runs(of: tile) {
      finish(image: tile.image, pixels: first..<(first + length))
    }
  }
}
