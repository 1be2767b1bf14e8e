internal import CKernels

/// How Winograd's method is divided where weights are transformed panel by panel.
///
/// All threads share the transformed tiles of a block and divide the outputs, so that each weight is transformed
/// once a block however many threads there are, and images of a few tiles keep all of them at work.
struct WinogradPanelPlan: Sendable {
  let blocks: WinogradPlan
  /// Blocks of all images.
  let count: Int
  /// Whether the products are of bfloat16, for which the transformed tiles are rounded.
  let isRounded: Bool
  /// Rows of tiles that a thread transforms at once.
  let partRows: Int
  /// Values from one transformed tile to the next, and from one point to the next.
  let row, point: Int
  /// Floats that take the room of all transformed tiles.
  let inputs: Int
  /// Floats of the strip under the tiles that are transformed at once; of these tiles, before they are rounded, from
  /// one point to the next.
  let strip, partPoint: Int
  /// Floats from one point of a panel's products to the next, and of all of them.
  let productPoint, products: Int
  /// Floats of a thread's scratch: a part of a panel's weights behind its products, or what comes before.
  let scratch: Int
  /// Most pieces of work at one time.
  let chunks: Int

  /// The division of a shape over threads.
  init(
    _ shape: ConvolutionShape, _ layout: PanelLayout, tile: WinogradTile, isRounded: Bool,
    threads: Int
  ) {
    blocks = WinogradPlan(sharing: shape, tile: tile)
    count = shape.batch * blocks.blocksDown * blocks.blocksAcross
    self.isRounded = isRounded
    partRows = max(1, (blocks.rows + 2 * threads - 1) / (2 * threads))
    chunks = max(layout.panels, (blocks.rows + partRows - 1) / partRows)
    let tiles = blocks.rows * blocks.columns
    row = isRounded ? shape.inputs + 32 : WinogradPlan.inputRow(shape)
    point = tiles * row + 32
    inputs = (isRounded ? WeightStorage.bf16 : .floats).floats(tile.points * point)
    strip = (partRows * tile.edge + 2) * blocks.stripWidth * shape.inputs
    partPoint = partRows * blocks.columns * WinogradPlan.inputRow(shape) + 16
    productPoint = tiles * layout.width + 16
    products = tile.points * productPoint
    let depth = min(shape.inputs, Int(CK_WINOGRAD_DEPTH + CK_WINOGRAD_DEPTH / 2))
    scratch = max(
      strip + (isRounded ? tile.points * partPoint : 0),
      products + tile.points * (depth * layout.width + 16))
  }
}

/// Winograd's method with weights that are transformed in the cache, when they are multiplied: a network then holds
/// them as its file does, and reads a fraction of the memory.
extension ConvolutionRun {
  func winogradByPanels(_ tile: WinogradTile, _ compute: Compute) throws(InferenceError) {
    let layout = weights.packed.layout
    let plan = WinogradPanelPlan(
      part, layout, tile: tile, isRounded: weights.isRounded(tile), threads: compute.threads)
    let inputs = try compute.workspace.buffer(floats: plan.inputs)
    let scratch = try compute.scratch(floats: plan.scratch, chunks: plan.chunks)
    for index in 0..<plan.count {
      let block = block(index, of: plan.blocks)
      try Parallel.run(
        chunks: (block.rows.count + plan.partRows - 1) / plan.partRows, threads: compute.threads,
        checkpoint: compute.checkpoint
      ) { part, worker in
        transform(part, of: block, plan, into: inputs, scratch: scratch[worker].pointer)
      }
      try Parallel.run(
        chunks: layout.panels, threads: compute.threads, checkpoint: compute.checkpoint
      ) { panel, worker in
        multiply(panel, block, inputs, plan, scratch: scratch[worker].pointer)
      }
    }
  }

  /// Transforms some rows of a block's tiles.
  private func transform(
    _ part: Int, of block: Tile, _ plan: WinogradPanelPlan, into inputs: Buffer,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let tile = plan.blocks.tile
    let top = block.rows.lowerBound + part * plan.partRows
    let rows = top..<min(block.rows.upperBound, top + plan.partRows)
    let tiles = Tile(image: block.image, rows: rows, columns: block.columns)
    let first = part * plan.partRows * block.columns.count * plan.row
    guard plan.isRounded else {
      return transform(
        tiles, tile, strip: scratch, into: inputs.pointer + first, point: plan.point)
    }
    let floats = scratch + plan.strip
    transform(tiles, tile, strip: scratch, into: floats, point: plan.partPoint)
    for point in 0..<tile.points {
      ck_round_bf16(
        floats + point * plan.partPoint, rows.count * block.columns.count, inputRow, shape.inputs,
        inputs.words + point * plan.point + first, plan.row)
    }
  }

  /// The products of a block's tiles with one panel, in the output.
  private func multiply(
    _ index: Int, _ block: Tile, _ inputs: Buffer, _ plan: WinogradPanelPlan,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let tile = plan.blocks.tile
    let layout = weights.packed.layout
    let count = block.rows.count * block.columns.count
    var panel = weights.packed.winogradPanel(index)
    let part = scratch + plan.products
    if plan.isRounded {
      var tiles = ck_winograd_pairs(
        v: inputs.words, count: count, row: plan.row, point: plan.point)
      ck_winograd_product_bf16(
        tile.rawValue, &panel, &tiles, part, scratch, plan.productPoint)
    } else {
      var tiles = ck_winograd_tiles(
        v: inputs.pointer, count: count, row: plan.row, point: plan.point)
      ck_winograd_product(tile.rawValue, &panel, &tiles, part, scratch, plan.productPoint)
    }
    let first = index * layout.width
    withTarget(image: block.image, from: first) { target in
      ck_winograd_output(
        tile.rawValue, scratch, panel.width, plan.productPoint,
        block.rows.lowerBound * tile.edge, block.columns.lowerBound * tile.edge, block.rows.count,
        block.columns.count, min(layout.width, shape.outputs - first), &target)
    }
  }
}
