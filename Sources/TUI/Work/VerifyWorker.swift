import Foundation
import Inference
import Synchronization

/// Checks a model's files on a thread that lives as long as the check; a new one replaces the one that goes on.
final class VerifyWorker: Sendable {
  private struct State {
    /// The check that is wanted; any other gives up.
    var wanted: Int?
    /// Threads that have not ended.
    var threads = 0
    /// What was told last, and when.
    var told = 0.0
  }

  private let state = Mutex(State())
  private let post: @Sendable (Message) -> Void
  private let wake: @Sendable () -> Void

  /// Seconds between two words about how far it is.
  private static let interval = 0.1

  init(post: @escaping @Sendable (Message) -> Void, wake: @escaping @Sendable () -> Void) {
    self.post = post
    self.wake = wake
  }

  var isIdle: Bool { state.withLock { $0.threads == 0 } }

  /// Begins a check.
  func verify(_ number: Int, _ model: String) {
    state.withLock {
      $0.wanted = number
      $0.threads += 1
    }
    let thread = Thread { [self] in
      ThreadPriority.giveWay()
      post(.verified(number, check(number, model)))
      state.withLock { $0.threads -= 1 }
      wake()
    }
    thread.stackSize = 4 << 20
    thread.name = "verify"
    thread.start()
  }

  /// Ends the check that is going on.
  func stop() {
    state.withLock { $0.wanted = nil }
  }

  private func check(_ number: Int, _ model: String) -> VerifyEvent {
    let watch = VerifyWatch(
      show: { [self] text in tell(number, text) },
      isCancelled: { [self] in state.withLock { $0.wanted != number } })
    do throws(InferenceError) {
      return .finished(try VerifyReport(of: model, watch: watch))
    } catch .cancelled {
      return .cancelled
    } catch {
      return .failed(error.description)
    }
  }

  private func tell(_ number: Int, _ text: String) {
    let now = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
    let isDue = state.withLock { state in
      guard now - state.told >= Self.interval else { return false }
      state.told = now
      return true
    }
    if isDue { post(.verified(number, .progress(text))) }
  }
}
