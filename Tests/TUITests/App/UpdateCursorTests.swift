import Inference
import Testing

@testable import TUI

/// Going through the steps, playing them, and the views.
@Suite struct UpdateCursorTests {
  @Test(
    "keys move the cursor and stop at the ends",
    arguments: [
      (Key.left, 2), (.character("h"), 2), (.right, 3), (.character("0"), 0), (.home, 0),
      (.shiftLeft, 0), (.character("$"), 3), (.end, 3),
    ])
  func keys(key: Key, cursor: Int) throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(key))
    #expect(state.cursor == cursor)
  }

  @Test("goto counts from one and refuses what is not there")
  func goTo() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("goto 2"))
    #expect(state.cursor == 1)
    #expect(!state.follows)
    _ = update(&state, .command("goto 5"))
    #expect(state.cursor == 1)
    #expect(state.notice?.text == "goto cannot be 5; allowed: 1 to 4.")
    _ = update(&state, .command("last"))
    #expect(state.follows)
  }

  @Test("what is not decoded is asked for, and what is there is shown at once")
  func decodes() throws {
    var state = Scenario.ready()
    try Scenario.compute(&state, decodes: false)
    let id = try #require(state.runs.current)
    #expect(update(&state, .key(.left)) == [.decode(id, index: 2, .predOriginal)])
    #expect(state.displayed == nil)
    _ = update(
      &state, .run(id, .decoded(index: 2, .predOriginal, Scenario.prediction(), nil)))
    #expect(state.displayed?.index == 2)
    #expect(update(&state, .key(.right)) == [.decode(id, index: 3, .predOriginal)])
    #expect(state.displayed?.index == 2, "the nearest picture stays until the wanted one comes")
    #expect(update(&state, .key(.left)).isEmpty)
  }

  @Test("playing goes one step a tick that is due, and stops at the end")
  func plays() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("speed 2"))
    _ = update(&state, .key(.character(" ")))
    #expect(state.playback.isPlaying)
    #expect(state.cursor == 0, "from the end it begins anew")
    var seen: [Int] = []
    for tick in 0...20 {
      _ = update(&state, .tick(Double(tick) * 0.25))
      if seen.last != state.cursor { seen.append(state.cursor) }
    }
    #expect(seen == [0, 1, 2, 3])
    #expect(!state.playback.isPlaying)
    #expect(!state.wantsTicks)
  }

  @Test("playing over and over goes on at the start")
  func loops() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("loop on"))
    _ = update(&state, .command("play on"))
    var seen: [Int] = []
    for tick in 0..<12 {
      _ = update(&state, .tick(Double(tick)))
      seen.append(state.cursor)
    }
    #expect(seen == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
  }

  @Test("playing waits for a step that is not decoded yet, and asks for it once")
  func waits() throws {
    var state = Scenario.ready()
    try Scenario.compute(&state, decodes: false, finishes: false)
    let id = try #require(state.runs.current)
    _ = update(&state, .run(id, .cancelled))
    _ = update(&state, .command("first"))
    _ = update(&state, .command("play on"))
    _ = update(&state, .tick(0))
    #expect(update(&state, .tick(1)) == [.decode(id, index: 1, .predOriginal)])
    #expect(update(&state, .tick(2)).isEmpty)
    #expect(state.cursor == 0)
  }

  @Test("speed goes up and down between its ends")
  func speed() throws {
    var state = try Scenario.finished()
    for _ in 0..<10 { _ = update(&state, .key(.character("]"))) }
    #expect(state.playback.speed == 16)
    for _ in 0..<10 { _ = update(&state, .key(.character("["))) }
    #expect(state.playback.speed == 0.5)
  }

  @Test("one step is sharp; steps in quick succession are coarse until they rest")
  func motion() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.left))
    #expect(!state.sendsCoarse)
    #expect(state.wantsTicks)
    _ = update(&state, .tick(1))
    _ = update(&state, .key(.left))
    #expect(state.sendsCoarse)
    _ = update(&state, .tick(1.05))
    #expect(state.sendsCoarse)
    _ = update(&state, .tick(1.2))
    #expect(!state.sendsCoarse)
    #expect(!state.wantsTicks)
  }

  @Test("views go round in order, and back")
  func views() throws {
    var state = try Scenario.finished()
    for view in StepView.allCases.dropFirst() + [.predOriginal] {
      _ = update(&state, .key(.character("v")))
      #expect(state.view == view)
    }
    _ = update(&state, .key(.character("V")))
    #expect(state.view == .input)
  }

  @Test("depth is shown as normals when asked")
  func normals() throws {
    var state = try Scenario.finished()
    let run = try #require(state.currentRun)
    #expect(state.quantity(of: run, index: 3) == .depth)
    _ = update(&state, .key(.character("n")))
    #expect(state.quantity(of: run, index: 3) == .normals)
    _ = update(&state, .key(.character("d")))
    #expect(state.quantity(of: run, index: 3) == .depth)
  }

  @Test("on the schedule the cursor goes through the plan, computed or not")
  func schedule() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set steps 50"))
    _ = update(&state, .key(.character("2")))
    _ = update(&state, .key(.end))
    #expect(state.cursor == 49)
    _ = update(&state, .key(.character("k")))
    #expect(state.cursor == 48)
  }
}
