import Foundation
import Inference
import Synchronization
import Testing

@testable import TUI

/// The check of a model's files on its own thread.
@Suite struct VerifyWorkerTests {
  private final class Inbox: Sendable {
    let events = Mutex<[(Int, VerifyEvent)]>([])

    func take(_ message: Message) {
      if case .verified(let number, let event) = message {
        events.withLock { $0.append((number, event)) }
      }
    }

    /// The last word of a check.
    func end(_ number: Int) -> VerifyEvent? {
      events.withLock { events in
        events.last { $0.0 == number && !$0.1.isProgress }?.1
      }
    }
  }

  private func wait(_ worker: VerifyWorker) {
    for _ in 0..<3_000 where !worker.isIdle { usleep(10_000) }
  }

  @Test("a shipped model is sound, and a model that is not there is a sentence")
  func ends() throws {
    let inbox = Inbox()
    let worker = VerifyWorker(post: { inbox.take($0) }, wake: {})
    worker.verify(1, Assets.defaultModel)
    wait(worker)
    guard case .finished(let report) = inbox.end(1) else {
      Issue.record("no report")
      return
    }
    #expect(report.healthy && report.files.count > 5, "\(report.summary)")
    worker.verify(2, "no-such-model")
    wait(worker)
    guard case .failed(let sentence) = inbox.end(2) else {
      Issue.record("no sentence")
      return
    }
    #expect(sentence.contains("no-such-model"))
  }

  @Test("stopped, it ends without a report; a newer one ends the one before")
  func stops() {
    let inbox = Inbox()
    let worker = VerifyWorker(post: { inbox.take($0) }, wake: {})
    worker.verify(1, Assets.defaultModel)
    worker.verify(2, Assets.defaultModel)
    worker.stop()
    wait(worker)
    for number in [1, 2] {
      guard case .cancelled = inbox.end(number) else {
        Issue.record("\(number) was not cancelled")
        continue
      }
    }
  }
}

extension VerifyEvent {
  fileprivate var isProgress: Bool {
    if case .progress = self { return true }
    return false
  }
}
