internal import CKernels

/// A 3×3 weight transformed for Winograd's method, `[(tile + 2)², panels, I, panel]`.
struct TransformedWeight: Sendable {
  /// What `buffer` holds.
  let storage: WeightStorage
  private let layout: PanelLayout
  private let inputs: Int
  let buffer: Buffer

  /// The transform of a packed weight of `inputs` inputs.
  ///
  /// It is made panel by panel, so that no more than a panel of it is ever held in floats unless all of it is.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  init(
    _ packed: PackedWeight, inputs: Int, _ tile: WinogradTile, as storage: WeightStorage,
    _ compute: Compute
  ) throws(InferenceError) {
    self.inputs = inputs
    layout = packed.layout
    let source = try packed.floats()
    // What 16 bits do not hold stays in 32.
    let isHeld =
      storage.bytes == 4
      || WeightStorage.holds(UnsafeBufferPointer(start: source.pointer, count: source.count))
    let storage = isHeld ? storage : .floats
    self.storage = storage
    buffer = try Buffer(
      floats: storage.floats(tile.points * Self.point(inputs: inputs, layout, as: storage)))
    if storage == .floats {
      try transform(source, tile, compute)
    } else {
      try transformByPanels(source, tile, compute)
    }
  }

  /// Values from one point to the next; not a power of two, which would put all points into the same lines of
  /// the cache.
  static func point(inputs: Int, _ layout: PanelLayout, as storage: WeightStorage) -> Int {
    storage.values(depth: inputs) * layout.padded + (storage == .bf16 ? 32 : 16)
  }

  private var point: Int { Self.point(inputs: inputs, layout, as: storage) }

  /// The 16-bit words of a point.
  private func words(_ index: Int) -> UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(buffer.pointer).assumingMemoryBound(to: UInt16.self)
      + index * point * storage.bytes / 2
  }

  private func transform(
    _ source: Buffer, _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) {
    try Parallel.ranges(of: inputs, minimum: 8, compute) { range in
      ck_winograd_weight(
        tile.rawValue, source.pointer, inputs, layout.width, layout.padded,
        range.lowerBound, range.upperBound, buffer.pointer, point)
    }
  }

  private func transformByPanels(
    _ source: Buffer, _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) {
    let panels = (layout.padded + layout.width - 1) / layout.width
    let scratch = try compute.scratch(
      floats: tile.points * inputs * layout.width, chunks: panels)
    try Parallel.run(
      chunks: panels, threads: compute.threads, checkpoint: compute.checkpoint
    ) { panel, worker in
      let first = panel * layout.width
      let width = min(layout.width, layout.padded - first)
      let floats = scratch[worker].pointer
      let count = inputs * width
      ck_winograd_weight(
        tile.rawValue, source.pointer + first * 9 * inputs, inputs, width, width, 0, inputs,
        floats, count)
      for index in 0..<tile.points {
        let to = words(index) + first * storage.words(depth: inputs)
        if storage.isPairs {
          storage.pack(floats + index * count, depth: inputs, padded: width, into: to)
        } else {
          ck_narrow_f16(floats + index * count, to, count)
        }
      }
    }
  }

  /// out `[rows, outputs]` = left `[rows, inputs]` times the weight of a point.
  func multiply(
    _ left: MatrixView, at index: Int, into out: UnsafeMutablePointer<Float>, rows: Int
  ) {
    let outputs = layout.outputs
    switch storage {
    case .floats:
      layout.multiply(
        left, buffer.pointer + index * point, into: out, stride: outputs, rows: rows,
        columns: 0..<outputs, depth: inputs)
    case .halves:
      ck_panel_product_f16(
        Int32(layout.panel), left.data, rows, left.stride, words(index), inputs, outputs, out,
        outputs)
    case .bf16:
      ck_panel_product_bf16(
        left.data, rows, left.stride, words(index), inputs, outputs, out, outputs)
    case .split:
      ck_panel_product_bf16x3(
        left.data, rows, left.stride, words(index), inputs, outputs, out, outputs)
    }
  }
}
