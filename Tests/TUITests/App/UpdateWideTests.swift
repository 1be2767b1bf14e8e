import Inference
import Testing

@testable import TUI

/// From 200×60 on screen Steps shows the map and the metrics too, and does their work.
@Suite struct UpdateWideTests {
  private func wide(
    _ summary: ModelSummary = Scenario.marigold, _ size: Size = Size(columns: 200, rows: 60)
  ) throws -> (AppState, [Effect]) {
    var state = try Scenario.finished(summary)
    let effects = update(&state, .resized(size, cell: PixelSize(width: 8, height: 16)))
    return (state, effects)
  }

  private func fills(_ effects: [Effect]) -> Bool {
    effects.contains {
      if case .fillMap = $0 { return true }
      return false
    }
  }

  @Test("the map fills there, and rests where it is not shown")
  func map() throws {
    var (state, effects) = try wide()
    #expect(fills(effects))
    effects = update(&state, .resized(Size(columns: 199, rows: 60), cell: nil))
    #expect(effects == [.pauseMap])
    effects = update(&state, .resized(Size(columns: 300, rows: 90), cell: nil))
    #expect(fills(effects))
    #expect(update(&state, .command("screen schedule")) == [.pauseMap])
  }

  @Test("a large model's map waits to be asked for")
  func large() {
    var state = Scenario.ready(Scenario.large)
    let effects = update(
      &state, .resized(Size(columns: 200, rows: 60), cell: PixelSize(width: 8, height: 16)))
    #expect(!fills(effects))
    #expect(!state.fillsUnasked)
    let text = view(state, Size(columns: 200, rows: 60)).screen.text
    #expect(text.contains("Press 3 to fill it."))
    _ = update(&state, .command("screen map"))
    #expect(state.screen == .map)
  }

  @Test("a cell is clicked, its prediction shown beside, and Esc brings the ground truth back")
  func cell() throws {
    var (state, _) = try wide()
    let key = try #require(state.mapKey)
    _ = update(&state, .map(key, .began(try Scenario.map(key))))
    let hit = try #require(
      draw(state, state.terminal.size).hits.last {
        if case .map = $0.action { return true }
        return false
      })
    let effects = update(
      &state,
      .mouse(
        MouseEvent(
          kind: .press, button: .left, row: hit.rect.row + 5, column: hit.rect.column + 20)))
    guard case .predictCell(_, _, let cell, let number) = effects.first else {
      Issue.record("\(effects)")
      return
    }
    _ = update(
      &state,
      .map(
        key,
        .predicted(
          MapPrediction(
            number: number, key: key, cell: cell, prediction: Scenario.prediction()))))
    func shows(_ isWanted: (ImageKey.Content) -> Bool) -> Bool {
      view(state, state.terminal.size).placements.contains { isWanted($0.key.content) }
    }
    func isCell(_ content: ImageKey.Content) -> Bool {
      if case .mapCell = content { return true }
      return false
    }
    #expect(shows(isCell))
    _ = update(&state, .key(.escape))
    #expect(!shows(isCell))
    #expect(
      shows { content in
        if case .groundTruth = content { return true }
        return false
      })
  }

  @Test("xterm's sixteen pictures are enough for all of it")
  func pictures() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set steps 10"))
    try Scenario.compute(&state)
    _ = update(&state, .command("quantity normals"))
    _ = update(
      &state, .resized(Size(columns: 200, rows: 60), cell: PixelSize(width: 8, height: 16)))
    _ = update(&state, .command("seeds 3"))
    for count in 1...3 { Scenario.member(&state, count) }
    let key = try #require(state.mapKey)
    _ = update(&state, .map(key, .began(try Scenario.map(key))))
    let frame = view(state, state.terminal.size)
    #expect(frame.placements.count <= 16)
    #expect(frame.placements.count >= 13)
  }

  @Test("members grow there, without leaving the screen, and a click on a tile opens one")
  func seeds() throws {
    var (state, _) = try wide()
    func panes() -> [String] {
      view(state, state.terminal.size).screen.text.split(separator: "\n").map(String.init)
        .filter { $0.contains(" members ") || $0.contains(" MAD ") }
    }
    #expect(panes().count == 1 && panes()[0].contains("told and held noise"))
    _ = update(&state, .key(.character("A")))
    #expect(state.screen == .steps && state.seeds.going?.wanted == 5)
    Scenario.member(&state, 1)
    Scenario.member(&state, 2)
    #expect(panes().contains { $0.contains("members") && $0.contains("MAD") })
    let frame = view(state, state.terminal.size)
    #expect(frame.placements.count <= 16)
    let hit = try #require(
      draw(state, state.terminal.size).hits.last { $0.action == .command(.seeds(.open(2))) })
    _ = update(
      &state,
      .mouse(
        MouseEvent(kind: .press, button: .left, row: hit.rect.row, column: hit.rect.column)))
    #expect(state.currentRun?.member?.number == 2 && state.seeds.going != nil)
  }
}
