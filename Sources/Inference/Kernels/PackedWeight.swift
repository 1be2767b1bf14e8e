internal import CKernels

/// How a weight of some outputs is laid out: in panels for the processor's own kernel, or row-major for
/// OpenBLAS where there is none.
struct PanelLayout: Sendable {
  /// Outputs side by side; 0 for row-major.
  let panel: Int
  let outputs: Int

  /// The layout the processor multiplies fastest, or another that it can multiply.
  init(outputs: Int, panel: Int = Int(ck_panel_width())) {
    self.outputs = outputs
    self.panel = panel
  }

  /// Whether products in bfloat16 have kernels for it.
  var hasPairs: Bool { panel == 32 && Precision.bf16.isSupported }

  /// Whether a weight of so many values is held in halves where they fit: OpenBLAS takes floats alone.
  func takesHalves(_ values: Int, from least: Int = PackedWeight.leastHalves) -> Bool {
    panel > 0 && values >= least
  }

  /// How many threads the work is divided for.
  ///
  /// Our own kernels give the same bits however it is divided. OpenBLAS chooses another order of sums for
  /// another size, so that its products are divided alike whatever the number of threads.
  func division(_ threads: Int) -> Int { panel == 0 ? Self.fixedDivision : threads }
  private static let fixedDivision = 4

  /// Outputs with those that fill the last panel.
  var padded: Int { panel == 0 ? outputs : (outputs + 15) / 16 * 16 }
  /// Outputs side by side, row-major being one panel.
  var width: Int { panel == 0 ? outputs : panel }
  /// How many panels there are.
  var panels: Int { (padded + width - 1) / width }

  /// out `[rows, columns]` = left `[rows, depth]` times some columns of a weight `[depth, outputs]`.
  ///
  /// The columns begin on a panel.
  func multiply(
    _ left: MatrixView, _ weight: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
    stride: Int, rows: Int, columns: Range<Int>, depth: Int
  ) {
    if panel == 0 {
      GEMM.multiply(
        left, MatrixView(data: weight + columns.lowerBound, stride: outputs),
        into: out + columns.lowerBound, stride: stride, rows: rows, columns: columns.count,
        depth: depth)
    } else {
      ck_panel_product(
        Int32(panel), left.data, rows, left.stride, weight + columns.lowerBound * depth, depth,
        columns.count, out + columns.lowerBound, stride)
    }
  }
}

/// How the values of a packed weight are held.
enum WeightStorage: Sendable {
  /// As they are.
  case floats
  /// In binary16, widened in the cache when they are multiplied.
  case halves
  /// In bfloat16, multiplied as such; the left side is rounded as well.
  case bf16
  /// As the sum of two bfloat16, which is a half exactly and any other number but for 2^-16; the left side is split
  /// as well.
  case split

  /// Bytes of a value.
  var bytes: Int {
    switch self {
    case .floats, .split: 4
    case .halves, .bf16: 2
    }
  }

  /// Whether values lie in pairs of the depth, as products of bfloat16 take them.
  var isPairs: Bool { self == .bf16 || self == .split }

  /// Floats that take the room of so many values.
  func floats(_ count: Int) -> Int { (count * bytes + 3) / 4 }

  /// Values of an output, what fills up the last pair among them.
  func values(depth: Int) -> Int { isPairs ? depth + depth % 2 : depth }

  /// The same in words of 16 bits.
  func words(depth: Int) -> Int { values(depth: depth) * bytes / 2 }

  /// Packs panels of floats as pairs.
  func pack(
    _ panels: UnsafePointer<Float>, depth: Int, padded: Int, into out: UnsafeMutablePointer<UInt16>
  ) {
    if self == .split {
      ck_pack_bf16x3(panels, depth, padded, out)
    } else {
      ck_pack_bf16(panels, depth, padded, out)
    }
  }

  /// Whether halves hold values with at least ten bits of the larger ones.
  static func holds(_ values: UnsafeBufferPointer<Float>) -> Bool {
    guard let base = values.baseAddress else { return true }
    return holds(largest: ck_largest(base, values.count))
  }

  /// The same by the largest of them.
  static func holds(largest: Float) -> Bool {
    largest == 0 || (0x1p-10...0x1p15).contains(largest)
  }
}

/// A weight laid out for products with it on the right.
///
/// Values that all fit in binary16, as those of an fp16 checkpoint do, are kept as such and widened in
/// the cache when they are multiplied: half the memory, the same numbers. Small weights stay in the cache
/// as they are, and are kept as floats.
struct PackedWeight: Sendable {
  let layout: PanelLayout
  /// Rows of the weight: inputs times taps.
  let depth: Int
  /// What `buffer` holds.
  let storage: WeightStorage
  private let buffer: Buffer

  /// The fewest values that are worth widening at every product.
  static let leastHalves = 1 << 18

  /// A weight `[outputs, inputs, taps]` as `[taps * inputs, outputs]`.
  ///
  /// - Parameters:
  ///   - weight: The weight.
  ///   - outputs: Its outputs.
  ///   - inputs: Its inputs.
  ///   - taps: Its taps, 1 for a linear layer's.
  ///   - wanted: A storage that it is rounded for, where the layout and the values' sizes allow it; nil for the
  ///     smallest one without any loss.
  ///   - panel: Outputs side by side.
  ///   - leastHalves: The fewest values that are kept as halves without being asked for.
  /// - Throws: `outOfMemory`.
  init(
    _ weight: Tensor, outputs: Int, inputs: Int, taps: Int, as wanted: WeightStorage? = nil,
    panel: Int = Int(ck_panel_width()), leastHalves: Int = Self.leastHalves
  ) throws(InferenceError) {
    let layout = PanelLayout(outputs: outputs, panel: panel)
    let packed = try Buffer(floats: layout.padded * inputs * taps)
    let storage = weight.scalars.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return WeightStorage.floats }
      ck_pack_weight(base, outputs, inputs, taps, layout.width, layout.padded, packed.pointer)
      if let wanted, layout.hasPairs {
        return wanted == .halves && !WeightStorage.holds(source) ? .floats : wanted
      }
      let fits =
        layout.takesHalves(source.count, from: leastHalves)
        && ck_fits_f16(base, source.count) != 0
      return fits ? .halves : .floats
    }
    try self.init(packed, layout, depth: inputs * taps, as: storage)
  }

  /// Packed floats in another form.
  ///
  /// - Throws: `outOfMemory`.
  private init(
    _ packed: Buffer, _ layout: PanelLayout, depth: Int, as storage: WeightStorage
  ) throws(InferenceError) {
    self.layout = layout
    self.depth = depth
    self.storage = storage
    switch storage {
    case .floats:
      buffer = packed
    case .halves:
      buffer = try Buffer(floats: (packed.count + 1) / 2)
      ck_narrow_f16(packed.pointer, values, packed.count)
    case .bf16, .split:
      buffer = try Buffer(floats: storage.floats(Self.count(layout, depth: depth, storage)))
      storage.pack(packed.pointer, depth: depth, padded: layout.padded, into: values)
    }
  }

  /// A weight `[outputs, inputs, taps…]`.
  ///
  /// - Throws: `outOfMemory`.
  init(_ weight: Tensor, as wanted: WeightStorage? = nil) throws(InferenceError) {
    try self.init(
      weight, outputs: weight.shape[0], inputs: weight.shape[1],
      taps: weight.shape.dropFirst(2).reduce(1, *), as: wanted)
  }

  /// What is packed already.
  init(ready buffer: Buffer, _ layout: PanelLayout, depth: Int, storage: WeightStorage) {
    self.layout = layout
    self.depth = depth
    self.storage = storage
    self.buffer = buffer
  }

  /// Its memory.
  var memory: Buffer { buffer }

  /// Values of a packed weight, those that fill the last panel and the last pair among them.
  static func count(_ layout: PanelLayout, depth: Int, _ storage: WeightStorage) -> Int {
    layout.padded * storage.values(depth: depth)
  }

  /// out `[rows, columns]` = left `[rows, depth]` times some columns, which begin on a panel.
  func multiply(
    _ left: MatrixView, into out: UnsafeMutablePointer<Float>, rows: Int, columns: Range<Int>
  ) {
    let result = out + columns.lowerBound
    switch storage {
    case .floats:
      layout.multiply(
        left, buffer.pointer, into: out, stride: layout.outputs, rows: rows, columns: columns,
        depth: depth)
    case .halves:
      ck_panel_product_f16(
        Int32(layout.panel), left.data, rows, left.stride, values + columns.lowerBound * depth,
        depth, columns.count, result, layout.outputs)
    case .bf16:
      ck_panel_product_bf16(
        left.data, rows, left.stride, values + columns.lowerBound * storage.words(depth: depth),
        depth, columns.count, result, layout.outputs)
    case .split:
      ck_panel_product_bf16x3(
        left.data, rows, left.stride, values + columns.lowerBound * storage.words(depth: depth),
        depth, columns.count, result, layout.outputs)
    }
  }

  /// A panel of a 3×3 weight that is held as floats or as halves.
  func winogradPanel(_ index: Int) -> ck_winograd_panel {
    let first = index * layout.width
    let isHalf = storage == .halves
    return ck_winograd_panel(
      halves: isHalf ? UnsafePointer(values + first * depth) : nil,
      floats: isHalf ? nil : UnsafePointer(buffer.pointer + first * depth), inputs: depth / 9,
      width: min(layout.width, layout.padded - first))
  }

  /// The pairs from an output on, which begins a panel; for what is held in bfloat16.
  func pairs(from output: Int) -> UnsafePointer<UInt16> {
    UnsafePointer(values + output * storage.words(depth: depth))
  }

  /// What `buffer` holds, in 16 bits each.
  private var values: UnsafeMutablePointer<UInt16> { buffer.words }
}
