internal import CKernels
internal import Dispatch

/// What the processor can compute at most: multiplications and additions that read nothing.
public enum EnginePeak {
  /// Operations a second of all threads together, as measured now; the best of a few pieces of work of some
  /// milliseconds.
  ///
  /// - Parameters:
  ///   - precision: Of the factors; sums have 32 bits.
  ///   - threads: How many compute at the same time.
  /// - Returns: Two operations for a product and its sum.
  /// - Throws: `outOfMemory`.
  public static func measured(
    _ precision: Precision, threads: Int = Threads.count
  ) throws(InferenceError) -> Double {
    let isBF16: Int32 = precision == .bf16 ? 1 : 0
    let values = try (0..<max(1, threads)).map { (_) throws(InferenceError) in
      try Buffer([Float](repeating: 0.5, count: 16))
    }
    var (rounds, best) = (100_000, 0.0)
    for _ in 0..<6 {
      let start = DispatchTime.now().uptimeNanoseconds
      let round = rounds
      try Parallel.run(chunks: values.count, threads: values.count, checkpoint: Checkpoint()) {
        chunk, _ in ck_peak(isBF16, round, values[chunk].pointer)
      }
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      let operations = ck_peak_operations(isBF16) * Double(round * values.count)
      best = max(best, operations / seconds)
      // Long enough that beginning and ending do not count, short enough for a part of a second in all.
      rounds = min(max(Int(Double(rounds) * 0.02 / max(seconds, 1e-6)), 10_000), 10_000_000)
    }
    return best
  }
}
