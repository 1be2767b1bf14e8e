import Inference
import Testing

@testable import TUI

/// Runs: when they begin, what they bring, how they end.
@Suite struct UpdateRunTests {
  @Test("a small model runs as soon as there is a picture")
  func runsAtOnce() {
    var state = Scenario.empty()
    #expect(update(&state, .model(.loaded(Scenario.marigold))).isEmpty)
    let effects = update(&state, .picture(.opened(Scenario.picture())))
    #expect(effects == [.start(RunID(number: 1), Scenario.marigold.defaults)])
    #expect(state.wantsTicks)
  }

  @Test("a large model waits for Enter, and says what it will cost")
  func waits() throws {
    var state = Scenario.ready(Scenario.large)
    #expect(state.currentRun == nil)
    #expect(state.notice?.text.contains("865M parameters") == true)
    #expect(
      update(&state, .key(.enter)) == [.start(RunID(number: 1), Scenario.large.defaults)])
    #expect(update(&state, .key(.enter)).isEmpty, "it is going already")
  }

  @Test("a measured pace decides whether a change runs by itself")
  func pace() throws {
    var state = try Scenario.finished()
    #expect(abs((state.estimatedSeconds ?? 0) - 0.244) < 1e-6)
    #expect(!update(&state, .command("set steps 10")).isEmpty)
    #expect(update(&state, .command("set steps 50")).isEmpty)
    #expect(state.notice?.text == "Press Enter to run: about 3.0 s.")
    #expect(state.schedule?.plan.entries.count == 50, "the schedule is known at once")
  }

  @Test("a change while a run is going cancels it")
  func changeCancels() {
    var state = Scenario.ready()
    let effects = update(&state, .command("set spacing leading"))
    var settings = Scenario.marigold.defaults
    settings.timestepSpacing = .leading
    #expect(effects == [.cancel(RunID(number: 1)), .start(RunID(number: 2), settings)])
    #expect(state.runs[RunID(number: 1)]?.status == .cancelled)
  }

  @Test("settings that have been run are shown again without computing")
  func reuses() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set spacing leading"))
    try Scenario.compute(&state)
    let effects = update(&state, .command("undo"))
    #expect(state.runs.current == RunID(number: 1))
    #expect(effects.isEmpty, "everything is decoded")
    #expect(update(&state, .command("redo")).isEmpty)
    #expect(state.runs.current == RunID(number: 2))
  }

  @Test("steps take the cursor along while it is at the end")
  func follows() throws {
    var state = Scenario.ready()
    try Scenario.compute(&state, steps: 3)
    #expect(state.cursor == 2)
    _ = update(&state, .command("first"))
    let run = try #require(state.currentRun)
    let plan = try #require(run.trajectory).plan
    _ = update(&state, .run(run.id, .step(Scenario.step(3, plan))))
    #expect(state.cursor == 0)
    #expect(state.currentRun?.stepCount == 4)
  }

  @Test("a step that arrives twice or out of turn changes nothing")
  func wrongSteps() throws {
    var state = Scenario.ready()
    try Scenario.compute(&state, steps: 2)
    let run = try #require(state.currentRun)
    let plan = try #require(run.trajectory).plan
    for index in [0, 1, 3] {
      #expect(update(&state, .run(run.id, .step(Scenario.step(index, plan)))).isEmpty)
    }
    #expect(state.currentRun?.stepCount == 2)
    #expect(update(&state, .run(RunID(number: 99), .finished(seconds: 1))).isEmpty)
  }

  @Test("the step in view is decoded last of what is asked, since the newest request overtakes")
  func decodes() throws {
    var state = Scenario.ready()
    try Scenario.compute(&state, decodes: false, finishes: false)
    let id = try #require(state.runs.current)
    let effects = update(&state, .run(id, .finished(seconds: 1)))
    #expect(effects.count == 4)
    #expect(effects.last == .decode(id, index: 3, .predOriginal))
    #expect(
      update(&state, .command("view diff")) == [
        .decode(id, index: 2, .predOriginal), .decode(id, index: 3, .predOriginal),
      ])
    #expect(
      update(&state, .command("view xt")) == [
        .decode(id, index: 3, .predOriginal), .decode(id, index: 3, .latents),
      ])
    #expect(update(&state, .command("view channels")).count == 1, "the figures need x̂0")
  }

  @Test("the numbers of a step come with it")
  func numbers() throws {
    let state = try Scenario.finished()
    let numbers = try #require(state.currentRun).numbers
    #expect(numbers.count == 4)
    #expect(numbers[0].change == nil)
    #expect(abs((numbers[1].change ?? 0) - 0.1) < 1e-6)
    #expect(numbers[0].range == 0...1.5)
    #expect(numbers[0].nonfinite == 0)
  }

  @Test("cancelling keeps the steps; a second Ctrl-C within a second leaves")
  func cancels() throws {
    var state = Scenario.ready()
    try Scenario.compute(&state, steps: 2)
    let id = try #require(state.runs.current)
    #expect(update(&state, .key(.control("c"))) == [.cancel(id)])
    #expect(update(&state, .run(id, .cancelled)).isEmpty)
    #expect(state.notice?.text == "Cancelled; 2 steps stay.")
    _ = update(&state, .tick(5))
    _ = update(&state, .tick(6.5))
    #expect(update(&state, .key(.control("c"))).isEmpty, "more than a second later")
    #expect(update(&state, .key(.control("c"))) == [.quit])
  }

  @Test("a failed run says why, in the notice and the log")
  func fails() throws {
    var state = Scenario.ready()
    let id = try #require(state.runs.current)
    _ = update(&state, .run(id, .failed(message: "Bad\u{1B}[31m.")))
    #expect(state.notice == Notice(kind: .failure, text: "Bad\\u{1b}[31m."))
    #expect(state.log.lines.last == state.notice)
    #expect(update(&state, .key(.enter)).count == 1, "it can be run anew")
  }

  @Test("a branch shares the steps up to the cursor and changes what comes after")
  func branches() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("branch eta 0.5"))
    #expect(state.notice?.text.contains("Nothing comes after the last step") == true)
    _ = update(&state, .command("goto 2"))
    #expect(update(&state, .command("branch")).isEmpty, "nothing is different")
    let effects = update(&state, .command("branch eta 0.5"))
    var settings = Scenario.marigold.defaults
    settings.eta = 0.5
    #expect(
      effects == [.branch(RunID(number: 2), from: RunID(number: 1), after: 2, settings)])
    #expect(state.currentRun?.origin == Run.Origin(run: RunID(number: 1), after: 2))
    #expect(state.settings.value.eta == 0.5)
  }

  @Test("old runs and their pictures are let go, never the current one")
  func evicts() {
    var runs = RunList()
    let picture = PictureID(number: 1)
    for _ in 0..<5 {
      let id = runs.add(settings: RunSettings(), model: "m", picture: picture)
      runs.change(id) {
        $0.status = .finished(seconds: 1)
        $0.decoded[Run.DecodedKey(index: 0, target: .latents)] = Scenario.prediction()
      }
    }
    let eviction = runs.evict(runLimit: 3, byteLimit: 384 * 384 * 4)
    #expect(eviction.gone.map(\.number) == [1, 2])
    #expect(eviction.emptied.map(\.number) == [3, 4])
    #expect(runs.runs.map(\.id.number) == [3, 4, 5])
    #expect(runs.runs.map(\.decoded.count) == [0, 0, 1])
  }

  @Test("the workers are told to forget the runs that were let go")
  func forgets() {
    var state = Scenario.ready()
    var effects: [Effect] = []
    for seed in 1...(RunList.keptRuns + 2) {
      effects += update(&state, .command("set seed \(seed)"))
      effects += update(&state, .command("run"))
      if let run = state.runs.current {
        _ = update(&state, .run(run, .finished(seconds: 1)))
      }
    }
    #expect(
      effects.contains { effect in
        if case .forget(_, picturesOnly: false) = effect { return true }
        return false
      })
  }
}
