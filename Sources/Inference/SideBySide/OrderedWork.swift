internal import Dispatch
internal import Synchronization

/// Items that several threads work on at once, and whose results are taken in the items' order.
///
/// It ends as a loop over the items would: results before the first error are taken, then the error is thrown,
/// and nothing that would have come later is ever seen.
final class OrderedWork<Output: Sendable>: Sendable {
  private struct State {
    /// The item to begin next, and the first that must not be begun.
    var next = 0
    var end: Int
    var underWay = 0
    var taken = 0
    var outputs: [Int: Result<Output, InferenceError>] = [:]
    var failure: InferenceError?
  }

  private let state: Mutex<State>
  /// Rung once for every item that is done.
  private let bell = DispatchSemaphore(value: 0)
  private let body: @Sendable (_ item: Int, _ worker: Int) throws(InferenceError) -> Output

  private init(
    _ count: Int,
    _ body: @escaping @Sendable (_ item: Int, _ worker: Int) throws(InferenceError) -> Output
  ) {
    state = Mutex(State(end: count))
    self.body = body
  }

  /// Calls `body` for every item, on this thread as worker 0 and on others, and `take` on this thread with each
  /// result in order.
  ///
  /// - Throws: what the first item that fails throws, or what `take` throws; items under way are finished first.
  static func run(
    _ count: Int, workers: Int,
    _ body: @Sendable (_ item: Int, _ worker: Int) throws(InferenceError) -> Output,
    take: (Int, Output) throws(InferenceError) -> Void
  ) throws(InferenceError) {
    let failure = withoutActuallyEscaping(body) { body in
      withoutActuallyEscaping(take) { take in
        let work = OrderedWork(count, body)
        // Safe: worker 0 is this thread, and no other touches it.
        nonisolated(unsafe) let take = take
        WorkerTeam.shared.run(workers: min(workers, count)) { worker in
          if worker == 0 { work.lead(take) } else { work.help(worker) }
        }
        return work.failure
      }
    }
    if let failure { throw failure }
  }

  /// The error that ended it all.
  private var failure: InferenceError? { state.withLock { $0.failure } }

  /// Begins items until there is none left.
  private func help(_ worker: Int) {
    while let item = begin() { perform(item, worker) }
  }

  /// The same, taking results between two items.
  private func lead(_ take: (Int, Output) throws(InferenceError) -> Void) {
    while true {
      do throws(InferenceError) {
        while let (item, output) = nextOutput() { try take(item, output.get()) }
      } catch {
        state.withLock { state in
          state.failure = error
          state.end = 0
        }
        while state.withLock({ $0.underWay > 0 }) { bell.wait() }
        return
      }
      if let item = begin() {
        perform(item, 0)
      } else if isDone {
        return
      } else {
        bell.wait()
      }
    }
  }

  private func begin() -> Int? {
    state.withLock { state in
      guard state.next < state.end else { return nil }
      state.underWay += 1
      defer { state.next += 1 }
      return state.next
    }
  }

  private func perform(_ item: Int, _ worker: Int) {
    let output: Result<Output, InferenceError>
    do throws(InferenceError) {
      output = .success(try body(item, worker))
    } catch {
      output = .failure(error)
    }
    state.withLock { state in
      if case .failure = output { state.end = min(state.end, item) }
      state.outputs[item] = output
      state.underWay -= 1
    }
    bell.signal()
  }

  private func nextOutput() -> (Int, Result<Output, InferenceError>)? {
    state.withLock { state in
      guard let output = state.outputs.removeValue(forKey: state.taken) else { return nil }
      defer { state.taken += 1 }
      return (state.taken, output)
    }
  }

  /// Whether every result was taken and nothing more will come.
  private var isDone: Bool {
    state.withLock {
      $0.underWay == 0 && $0.next >= $0.end && $0.outputs[$0.taken] == nil
    }
  }
}
