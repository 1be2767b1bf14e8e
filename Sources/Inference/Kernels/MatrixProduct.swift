/// A product with a weight, divided over threads by rows and, when there are few rows, by columns.
struct MatrixProduct {
  let left: MatrixView
  let weight: PackedWeight
  let result: UnsafeMutablePointer<Float>
  let rows: Int

  /// Rows that are multiplied before they are finished: whole blocks of every kernel.
  private static let strip = 480

  /// Multiplies, and calls `finish` with every run of whole rows when a thread has written it.
  ///
  /// With few rows the columns are divided instead, and `finish` is called with all rows at the end.
  ///
  /// - Throws: `cancelled`.
  func run(_ compute: Compute, finish: (Range<Int>) -> Void) throws(InferenceError) {
    let columns = weight.layout.outputs
    let division = weight.layout.division(compute.threads)
    if rows < 48 * division, columns >= 128 {
      // Divided where panels begin.
      try Parallel.ranges(
        of: (columns + 31) / 32, minimum: 2, division: division, compute
      ) { range in
        multiply(0..<rows, (32 * range.lowerBound)..<min(columns, 32 * range.upperBound))
      }
      finish(0..<rows)
    } else {
      try Parallel.ranges(of: rows, minimum: 48, division: division, compute) { range in
        // What was written is finished while the cache still has it.
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.strip) {
          let rows = start..<min(range.upperBound, start + Self.strip)
          multiply(rows, 0..<columns)
          finish(rows)
        }
      }
    }
  }

  /// Multiplies on the calling thread.
  func multiply() { multiply(0..<rows, 0..<weight.layout.outputs) }

  private func multiply(_ range: Range<Int>, _ columns: Range<Int>) {
    weight.multiply(
      MatrixView(data: left.data + range.lowerBound * left.stride, stride: left.stride),
      into: result + range.lowerBound * weight.layout.outputs, rows: range.count,
      columns: columns)
  }
}
