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

/// A weight laid out for products with it on the right.
///
/// Values that all fit in binary16, as those of an fp16 checkpoint do, are kept as such and widened in
/// the cache when they are multiplied: half the memory, the same numbers. Small weights stay in the cache
/// as they are, and are kept as floats.
struct PackedWeight: Sendable {
  let layout: PanelLayout
  /// Rows of the weight: inputs times taps.
  let depth: Int
  /// Whether `buffer` holds halves.
  let isHalf: Bool
  private let buffer: Buffer

  /// The fewest values that are worth widening at every product.
  static let leastHalves = 1 << 18

  /// A weight `[outputs, inputs, taps]` as `[taps * inputs, outputs]`.
  ///
  /// - Throws: `outOfMemory`.
  init(
    _ weight: Tensor, outputs: Int, inputs: Int, taps: Int, panel: Int = Int(ck_panel_width()),
    leastHalves: Int = Self.leastHalves
  ) throws(InferenceError) {
    let layout = PanelLayout(outputs: outputs, panel: panel)
    let packed = try Buffer(floats: layout.padded * inputs * taps)
    let fits = weight.scalars.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return false }
      ck_pack_weight(base, outputs, inputs, taps, layout.width, layout.padded, packed.pointer)
      return panel > 0 && source.count >= leastHalves && ck_fits_f16(base, source.count) != 0
    }
    self.layout = layout
    depth = inputs * taps
    isHalf = fits
    guard fits else {
      buffer = packed
      return
    }
    buffer = try Buffer(floats: (packed.count + 1) / 2)
    ck_narrow_f16(packed.pointer, halves, packed.count)
  }

  /// out `[rows, columns]` = left `[rows, depth]` times some columns, which begin on a panel.
  func multiply(
    _ left: MatrixView, into out: UnsafeMutablePointer<Float>, rows: Int, columns: Range<Int>
  ) {
    guard isHalf else {
      layout.multiply(
        left, buffer.pointer, into: out, stride: layout.outputs, rows: rows, columns: columns,
        depth: depth)
      return
    }
    ck_panel_product_f16(
      Int32(layout.panel), left.data, rows, left.stride, halves + columns.lowerBound * depth,
      depth, columns.count, out + columns.lowerBound, layout.outputs)
  }

  /// The weight as floats, in its layout; a copy where it is kept as halves.
  ///
  /// - Throws: `outOfMemory`.
  func floats() throws(InferenceError) -> Buffer {
    guard isHalf else { return buffer }
    let count = layout.padded * depth
    let wide = try Buffer(floats: count)
    stepscope_widen_f16(halves, wide.pointer, count)
    return wide
  }

  private var halves: UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(buffer.pointer).assumingMemoryBound(to: UInt16.self)
  }
}
