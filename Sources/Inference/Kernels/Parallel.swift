internal import CKernels
internal import Synchronization

/// Divides work into chunks over threads.
enum Parallel {
  /// Runs `body(chunk, worker)` for every chunk, each worker taking the next one when it is done.
  ///
  /// - Throws: `cancelled`, asked before every chunk; chunks already begun are finished first.
  static func run(
    chunks: Int, threads: Int, checkpoint: Checkpoint, _ body: (_ chunk: Int, _ worker: Int) -> Void
  ) throws(InferenceError) {
    let workers = min(max(1, threads), chunks)
    let next = Atomic<Int>(0)
    let stopped = Atomic<Bool>(false)
    withoutActuallyEscaping(body) { body in
      // Safe: every worker is done when `run` returns, and chunks are disjoint.
      nonisolated(unsafe) let body = body
      let work: @Sendable (Int) -> Void = { worker in
        while !stopped.load(ordering: .relaxed) {
          let chunk = next.add(1, ordering: .relaxed).oldValue
          guard chunk < chunks else { return }
          guard !checkpoint.isCancelled() else {
            stopped.store(true, ordering: .relaxed)
            return
          }
          body(chunk, worker)
        }
      }
      WorkerTeam.shared.run(workers: workers, work)
    }
    if stopped.load(ordering: .relaxed) { throw .cancelled }
  }

  /// Divides `count` items into at most `threads * 4` runs of at least `minimum` and calls `body` with each.
  ///
  /// `division` is the number of threads to divide for, where that is not the number there is.
  ///
  /// - Throws: `cancelled`.
  static func ranges(
    of count: Int, minimum: Int, division: Int? = nil, _ compute: Compute,
    _ body: (Range<Int>) -> Void
  ) throws(InferenceError) {
    guard count > 0 else { return }
    let threads = division ?? compute.threads
    let most = threads <= 1 ? 4 : threads * 4
    let size = max(minimum, (count + most - 1) / most)
    try run(
      chunks: (count + size - 1) / size, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, _ in
      body((chunk * size)..<min(count, (chunk + 1) * size))
    }
  }

  /// How many of some values are NaN or infinite.
  ///
  /// - Throws: `cancelled`.
  static func nonfiniteCount(
    _ values: UnsafePointer<Float>, _ count: Int, _ compute: Compute
  ) throws(InferenceError) -> Int {
    let found = Atomic<Int>(0)
    try ranges(of: count, minimum: 1 << 16, compute) { range in
      let some = ck_count_nonfinite(values + range.lowerBound, range.count)
      found.add(some, ordering: .relaxed)
    }
    return found.load(ordering: .relaxed)
  }
}
