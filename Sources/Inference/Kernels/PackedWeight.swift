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
struct PackedWeight: Sendable {
  let layout: PanelLayout
  /// Rows of the weight: inputs times taps.
  let depth: Int
  let buffer: Buffer

  /// A weight `[outputs, inputs, taps]` as `[taps * inputs, outputs]`.
  ///
  /// - Throws: `outOfMemory`.
  init(
    _ weight: Tensor, outputs: Int, inputs: Int, taps: Int, panel: Int = Int(ck_panel_width())
  ) throws(InferenceError) {
    let layout = PanelLayout(outputs: outputs, panel: panel)
    let buffer = try Buffer(floats: layout.padded * inputs * taps)
    weight.scalars.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      ck_pack_weight(base, outputs, inputs, taps, layout.width, layout.padded, buffer.pointer)
    }
    self.layout = layout
    self.buffer = buffer
    depth = inputs * taps
  }
}
