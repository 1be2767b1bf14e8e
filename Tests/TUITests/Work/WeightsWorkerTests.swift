import Foundation
import Inference
import Synchronization
import TestSupport
import Testing

@testable import TUI

/// The thread that reads checkpoints.
@Suite struct WeightsWorkerTests {
  private final class Listener: Sendable {
    let events = Mutex<[(key: WeightsKey, event: WeightsEvent)]>([])

    func worker() -> WeightsWorker {
      let worker = WeightsWorker(
        post: { [self] message in
          guard case .weights(let key, let event) = message else { return }
          events.withLock { $0.append((key, event)) }
        }, wake: {})
      worker.begin()
      return worker
    }

    /// Waits until the worker has nothing to do; the bound only ends a hung test.
    func wait(_ worker: WeightsWorker) {
      let deadline = Date(timeIntervalSinceNow: 60)
      while !worker.isIdle, Date() < deadline { usleep(5_000) }
    }

    func contents(_ key: WeightsKey) -> ModelContents? {
      events.withLock { events in
        events.lazy.compactMap { item in
          if item.key == key, case .contents(let contents, _) = item.event { contents } else { nil }
        }.first
      }
    }
  }

  private static let path = Golden.root + "/assets/models/marigold-depth-tiny"
  private static let key = WeightsKey(model: path, number: 1)

  @Test("a model is read, a tensor measured, a component checked and its file digested")
  func reads() throws {
    let listener = Listener()
    let worker = listener.worker()
    defer { worker.quit() }
    worker.add(.read(Self.key))
    listener.wait(worker)
    let contents = try #require(listener.contents(Self.key))
    let vae = try #require(contents.components.first { $0.name == "vae" })
    let tensor = try #require(vae.tensors.first)
    worker.add(.measure(Self.key, tensor))
    worker.add(.check(Self.key, vae))
    worker.add(.digest(Self.key, vae))
    listener.wait(worker)
    var measured = 0
    var values: [ComponentHealth.Values] = []
    var digests: [ComponentHealth.Digest] = []
    for (_, event) in listener.events.withLock({ $0 }) {
      switch event {
      case .measured(let found, .statistics(let statistics)):
        #expect(found == tensor && statistics.count == tensor.count)
        measured += 1
      case .values("vae", let found): values.append(found)
      case .digest("vae", _, let found): digests.append(found)
      default: break
      }
    }
    #expect(measured == 1 && values.last == .finite)
    let file = try #require(vae.files.first)
    #expect(digests.last == .known(try Digest.file(file), isExpected: nil))
  }

  @Test("work for another model is given up, and work for one that was left is not begun")
  func changes() throws {
    let listener = Listener()
    let worker = listener.worker()
    defer { worker.quit() }
    worker.add(.read(Self.key))
    listener.wait(worker)
    let contents = try #require(listener.contents(Self.key))
    for component in contents.components { worker.add(.check(Self.key, component)) }
    let other = WeightsKey(model: "/no/such/model", number: 2)
    worker.add(.read(other))
    worker.add(.check(Self.key, contents.components[0]))
    listener.wait(worker)
    let events = listener.events.withLock { $0 }
    let failed = try #require(
      events.lastIndex { item in
        if item.key == other, case .failed = item.event { true } else { false }
      })
    #expect(events[failed...].allSatisfy { $0.key == other })
  }
}
