import Inference
import Testing

@testable import TUI

/// The run list: what a run is used for, kept, or let go.
@Suite struct RunListTests {
  private static let one = RunID(number: 1)
  private static let two = RunID(number: 2)
  private static let three = RunID(number: 3)

  /// Three finished runs of 4, 5 and 6 steps.
  private func three() throws -> AppState {
    var state = try Scenario.finished()
    for steps in 5...6 {
      _ = update(&state, .command("set steps \(steps)"))
      try Scenario.compute(&state)
    }
    return state
  }

  @Test("the list opens at the current run and is gone through, newest first")
  func moves() throws {
    var state = try three()
    _ = update(&state, .key(.character("R")))
    #expect(state.overlay == .runs(selection: 0))
    _ = update(&state, .key(.character("j")))
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.down))
    #expect(state.overlay == .runs(selection: 2))
    _ = update(&state, .key(.character("k")))
    #expect(state.overlay == .runs(selection: 1))
    _ = update(&state, .key(.character("v")))
    #expect(state.view == .predOriginal, "other keys do nothing")
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
    _ = update(&state, .key(.character("g")))
    _ = update(&state, .key(.character("r")))
    #expect(state.overlay == .runs(selection: 0))
  }

  @Test("Enter makes a run the current one, with its settings; undo brings the other back")
  func uses() throws {
    var state = try three()
    _ = update(&state, .key(.character("R")))
    _ = update(&state, .key(.character("j")))
    _ = update(&state, .key(.enter))
    #expect(state.overlay == nil)
    #expect(state.runs.current == Self.two)
    #expect(state.settings.value.steps == 5)
    #expect(state.isUpToDate)
    _ = update(&state, .key(.character("u")))
    #expect(state.runs.current == Self.three)
  }

  @Test("a and b put a run on a side")
  func sides() throws {
    var state = try three()
    _ = update(&state, .key(.character("R")))
    _ = update(&state, .key(.character("j")))
    _ = update(&state, .key(.character("a")))
    #expect(state.comparison.other == Self.two)
    #expect(state.run(.b)?.id == Self.three)
    _ = update(&state, .command("side b 1"))
    #expect(state.run(.a)?.id == Self.two)
    #expect(state.run(.b)?.id == Self.one)
  }

  @Test("a kept run stays when room is made, and a forgotten one goes at once")
  func keepsAndForgets() throws {
    var state = try three()
    _ = update(&state, .command("pin 1"))
    #expect(state.runs[Self.one]?.isKept == true)
    var runs = state.runs
    #expect(runs.evict(runLimit: 1).gone == [Self.two])
    _ = update(&state, .command("pin 1"))
    #expect(state.runs[Self.one]?.isKept == false)
    #expect(update(&state, .command("forget 2")) == [.forget(Self.two, picturesOnly: false)])
    #expect(state.runs[Self.two] == nil)
    _ = update(&state, .command("forget 3"))
    #expect(state.currentRun == nil)
    _ = view(state, state.terminal.size)
  }

  @Test("a going run that is forgotten is cancelled first")
  func forgetsGoing() throws {
    var state = Scenario.ready()
    #expect(
      update(&state, .command("forget 1")) == [
        .cancel(Self.one), .forget(Self.one, picturesOnly: false),
      ])
    #expect(update(&state, .run(Self.one, .cancelled)).isEmpty)
  }

  @Test("no more runs are kept than leave room for new ones")
  func keepsFew() throws {
    var state = try Scenario.finished()
    for seed in 1...RunList.mostKept {
      _ = update(&state, .command("set seed \(seed)"))
      try Scenario.compute(&state)
    }
    for run in state.runs.runs { _ = update(&state, .command("pin \(run.id.number)")) }
    #expect(state.runs.runs.count(where: \.isKept) == RunList.mostKept)
    #expect(state.notice?.kind == .failure)
  }

  @Test("the other side's run is never let go to make room")
  func sparesOther() {
    var runs = RunList()
    for _ in 0..<4 {
      let id = runs.add(settings: RunSettings(), model: "m", picture: PictureID(number: 1))
      runs.change(id) { $0.status = .finished(seconds: 1) }
    }
    #expect(runs.evict(runLimit: 2, sparing: Self.one).gone == [Self.two, Self.three])
  }
}
