import Inference
import Testing

@testable import TUI

/// Runs and their pictures stay within the memory they may take, and what goes is said.
@Suite("Runs within the memory limit")
struct MemoryLimitTests {
  private static let one = RunID(number: 1)
  private static let two = RunID(number: 2)
  /// Bytes of one decoded picture of a scenario.
  private static let picture = 384 * 384 * 4

  @Test("The pictures of the oldest run go first, are forgotten by the workers, and that is said")
  func pictures() throws {
    var state = try Scenario.finished()
    state.keptBytes = 6 * Self.picture
    var effects = update(&state, .command("set seed 7"))
    let plan = try #require(state.schedule).plan
    let run = try #require(state.currentRun)
    #expect(run.id == Self.two)
    _ = update(&state, .run(run.id, .started(try Scenario.trajectory(run, state))))
    for index in 0..<4 {
      effects += update(&state, .run(run.id, .step(Scenario.step(index, plan))))
      effects += update(
        &state, .run(run.id, .decoded(index: index, .predOriginal, Scenario.prediction(), nil)))
    }
    #expect(effects.contains(.forget(Self.one, picturesOnly: true)))
    #expect(state.runs[Self.one]?.decoded.isEmpty == true)
    #expect(state.runs[Self.one]?.stepCount == 4, "its steps stay")
    #expect(state.runs[Self.two]?.decoded.count == 4, "the current run keeps its own")
    #expect(state.runs.heldBytes <= state.keptBytes)
    #expect(
      state.log.lines.contains { $0.text.contains("pictures of run 1 will be decoded again") })
    // Looked at again, they are asked for again.
    _ = update(&state, .run(run.id, .finished(seconds: 1)))
    let back = update(&state, .command("use 1"))
    #expect(back.contains { if case .decode(Self.one, _, _) = $0 { true } else { false } })
  }

  @Test("Where pictures are not enough whole runs go, but none that is kept, shown or going")
  func wholeRuns() throws {
    var state = try Scenario.finished()
    for seed in 1...3 {
      _ = update(&state, .command("set seed \(seed)"))
      try Scenario.compute(&state)
    }
    _ = update(&state, .command("pin 1"))
    state.keptBytes = 1
    let effects = update(&state, .command("set seed 9"))
    #expect(effects.contains(.forget(Self.two, picturesOnly: false)))
    #expect(state.runs.runs.map(\.id.number) == [1, 5])
    #expect(state.notice?.text.hasPrefix("Kept runs reached 0 MB: runs 2, 3, 4 let go") == true)
    #expect(state.runs[Self.one]?.decoded.isEmpty == true)
  }

  @Test(
    "A quarter of the program's limit goes to runs, at most 512 MB",
    arguments: [(nil, 512 << 20), (400 << 20, 100 << 20), (64 << 30, 512 << 20)] as [(Int?, Int)])
  func share(limit: Int?, bytes: Int) {
    #expect(RunList.keptBytes(ofLimit: limit) == bytes)
  }

  @Test("Latents count, and nothing goes while there is room")
  func latents() throws {
    let state = try Scenario.finished()
    let run = try #require(state.currentRun)
    #expect(run.latentBytes == (4 * 4 + 2) * 16 * 4)
    #expect(state.runs.heldBytes == run.latentBytes + 4 * Self.picture)
    var runs = state.runs
    #expect(runs.evict() == RunList.Eviction())
  }
}
