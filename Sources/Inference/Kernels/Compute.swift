/// What every operation is given: memory, the way to stop, and how many threads.
struct Compute: Sendable {
  let workspace: Workspace
  let checkpoint: Checkpoint
  let threads: Int

  /// A context that uses all processors by default.
  init(
    workspace: Workspace = Workspace(), checkpoint: Checkpoint = Checkpoint(),
    threads: Int = Parallel.availableThreads
  ) {
    OpenBLAS.prepare()
    self.workspace = workspace
    self.checkpoint = checkpoint
    self.threads = max(1, threads)
  }

  /// Ends the computation when the person asked to stop.
  ///
  /// - Throws: `cancelled`.
  func checkCancelled() throws(InferenceError) {
    if checkpoint.isCancelled() { throw .cancelled }
  }

  /// Scratch memory for each worker of `Parallel.run`.
  ///
  /// - Throws: `outOfMemory`.
  func scratch(floats: Int, chunks: Int) throws(InferenceError) -> [Buffer] {
    var buffers: [Buffer] = []
    for _ in 0..<min(threads, max(1, chunks)) {
      buffers.append(try workspace.buffer(floats: floats))
    }
    return buffers
  }
}
