import Inference
import Testing

@testable import TUI

/// What the inference worker does first.
@Suite("What is most urgent")
struct InferenceQueueTests {
  private static let run = RunID(number: 1)

  private static func key() throws -> MapKey {
    MapKey(
      model: "m", picture: PictureID(number: 1), settings: RunSettings(), size: .usual,
      kind: .latent)
  }

  private static func name(_ job: InferenceQueue.Job) -> String {
    switch job {
    case .fillMap: "map"
    case .predictCell(_, _, _, let number): "cell \(number)"
    case .decode: "decode"
    case .step: "step"
    case .probe: "probe"
    case .decodeProbe(_, let number): "decode probe \(number)"
    case .decodeCell(_, _, let number): "decode cell \(number)"
    case .quit: "quit"
    default: "order"
    }
  }

  @Test("a map fills only while nothing else is wanted, and of its cells the newest is shown")
  func mapComesLast() throws {
    let queue = InferenceQueue()
    let key = try Self.key()
    queue.add(.fillMap(key, run: Self.run, known: nil))
    queue.add(.predictCell(key, run: Self.run, .init(column: 0, row: 0), number: 1))
    queue.add(.predictCell(key, run: Self.run, .init(column: 1, row: 0), number: 2))
    queue.add(.step(Self.run))
    queue.add(.decode(Self.run, index: 0, .predOriginal))
    queue.add(.loadModel("x"))
    var found: [String] = []
    for _ in 0..<5 { found.append(Self.name(queue.next(whenIdle: {}))) }
    #expect(found == ["order", "cell 2", "decode", "step", "step"])
    queue.finish(Self.run)
    #expect(Self.name(queue.next(whenIdle: {})) == "map")
    #expect(Self.name(queue.next(whenIdle: {})) == "map", "until it says that it is done")
    #expect(!queue.isIdle)
    queue.finish(key)
    queue.add(.quit)
    #expect(Self.name(queue.next(whenIdle: {})) == "quit")
  }

  @Test("whatever comes stops the cell that is being computed, which is taken up again")
  func givesWay() throws {
    let queue = InferenceQueue()
    queue.add(.fillMap(try Self.key(), run: Self.run, known: nil))
    #expect(Self.name(queue.next(whenIdle: {})) == "map")
    #expect(!queue.isCancelled)
    queue.add(.decode(Self.run, index: 0, .predOriginal))
    #expect(queue.isCancelled)
    #expect(Self.name(queue.next(whenIdle: {})) == "decode")
    #expect(!queue.isCancelled)
    queue.add(.decode(Self.run, index: 1, .predOriginal))
    #expect(!queue.isCancelled, "a decode is not stopped")
    #expect(Self.name(queue.next(whenIdle: {})) == "decode")
    #expect(Self.name(queue.next(whenIdle: {})) == "map")
    queue.pauseMap()
    #expect(queue.isCancelled)
    queue.add(.quit)
    #expect(Self.name(queue.next(whenIdle: {})) == "quit")
  }

  private static func probe(_ number: Int) -> InferenceQueue.Job {
    .probe(run, index: 0, number: number, toldTimestep: 1, heldNoise: nil, modality: 0)
  }

  @Test("what a preview shows is decoded next, until another probe or cell is asked for")
  func followUps() throws {
    let queue = InferenceQueue()
    let key = try Self.key()
    let cell = ErrorMapGrid.Cell(column: 0, row: 0)
    queue.add(.decode(Self.run, index: 0, .predOriginal))
    queue.add(.decodeCell(key, cell, number: 1))
    queue.add(.decodeProbe(Self.run, number: 1))
    #expect(Self.name(queue.next(whenIdle: {})) == "decode probe 1")
    #expect(!queue.isCancelled)
    queue.add(.predictCell(key, run: Self.run, cell, number: 2))
    #expect(!queue.isCancelled, "another cell does not stop a probe")
    queue.add(Self.probe(2))
    #expect(queue.isCancelled)
    #expect(Self.name(queue.next(whenIdle: {})) == "probe")
    #expect(!queue.isCancelled)
    // The cell that was to be decoded is not looked at any more.
    #expect(Self.name(queue.next(whenIdle: {})) == "cell 2")
    queue.add(.decodeCell(key, cell, number: 2))
    #expect(Self.name(queue.next(whenIdle: {})) == "decode cell 2")
    queue.add(Self.probe(3))
    #expect(!queue.isCancelled)
    #expect(Self.name(queue.next(whenIdle: {})) == "probe")
    queue.add(.decodeProbe(Self.run, number: 3))
    #expect(!queue.isIdle)
    queue.add(Self.probe(4))
    #expect(Self.name(queue.next(whenIdle: {})) == "probe")
    #expect(Self.name(queue.next(whenIdle: {})) == "decode")
  }
}
