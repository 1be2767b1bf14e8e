/// A matrix product divided over threads by rows and, when there are few rows, by columns.
struct MatrixProduct {
  let left: MatrixView
  let right: MatrixView
  let result: UnsafeMutablePointer<Float>
  let rows: Int
  let columns: Int
  let depth: Int

  /// Multiplies, and calls `finish` with every run of whole rows when a thread has written it.
  ///
  /// With few rows the columns are divided too, and `finish` is called with all rows at the end.
  ///
  /// - Throws: `cancelled`.
  func run(_ compute: Compute, finish: (Range<Int>) -> Void) throws(InferenceError) {
    if rows < 64 * compute.threads, columns >= 128 {
      try divideColumns(compute)
      finish(0..<rows)
    } else {
      try Parallel.ranges(of: rows, minimum: 64, compute) { range in
        multiply(range, 0..<columns)
        finish(range)
      }
    }
  }

  /// Multiplies on the calling thread.
  func multiply() { multiply(0..<rows, 0..<columns) }

  private func divideColumns(_ compute: Compute) throws(InferenceError) {
    try Parallel.ranges(of: columns, minimum: 64, compute) { range in
      multiply(0..<rows, range)
    }
  }

  private func multiply(_ rowRange: Range<Int>, _ columnRange: Range<Int>) {
    let offset =
      right.transposed ? columnRange.lowerBound * right.stride : columnRange.lowerBound
    GEMM.multiply(
      MatrixView(data: left.data + rowRange.lowerBound * left.stride, stride: left.stride),
      MatrixView(data: right.data + offset, stride: right.stride, transposed: right.transposed),
      into: result + rowRange.lowerBound * columns + columnRange.lowerBound, stride: columns,
      rows: rowRange.count, columns: columnRange.count, depth: depth)
  }
}
