internal import CKernels

/// A 3×3 weight transformed for Winograd's method, `[(tile + 2)², panels, I, panel]`.
struct TransformedWeight: Sendable {
  /// Where the transform of a weight is while a convolution runs.
  enum Holding: Sendable, CaseIterable {
    /// In memory of its own, made once.
    case kept
    /// In the call's memory, made for each call.
    case called
    /// Nowhere as a whole: each panel is transformed in the cache when it is multiplied.
    case panels

    /// Weights that are transformed for each call: up to four times as large then, they would take most of a
    /// network's memory, whose pages cost more than the transform does many times over.
    private static let leastWeights = 1 << 16
    /// Tiles of an image that repay writing the transform to memory.
    private static let leastTiles = 1 << 10

    /// The one for a convolution.
    ///
    /// It hangs on the layer and the image alone, so that the same run has the same bits wherever it is made.
    static func best(
      for shape: ConvolutionShape, _ tile: WinogradTile, _ layout: PanelLayout
    ) -> Holding {
      guard shape.inputs * shape.outputs >= leastWeights else { return .kept }
      let tiles = shape.batch * tile.count(shape.height) * tile.count(shape.width)
      return layout.panel == 0 || tiles >= leastTiles ? .called : .panels
    }
  }

  /// What `buffer` holds.
  let storage: WeightStorage
  private let layout: PanelLayout
  private let inputs: Int
  let buffer: Buffer

  /// The transform of a packed weight of `inputs` inputs, as floats or in bfloat16.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  init(
    _ packed: PackedWeight, inputs: Int, _ tile: WinogradTile, as storage: WeightStorage,
    isKept: Bool = true, _ compute: Compute
  ) throws(InferenceError) {
    self.inputs = inputs
    self.storage = storage
    layout = packed.layout
    let floats = Self.floats(inputs: inputs, layout, tile, as: storage)
    buffer = try isKept ? Buffer(floats: floats) : compute.workspace.buffer(floats: floats)
    if layout.panel == 0 {
      try transform(packed.memory, tile, compute)
    } else if storage == .floats {
      try transform(packed, tile, compute)
    } else {
      try round(packed, tile, compute)
    }
  }

  /// Floats that take the room of a transform.
  static func floats(
    inputs: Int, _ layout: PanelLayout, _ tile: WinogradTile, as storage: WeightStorage
  ) -> Int {
    storage.floats(tile.points * point(inputs: inputs, layout, as: storage))
  }

  /// Values from one point to the next; not a power of two, which would put all points into the same lines of
  /// the cache.
  private static func point(
    inputs: Int, _ layout: PanelLayout, as storage: WeightStorage
  ) -> Int {
    storage.values(depth: inputs) * layout.padded + (storage == .bf16 ? 32 : 16)
  }

  private var point: Int { Self.point(inputs: inputs, layout, as: storage) }

  /// The 16-bit words of a point.
  private func words(_ index: Int) -> UnsafeMutablePointer<UInt16> { buffer.words + index * point }

  /// The transform of a row-major weight.
  private func transform(
    _ source: Buffer, _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) {
    // The end of a share is transformed by other instructions, which may round otherwise.
    try Parallel.ranges(
      of: inputs, minimum: 8, division: layout.division(compute.threads), compute
    ) { range in
      ck_winograd_weight(
        tile.rawValue, source.pointer, inputs, layout.width, layout.padded,
        range.lowerBound, range.upperBound, buffer.pointer, point)
    }
  }

  private func transform(
    _ packed: PackedWeight, _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) {
    try Parallel.run(
      chunks: layout.panels, threads: compute.threads, checkpoint: compute.checkpoint
    ) { index, _ in
      var panel = packed.winogradPanel(index)
      ck_winograd_part(
        tile.rawValue, &panel, 0, inputs * panel.width,
        buffer.pointer + index * layout.width * inputs, point)
    }
  }

  private func round(
    _ packed: PackedWeight, _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) {
    let scratch = try compute.scratch(
      floats: tile.points * inputs * layout.width, chunks: layout.panels)
    try Parallel.run(
      chunks: layout.panels, threads: compute.threads, checkpoint: compute.checkpoint
    ) { index, worker in
      var panel = packed.winogradPanel(index)
      let count = inputs * panel.width
      let floats = scratch[worker].pointer
      ck_winograd_part(tile.rawValue, &panel, 0, count, floats, count)
      for point in 0..<tile.points {
        storage.pack(
          floats + point * count, depth: inputs, padded: panel.width,
          into: words(point) + index * layout.width * storage.words(depth: inputs))
      }
    }
  }

  /// out `[rows, outputs]` = left `[rows, inputs]` times the weight of a point.
  func multiply(
    _ left: MatrixView, at index: Int, into out: UnsafeMutablePointer<Float>, rows: Int
  ) {
    let outputs = layout.outputs
    if storage == .bf16 {
      ck_panel_product_bf16(
        left.data, rows, left.stride, words(index), inputs, outputs, out, outputs)
    } else {
      layout.multiply(
        left, buffer.pointer + index * point, into: out, stride: outputs, rows: rows,
        columns: 0..<outputs, depth: inputs)
    }
  }
}
