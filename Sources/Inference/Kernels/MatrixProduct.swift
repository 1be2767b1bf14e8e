/// A product with a weight, divided over threads by rows and, when there are few rows, by columns.
struct MatrixProduct {
  let left: MatrixView
  let weight: PackedWeight
  let result: UnsafeMutablePointer<Float>
  let rows: Int

  /// Rows that are multiplied before they are finished: whole blocks of every kernel.
  private static let strip = 480

  /// Multiplies, and calls `finish` with the rows and columns of every part of the result when a thread has written it.
  ///
  /// With few rows the columns are divided: the weight is then read once, however many threads there are.
  ///
  /// - Throws: `cancelled`.
  func run(
    _ compute: Compute, finish: (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
  ) throws(InferenceError) {
    let outputs = weight.layout.outputs
    let division = weight.layout.division(compute.threads)
    if rows < Self.strip, outputs >= 128 {
      // Divided where panels begin.
      try Parallel.ranges(
        of: (outputs + 31) / 32, minimum: 2, division: division, compute
      ) { range in
        let columns = (32 * range.lowerBound)..<min(outputs, 32 * range.upperBound)
        multiply(0..<rows, columns)
        finish(0..<rows, columns)
      }
    } else {
      try Parallel.ranges(of: rows, minimum: 48, division: division, compute) { range in
        // What was written is finished while the cache still has it.
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.strip) {
          let rows = start..<min(range.upperBound, start + Self.strip)
          multiply(rows, 0..<outputs)
          finish(rows, 0..<outputs)
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
