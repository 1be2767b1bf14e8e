import Foundation
import Inference
import Synchronization
import Testing

@testable import TUI

/// Whoever waits for idleness is woken once there is none of it left to wait for.
@Suite("The thread that makes pictures")
struct RenderWorkerTests {
  /// What the worker was seen to be whenever it said that it rests.
  private final class Watch: Sendable {
    let seen = Mutex<[Bool]>([])
    let delivered = Mutex(0)
    let worker = Mutex<RenderWorker?>(nil)

    func rest() {
      let isIdle = worker.withLock { $0?.isIdle ?? false }
      seen.withLock { $0.append(isIdle) }
    }

    func waitForRest() -> Bool {
      for _ in 0..<3_000 {
        if seen.withLock({ $0.last == true }) { return true }
        usleep(10_000)
      }
      return false
    }
  }

  private func key(_ run: RunID) -> ImageKey {
    ImageKey(
      content: .step(
        ImageKey.StepPicture(
          run: run, index: 0, view: .predOriginal, quantity: .depth, colormap: "spectral")),
      pixels: PixelSize(width: 32, height: 32), isCoarse: false, byteLimit: nil)
  }

  @Test("says that it rests after a picture, and after one that cannot be made", arguments: [1, 0])
  func rests(pictures: Int) throws {
    let run = RunID(number: 1)
    let store = PictureStore()
    store.add(
      Prediction(quantity: .depth, values: Tensor(zeros: [16, 16])), run, 0, .predOriginal)
    let watch = Watch()
    let worker = RenderWorker(
      maker: PictureMaker(store: store),
      encoder: PictureEncoder(graphics: .blocks, colours: .direct),
      deliver: { _, _ in watch.delivered.withLock { $0 += 1 } }, rest: { watch.rest() })
    watch.worker.withLock { $0 = worker }
    worker.begin()
    defer { worker.quit() }
    worker.wish(key(pictures == 1 ? run : RunID(number: 2)))
    #expect(watch.waitForRest())
    #expect(watch.delivered.withLock { $0 } == pictures)
  }
}
