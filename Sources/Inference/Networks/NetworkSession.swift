internal import Synchronization

/// What all calls on one network share: memory, and the rule that one call runs at a time.
///
/// Activations of a full-size network are hundreds of megabytes, so that a second call waits rather than
/// doubles them, and networks that are called in turns have one workspace. Memory is kept for the next call where
/// it is plenty: new pages take longer than most layers.
final class NetworkSession: Sendable {
  /// The memory, kept from call to call.
  let workspace: Workspace
  /// Threads of the calls; nil for what is chosen for the process.
  private let threads: Int?
  private let turn = Mutex(())
  /// The file that the weights are pages of; nil where they are memory of their own.
  private let mapped: MappedFile?
  /// What a workspace may keep between calls at least: enough for small networks, little beside a full-size one's weights.
  private static let leastKept = 128 << 20

  /// What a workspace may keep between calls when so much memory is free.
  static func keptBytes(free bytes: Int?) -> Int { max(leastKept, (bytes ?? 0) / 16) }

  /// A session of so many threads; nil for what is chosen for the process when a call begins.
  init(
    threads: Int? = nil, mapped: MappedFile? = nil, workspace: Workspace = Workspace()
  ) {
    self.threads = threads
    self.mapped = mapped
    self.workspace = workspace
  }

  /// A session of other threads for the same network, by default with the same memory; calls of the two do not wait for
  /// each other.
  func alike(threads: Int, workspace: Workspace? = nil) -> NetworkSession {
    NetworkSession(threads: threads, mapped: mapped, workspace: workspace ?? self.workspace)
  }

  /// Runs `body` when no other call runs.
  ///
  /// - Throws: what `body` throws.
  func run<Result: Sendable>(
    _ checkpoint: Checkpoint, _ body: (Compute) throws(InferenceError) -> Result
  ) throws(InferenceError) -> Result {
    try turn.withLock { _ throws(InferenceError) in
      let compute = Compute(
        workspace: workspace, checkpoint: checkpoint, threads: threads ?? Threads.count)
      try compute.checkCancelled()
      defer { giveBack() }
      do throws(InferenceError) {
        let result = try body(compute)
        try mapped?.check()
        return result
      } catch {
        // What was computed with zeros in place of weights may have failed for that.
        try mapped?.check()
        throw error
      }
    }
  }

  /// Gives memory back that others may need.
  private func giveBack() {
    guard workspace.heldBytes > Self.leastKept else { return }
    workspace.trim(to: Self.keptBytes(free: MemoryRoom.now()?.bytes))
  }
}
