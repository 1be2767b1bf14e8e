internal import CKernels

/// The edge of the output tiles of Winograd's minimal filtering.
enum WinogradTile: Int32, Sendable {
  case two = 2
  case four = 4

  /// Output pixels along an edge.
  var edge: Int { Int(rawValue) }
  /// Products for a tile and a pair of channels, instead of 9 an output pixel.
  var points: Int { (edge + 2) * (edge + 2) }

  /// Tiles along an edge of an image.
  func count(_ pixels: Int) -> Int { (pixels + edge - 1) / edge }
}

/// How an image is divided into blocks of tiles, each transformed and multiplied at once.
struct WinogradPlan: Sendable {
  let tile: WinogradTile
  /// Tiles of the image.
  let down: Int
  let across: Int
  /// Tiles of a block.
  let rows: Int
  let columns: Int

  /// Blocks large enough that a product is worth reading the weights for, small enough that those of all threads stay
  /// in the cache they share (two of 96 tiles do not: encoding and decoding took 2 to 3 % longer than with 64), and
  /// enough of them for all threads.
  init(_ shape: ConvolutionShape, tile: WinogradTile, threads: Int) {
    let floats = tile.points * (shape.inputs + shape.outputs)
    let small = shape.inputs * shape.outputs <= 128 * 128
    let fitting = threads > 1 ? 64 : min(96, max(64, (4 << 20) / floats))
    let tiles = shape.batch * tile.count(shape.height) * tile.count(shape.width)
    let shared = (tiles + 2 * threads - 1) / (2 * threads)
    self.init(
      shape, tile: tile,
      most: threads > 1 ? min(fitting, max(small ? 16 : fitting, shared)) : fitting)
  }

  /// Blocks for all threads together, which divide the outputs.
  init(sharing shape: ConvolutionShape, tile: WinogradTile) {
    self.init(
      shape, tile: tile, most: min(512, max(64, (2 << 20) / (tile.points * shape.inputs))))
  }

  /// Blocks of at most so many tiles.
  private init(_ shape: ConvolutionShape, tile: WinogradTile, most: Int) {
    self.tile = tile
    down = tile.count(shape.height)
    across = tile.count(shape.width)
    let columnParts = (across + 31) / 32
    columns = min(most, (across + columnParts - 1) / columnParts)
    let wanted = min(down, max(1, most / columns))
    let rowParts = (down + wanted - 1) / wanted
    rows = (down + rowParts - 1) / rowParts
  }

  /// Blocks of one image.
  var blocksDown: Int { (down + rows - 1) / rows }
  var blocksAcross: Int { (across + columns - 1) / columns }
  /// Floats from one transformed tile to the next: rows a power of two apart would share the cache's
  /// lines.
  static func inputRow(_ shape: ConvolutionShape) -> Int {
    shape.inputs.isMultiple(of: 512) ? shape.inputs + 16 : shape.inputs
  }

  /// A thread's scratch: the floats of the strip, and those of transformed tiles and products.
  func scratch(_ shape: ConvolutionShape) -> (strip: Int, points: Int) {
    (
      stripHeight * stripWidth * shape.inputs,
      tile.points * (rows * columns * (Self.inputRow(shape) + shape.outputs) + 32)
    )
  }

  /// Pixels of the strip under a block.
  var stripHeight: Int { rows * tile.edge + 2 }
  var stripWidth: Int { columns * tile.edge + 2 }
}

/// 3×3 convolutions of stride 1 by Winograd's minimal filtering: 36 products instead of 144 for 4×4
/// output pixels, 16 instead of 36 for 2×2.
extension ConvolutionRun {
  func winograd(
    _ tile: WinogradTile, _ transformed: TransformedWeight, _ compute: Compute
  ) throws(InferenceError) {
    let plan = WinogradPlan(
      part, tile: tile, threads: weights.packed.layout.division(compute.threads))
    let blocks = plan.blocksDown * plan.blocksAcross
    let (strip, points) = plan.scratch(shape)
    let scratch = try compute.scratch(floats: strip + points, chunks: shape.batch * blocks)
    try Parallel.run(
      chunks: shape.batch * blocks, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, worker in
      filter(
        block(chunk, of: plan), tile, transformed, scratch: scratch[worker].pointer, strip: strip)
    }
  }

  /// The tiles of a block of the rows to compute.
  func block(_ index: Int, of plan: WinogradPlan) -> Tile {
    let blocks = plan.blocksDown * plan.blocksAcross
    let first = rows.lowerBound / plan.tile.edge
    let top = index % blocks / plan.blocksAcross * plan.rows
    let left = index % blocks % plan.blocksAcross * plan.columns
    return Tile(
      image: index / blocks, rows: (first + top)..<(first + min(plan.down, top + plan.rows)),
      columns: left..<min(plan.across, left + plan.columns))
  }

  private func filter(
    _ block: Tile, _ tile: WinogradTile, _ transformed: TransformedWeight,
    scratch: UnsafeMutablePointer<Float>, strip: Int
  ) {
    let tiles = block.rows.count * block.columns.count
    let inputPoint = tiles * inputRow + 16
    let outputPoint = tiles * shape.outputs + 16
    let inputs = scratch + strip
    let products = inputs + tile.points * inputPoint
    transform(block, tile, strip: scratch, into: inputs, point: inputPoint)
    for point in 0..<tile.points {
      transformed.multiply(
        MatrixView(data: inputs + point * inputPoint, stride: inputRow), at: point,
        into: products + point * outputPoint, rows: tiles)
    }
    withTarget(image: block.image) { target in
      ck_winograd_output(
        tile.rawValue, products, shape.outputs, outputPoint, block.rows.lowerBound * tile.edge,
        block.columns.lowerBound * tile.edge, block.rows.count, block.columns.count,
        shape.outputs, &target)
    }
  }

  /// Tiles of the input, transformed.
  func transform(
    _ block: Tile, _ tile: WinogradTile, strip: UnsafeMutablePointer<Float>,
    into inputs: UnsafeMutablePointer<Float>, point: Int
  ) {
    let stripWidth = block.columns.count * tile.edge + 2
    stage(
      image: block.image, y: block.rows.lowerBound * tile.edge - shape.padding,
      x: block.columns.lowerBound * tile.edge - shape.padding,
      rows: block.rows.count * tile.edge + 2, columns: stripWidth, into: strip)
    ck_winograd_input(
      tile.rawValue, strip, stripWidth, shape.inputs, block.rows.count, block.columns.count, inputs,
      inputRow, point)
  }

  /// Floats from one transformed tile to the next.
  var inputRow: Int { WinogradPlan.inputRow(shape) }
}
