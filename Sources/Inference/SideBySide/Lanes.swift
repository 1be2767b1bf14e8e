internal import Synchronization

/// Estimators of the same weights that compute independent runs at the same time, a thread each.
///
/// A small model's layers are so short that a second thread saves only a fifth of their time, so that two runs
/// side by side are done sooner than one after another. What a run gives does not depend on threads, so it is the
/// same to the bit.
public struct Lanes: Sendable {
  /// The estimator with all threads, for what is computed alone.
  public let whole: Estimator
  /// One for each lane; none where runs are computed one after another.
  let each: [Estimator]

  /// How many runs are computed at the same time.
  public var count: Int { max(1, each.count) }

  /// So many lanes of an estimator, whose memory is kept with it; one lane has all threads.
  init(_ estimator: Estimator, count: Int) {
    whole = estimator
    each = count > 1 ? estimator.sessions.lanes(of: estimator, count) : []
  }

  /// Calls `body` for independent items, as many at a time as there are lanes, and `take` with each result in the
  /// items' order.
  ///
  /// It ends as a loop would: where an item fails, the results before it are taken and its error is thrown.
  ///
  /// - Parameters:
  ///   - items: How many items.
  ///   - checkpoint: Progress and cancellation; only the first lane tells progress.
  ///   - body: Computes an item with the estimator of its lane.
  ///   - take: Takes a result, on this thread.
  /// - Throws: what the first item that fails throws, and what `take` throws.
  public func run<Output: Sendable>(
    _ items: Int, _ checkpoint: Checkpoint = Checkpoint(),
    _ body: @Sendable (_ item: Int, Estimator, Checkpoint) throws(InferenceError) -> Output,
    take: (_ item: Int, Output) throws(InferenceError) -> Void
  ) throws(InferenceError) {
    // One that is left over has all threads to itself.
    let together = items % count == 1 ? items - 1 : items
    if count > 1, together > 0 {
      let lanes = Array(each.prefix(together))
      try OrderedWork.run(together, workers: lanes.count) {
        (item, worker) throws(InferenceError) in
        try body(item, lanes[worker], worker == 0 ? checkpoint : checkpoint.silent)
      } take: { (item, output) throws(InferenceError) in
        try take(item, output)
      }
    }
    for item in (count > 1 ? together : 0)..<items {
      try take(item, try body(item, whole, checkpoint))
    }
  }

  /// Gives the memory of all lanes but the first back to the system.
  public func release() { whole.sessions.release() }
}

extension Checkpoint {
  /// Cancellation alone, for what goes on beside the computation that tells progress.
  var silent: Checkpoint { Checkpoint(isCancelled: isCancelled) }
}

/// The memory of an estimator's lanes, kept from call to call.
final class LaneSessions: Sendable {
  private typealias Pair = (unet: NetworkSession, vae: NetworkSession)

  private let pairs = Mutex<[Pair]>([])

  /// Estimators of one thread each; the first shares the memory of the estimator itself.
  func lanes(of estimator: Estimator, _ count: Int) -> [Estimator] {
    let pairs = pairs.withLock { pairs in
      while pairs.count < count {
        let workspace = pairs.isEmpty ? nil : Workspace()
        pairs.append(
          (
            estimator.unet.session.alike(threads: 1, workspace: workspace),
            estimator.vae.session.alike(threads: 1, workspace: workspace)
          ))
      }
      return Array(pairs.prefix(count))
    }
    return pairs.map { pair in
      var lane = estimator
      lane.unet.session = pair.unet
      lane.vae.session = pair.vae
      return lane
    }
  }

  func release() {
    for pair in pairs.withLock({ $0 }).dropFirst() {
      pair.unet.workspace.trim(to: 0)
    }
  }
}
