import Foundation
import Inference
import Synchronization

/// Reads checkpoints for screen Model on a thread of its own: what a person looks at first, whole components last.
///
/// A run that goes on meanwhile does not wait for it, and it does not wait for the run.
final class WeightsWorker: Sendable {
  enum Job: Sendable {
    case read(WeightsKey)
    case measure(WeightsKey, StoredTensor)
    case check(WeightsKey, ComponentContents)
    case digest(WeightsKey, ComponentContents)

    var key: WeightsKey {
      switch self {
      case .read(let key), .measure(let key, _), .check(let key, _), .digest(let key, _): key
      }
    }

    /// What is more urgent than the rest.
    fileprivate var isUrgent: Bool {
      switch self {
      case .read, .measure: true
      case .check, .digest: false
      }
    }
  }

  private struct State {
    /// The model that is looked at; work for another is given up.
    var key: WeightsKey?
    /// Reading a model, or the newest tensor.
    var urgent: Job?
    /// Whole components, in the order in which they were asked for.
    var rest: [Job] = []
    var current: Job?
    var isCancelled = false
    var quits = false
  }

  private let post: @Sendable (Message) -> Void
  private let wake: @Sendable () -> Void
  private let state = Mutex(State())
  private let signal = DispatchSemaphore(value: 0)

  init(post: @escaping @Sendable (Message) -> Void, wake: @escaping @Sendable () -> Void) {
    self.post = post
    self.wake = wake
  }

  func begin() {
    let thread = Thread { [self] in work() }
    thread.stackSize = 4 << 20
    thread.name = "weights"
    thread.start()
  }

  func add(_ job: Job) {
    state.withLock { state in
      if case .read(let key) = job {
        state.key = key
        state.rest = []
        state.isCancelled = true
      }
      guard job.key == state.key else { return }
      if job.isUrgent {
        state.urgent = job
        // The tensor before is not looked at any more; what checks a component goes on afterwards.
        state.isCancelled = true
      } else {
        state.rest.append(job)
      }
    }
    signal.signal()
  }

  /// No tensor is looked at.
  func leave() {
    state.withLock { state in
      if case .measure = state.urgent { state.urgent = nil }
      if case .measure = state.current { state.isCancelled = true }
    }
  }

  var isIdle: Bool {
    state.withLock { $0.urgent == nil && $0.rest.isEmpty && $0.current == nil }
  }

  func quit() {
    state.withLock {
      $0.quits = true
      $0.isCancelled = true
    }
    signal.signal()
  }

  private var checkpoint: Checkpoint {
    Checkpoint(isCancelled: { [self] in state.withLock { $0.isCancelled } })
  }

  private func take() -> Job? {
    state.withLock { state in
      state.isCancelled = false
      state.current = state.quits ? nil : state.urgent ?? state.rest.first
      guard let job = state.current else { return nil }
      if job.isUrgent { state.urgent = nil } else { state.rest.removeFirst() }
      return job
    }
  }

  private func work() {
    ThreadPriority.giveWay()
    var files: (key: WeightsKey, open: [String: SafetensorsFile])?
    while true {
      signal.wait()
      while let job = take() {
        if files?.key != job.key { files = (job.key, [:]) }
        let isDone = perform(job, &files)
        state.withLock { state in
          // What gave way to something urgent is taken up again.
          if !isDone, !job.isUrgent, state.key == job.key, !state.quits {
            state.rest.insert(job, at: 0)
          }
          state.current = nil
        }
        wake()
      }
      if state.withLock({ $0.quits }) { return }
    }
  }

  private func perform(
    _ job: Job, _ files: inout (key: WeightsKey, open: [String: SafetensorsFile])?
  ) -> Bool {
    let reading = WeightsReading(checkpoint: checkpoint) { [post] event in
      post(.weights(job.key, event))
    }
    var open = files?.open ?? [:]
    defer { files = (job.key, open) }
    switch job {
    case .read(let key): return reading.read(key.model)
    case .measure(_, let tensor): return reading.measure(tensor, &open)
    case .check(_, let component): return reading.check(component, &open)
    case .digest(_, let component): return reading.digest(component)
    }
  }
}
