import Inference
import Testing

@testable import TUI

/// Screen A|B: which runs are compared, how they go together, and what changes which.
@Suite struct UpdateCompareTests {
  private static let one = RunID(number: 1)
  private static let two = RunID(number: 2)
  private static let three = RunID(number: 3)

  /// Runs of four and of ten steps as A and B.
  private func unequal() throws -> AppState {
    var state = try Scenario.finished()
    _ = update(&state, .command("set steps 10"))
    try Scenario.compute(&state)
    _ = update(&state, .key(.character("4")))
    return state
  }

  @Test("with a single run the screen offers the pair, and one key starts both")
  func offersPair() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("4")))
    #expect(state.screen == .compare)
    #expect(!state.isComparing)
    let effects = update(&state, .key(.character("p")))
    var leading = Scenario.marigold.defaults
    leading.timestepSpacing = .leading
    leading.steps = 1
    var trailing = leading
    trailing.timestepSpacing = .trailing
    #expect(effects.prefix(2) == [.start(Self.two, leading), .start(Self.three, trailing)])
    #expect(state.run(.a)?.id == Self.two)
    #expect(state.run(.b)?.id == Self.three)
    #expect(state.isComparing)
  }

  @Test("the pair asks for its difference once both are decoded, and only once")
  func difference() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("4")))
    _ = update(&state, .key(.character("p")))
    try Scenario.compute(&state, Self.two)
    let run = try #require(state.runs[Self.three])
    let trajectory = try Scenario.trajectory(run, state)
    _ = update(&state, .run(run.id, .started(trajectory)))
    #expect(
      update(&state, .run(run.id, .step(Scenario.step(0, trajectory.plan))))
        == [.decode(run.id, index: 0, .predOriginal)])
    let pair = StepPair(a: Self.two, indexA: 0, b: Self.three, indexB: 0)
    let decoded = Message.run(
      run.id, .decoded(index: 0, .predOriginal, Scenario.prediction(), nil))
    #expect(update(&state, decoded) == [.compare(pair)])
    #expect(update(&state, decoded).isEmpty)
    let figures = PairDifference(mean: 0.1, percentile95: 0.2, largest: 0.3)
    #expect(update(&state, .compared(pair, figures)).isEmpty)
    #expect(state.comparison.difference?.figures == figures)
  }

  @Test("a second screenful of runs brings the newest other run beside the current one")
  func bringsOther() throws {
    let state = try unequal()
    #expect(state.isComparing)
    #expect(state.run(.a)?.id == Self.one)
    #expect(state.run(.b)?.id == Self.two)
    #expect(state.shownPair == StepPair(a: Self.one, indexA: 3, b: Self.two, indexB: 9))
  }

  @Test(
    "a step moves both: by share of the schedule, or by number",
    arguments: [
      (Comparison.Link.fraction, [0, 0, 0, 1, 1, 1, 2, 2, 3, 3]),
      (.index, [0, 1, 2, 3, 3, 3, 3, 3, 3, 3]),
    ])
  func lockstep(link: Comparison.Link, expected: [Int]) throws {
    var state = try unequal()
    _ = update(&state, .command("link \(link.rawValue)"))
    _ = update(&state, .key(.character("0")))
    for (position, index) in expected.enumerated() {
      #expect(state.comparedIndex(.b) == position)
      #expect(state.comparedIndex(.a) == index, "at \(position)")
      _ = update(&state, .key(.character("l")))
    }
  }

  @Test("the shorter run in focus steps as finely, and looking to and fro moves nothing")
  func focusDoesNotMove() throws {
    var state = try unequal()
    _ = update(&state, .key(.character("0")))
    for _ in 0..<4 { _ = update(&state, .key(.character("l"))) }
    let before = state.shownPair
    _ = update(&state, .key(.character("f")))
    #expect(state.currentRun?.id == Self.one)
    #expect(state.shownPair == before)
    _ = update(&state, .key(.character("f")))
    #expect(state.shownPair == before)
    _ = update(&state, .key(.character("f")))
    _ = update(&state, .key(.character("l")))
    #expect(state.comparedIndex(.b) == 5)
  }

  @Test("scrubbing asks for both sides' pictures")
  func decodesBoth() throws {
    var state = try unequal()
    _ = update(&state, .command("view xt"))
    #expect(
      update(&state, .command("goto 1")) == [
        .decode(Self.one, index: 0, .latents), .decode(Self.two, index: 0, .latents),
        .compare(StepPair(a: Self.one, indexA: 0, b: Self.two, indexB: 0)),
      ])
  }

  @Test("a change belongs to the side in focus; the other stays, with its own history")
  func changesOneSide() throws {
    var state = try unequal()
    var settings = state.settings.value
    settings.noise = .zeros
    #expect(
      update(&state, .command("set noise zeros")).contains(.start(Self.three, settings)))
    #expect(state.run(.a)?.id == Self.one)
    #expect(state.run(.b)?.id == Self.three)
    try Scenario.compute(&state)
    _ = update(&state, .key(.character("f")))
    #expect(state.settings.value.steps == 4)
    _ = update(&state, .command("set seed 7"))
    try Scenario.compute(&state)
    #expect(state.run(.a)?.settings.seed == 7)
    #expect(state.run(.b)?.id == Self.three)
    _ = update(&state, .key(.character("u")))
    #expect(state.run(.a)?.id == Self.one)
    _ = update(&state, .key(.character("f")))
    _ = update(&state, .key(.character("u")))
    #expect(state.run(.b)?.id == Self.two)
  }

  @Test("a new B does not cancel an A that is going")
  func sparesOther() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("4")))
    _ = update(&state, .key(.character("p")))
    let effects = update(&state, .command("set seed 5"))
    #expect(effects.contains(.cancel(Self.three)))
    #expect(!effects.contains(.cancel(Self.two)))
    #expect(state.runs[Self.two]?.isGoing == true)
  }

  @Test("swap, arrangement, link and border")
  func arranges() throws {
    var state = try unequal()
    _ = update(&state, .key(.character("B")))
    #expect(state.run(.a)?.id == Self.two)
    _ = update(&state, .key(.character("=")))
    #expect(state.comparison.arrangement == .difference)
    _ = update(&state, .key(.character("=")))
    #expect(state.comparison.arrangement == .side)
    #expect(state.keys.command(for: .left, in: state.keyMode, on: state.screen) == .stepBy(-1))
    _ = update(&state, .key(.character("|")))
    _ = update(&state, .key(.left))
    #expect(state.comparison.border == 48)
    _ = update(&state, .command("wipe -100"))
    #expect(state.comparison.border == 0)
    _ = update(&state, .command("wipe 30"))
    #expect(state.comparison.border == 30)
    _ = update(&state, .key(.character("x")))
    #expect(state.comparison.link == .index)
  }

  @Test("the border follows the pointer while its button is down")
  func dragsBorder() throws {
    var state = try Scenario.pair()
    _ = update(&state, .key(.character("|")))
    let hit = try #require(
      draw(state, state.terminal.size).hits.last {
        if case .border = $0.action { return true }
        return false
      })
    let end = hit.rect.endColumn
    func event(_ kind: MouseEvent.Kind, _ column: Int) -> Message {
      .mouse(MouseEvent(kind: kind, button: .left, row: hit.rect.row, column: column))
    }
    _ = update(&state, event(.press, hit.rect.column))
    #expect(state.comparison.border < 5)
    _ = update(&state, event(.drag, end + 20))
    #expect(state.comparison.border == 100)
    #expect(state.sendsCoarse)
    _ = update(&state, event(.release, end))
    _ = update(&state, event(.drag, hit.rect.column))
    #expect(state.comparison.border == 100)
  }

  @Test("B branches from A's step, and the branch becomes B")
  func branches() throws {
    var state = try unequal()
    _ = update(&state, .command("link index"))
    _ = update(&state, .command("goto 2"))
    let effects = update(&state, .command("branch eta 0.5"))
    var settings = Scenario.marigold.defaults
    settings.eta = 0.5
    #expect(effects.contains(.branch(Self.three, from: Self.one, after: 2, settings)))
    #expect(state.run(.a)?.id == Self.one)
    #expect(state.run(.b)?.id == Self.three)
  }

  @Test("b asks for the branch's setting on this screen, and only there")
  func branchKey() throws {
    var state = try unequal()
    _ = update(&state, .key(.character("b")))
    #expect(state.overlay == .palette(Prompt("branch ")))
    state = try Scenario.finished()
    _ = update(&state, .key(.character("b")))
    #expect(state.overlay == nil)
  }

  @Test("without another run the commands say so")
  func refuses() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("4")))
    _ = update(&state, .command("side a"))
    #expect(state.notice?.text.contains("There is no run A yet") == true)
    _ = update(&state, .command("side a 9"))
    #expect(state.notice?.text == "There is no run 9; R lists those there are.")
    _ = update(&state, .command("use selected"))
    #expect(state.notice?.text.contains("No run is selected") == true)
    _ = update(&state, .command("pair leading-1 nonsense"))
    #expect(state.notice?.text.contains("leading-1") == true)
  }

  @Test("another picture leaves nothing to compare with; another model does")
  func otherPicture() throws {
    var state = try unequal()
    _ = update(&state, .picture(.opened(Scenario.picture(2))))
    #expect(state.comparison.other == nil)
    state = try unequal()
    _ = update(&state, .model(.loaded(Scenario.normals)))
    #expect(state.comparison.other == Self.one)
  }

  @Test("B puts the run before beside the current one, whatever was compared until then")
  func last() throws {
    var state = try unequal()
    _ = update(&state, .command("screen steps"))
    _ = update(&state, .command("set steps 7"))
    try Scenario.compute(&state)
    #expect(state.comparison.other == Self.one)
    _ = update(&state, .key(.character("B")))
    #expect(state.screen == .compare)
    #expect(state.run(.a)?.id == Self.two)
    #expect(state.run(.b)?.id == Self.three)
    _ = update(&state, .key(.character("B")))
    #expect(state.run(.a)?.id == Self.three, "on screen A|B it swaps them")
  }

  @Test("playing goes through the longer run")
  func plays() throws {
    var state = try unequal()
    _ = update(&state, .command("first"))
    _ = update(&state, .command("play on"))
    for tick in 0..<14 { _ = update(&state, .tick(Double(tick))) }
    #expect(state.comparison.position == 9)
    #expect(!state.playback.isPlaying)
  }
}
