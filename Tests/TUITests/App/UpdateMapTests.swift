import Inference
import Testing

@testable import TUI

/// The error map: when it fills, what decides it, and how one moves on it.
@Suite struct UpdateMapTests {
  /// A finished run with ground truth, and the map's screen.
  private static func opened(hasTruth: Bool = true) throws -> (AppState, [Effect]) {
    var state = try Scenario.finished(Scenario.marigold, hasTruth: hasTruth)
    let effects = update(&state, .key(.character("3")))
    return (state, effects)
  }

  /// The map as the worker would begin it.
  private static func begin(_ state: inout AppState) throws -> MapKey {
    let key = try #require(state.mapKey)
    _ = update(&state, .map(key, .began(ErrorMap(try Scenario.grid(key.size), key.kind))))
    return key
  }

  @Test("going to the map fills it; leaving pauses it; coming back goes on")
  func fillsAndPauses() throws {
    var (state, effects) = try Self.opened()
    let run = try #require(state.runs.current)
    let key = try #require(state.mapKey)
    #expect(effects == [.fillMap(key, run: run, known: nil)])
    #expect(key.kind == .absRel)
    _ = try Self.begin(&state)
    let cell = ErrorMapGrid.Cell(column: 0, row: 0)
    #expect(update(&state, .map(key, .cell(cell, 0.25))).isEmpty)
    #expect(state.shownErrorMap?[cell] == 0.25)
    #expect(update(&state, .key(.character("1"))) == [.pauseMap])
    let again = update(&state, .command("map"))
    #expect(again == [.fillMap(key, run: run, known: state.shownErrorMap)])
    #expect(state.shownErrorMap?.count == 1)
  }

  @Test("a finished map stays and is not computed again")
  func staysFinished() throws {
    var (state, _) = try Self.opened()
    let key = try #require(state.mapKey)
    _ = update(&state, .map(key, .began(try Scenario.map(key))))
    #expect(state.shownErrorMap?.isComplete == true)
    _ = update(&state, .map(key, .finished))
    #expect(state.maps.filling == nil)
    _ = update(&state, .key(.character("1")))
    #expect(update(&state, .key(.character("3"))).isEmpty)
  }

  @Test("with ground truth, spacing and steps move the path on the same map")
  func keepsMapOverSteps() throws {
    var (state, _) = try Self.opened()
    let key = try Self.begin(&state)
    let grid = try #require(state.shownErrorMap?.grid)
    let trailing = state.mapPath(grid)
    #expect(trailing.first == .init(column: 20, row: 16))
    _ = update(&state, .command("preset leading-1"))
    #expect(state.mapKey == key)
    let leading = state.mapPath(grid)
    #expect(leading.count == 1 && leading[0].column < 0.1 && leading[0].row == 16)
    try Scenario.compute(&state)
    #expect(state.mapKey == key)
    _ = update(&state, .command("set seed 7"))
    #expect(state.mapKey != key)
  }

  @Test("without ground truth the map waits for the run's end and compares latents")
  func waitsForRun() throws {
    var state = Scenario.ready(hasTruth: false)
    #expect(update(&state, .command("screen map")).isEmpty)
    #expect(state.mapKey?.kind == .latent)
    try Scenario.compute(&state, steps: 3)
    #expect(state.maps.filling == nil)
    var finished = try Scenario.finished(hasTruth: false)
    let effects = update(&finished, .command("screen map"))
    #expect(effects.count == 1)
    let key = finished.mapKey
    _ = update(&finished, .command("set steps 2"))
    #expect(finished.mapKey != key, "another run has another last x0")
  }

  @Test("keys move the cursor inside the grid, which begins at the step")
  func moves() throws {
    var (state, _) = try Self.opened()
    _ = try Self.begin(&state)
    _ = update(&state, .key(.character("0")))
    #expect(state.mapCell == .init(column: 20, row: 16))
    _ = update(&state, .key(.character("l")))
    _ = update(&state, .key(.up))
    #expect(state.mapCell == .init(column: 20, row: 16))
    _ = update(&state, .key(.character("h")))
    _ = update(&state, .key(.character("j")))
    #expect(state.mapCell == .init(column: 19, row: 15))
    _ = update(&state, .command("map move -64 -64"))
    #expect(state.mapCell == .init(column: 0, row: 0))
  }

  @Test("Enter asks for the cell's prediction; only the newest answer is shown")
  func shows() throws {
    var (state, _) = try Self.opened()
    let key = try Self.begin(&state)
    let run = try #require(state.runs.current)
    let first = update(&state, .command("map cell 999 1"))
    let cell = ErrorMapGrid.Cell(column: 20, row: 16)
    #expect(first == [.predictCell(key, run: run, cell, number: 1)])
    _ = update(&state, .key(.left))
    let second = update(&state, .key(.enter))
    #expect(second == [.predictCell(key, run: run, .init(column: 19, row: 16), number: 2)])
    func answer(_ number: Int) -> Message {
      .map(
        key,
        .predicted(
          MapPrediction(number: number, key: key, cell: cell, prediction: Scenario.prediction())))
    }
    _ = update(&state, answer(2))
    _ = update(&state, answer(1))
    #expect(state.maps.prediction?.number == 2)
  }

  @Test("a cell is seen as a preview before its decode, which takes its place")
  func previews() throws {
    var (state, _) = try Self.opened()
    let key = try Self.begin(&state)
    let size = Size(columns: 120, rows: 40)
    _ = update(&state, .command("map cell 999 1"))
    var answer = MapPrediction(
      number: 1, key: key, cell: .init(column: 20, row: 16), prediction: Scenario.prediction(),
      preview: .linear)
    _ = update(&state, .map(key, .predicted(answer)))
    #expect(FrameText.of(view(state, size)).contains("preview linear"))
    answer.preview = nil
    _ = update(&state, .map(key, .predicted(answer)))
    #expect(state.maps.prediction?.preview == nil)
    #expect(!FrameText.of(view(state, size)).contains("preview"))
    answer.preview = .linear
    _ = update(&state, .map(key, .predicted(answer)))
    #expect(state.maps.prediction?.preview == nil, "a preview replaces no decode")
  }

  @Test("a click on the map goes to the cell and shows it", arguments: [true, false])
  func clicks(hasPixels: Bool) throws {
    var state = try Scenario.finished(
      Scenario.marigold, hasPixels ? Scenario.sixel : TerminalFacts())
    _ = update(&state, .command("map"))
    _ = try Self.begin(&state)
    let size = Size(columns: 120, rows: 40)
    _ = update(&state, .resized(size, cell: state.terminal.cell))
    let hits = draw(state, size).hits.compactMap { hit -> MapArea? in
      if case .map(let area) = hit.action { area } else { nil }
    }
    let area = try #require(hits.first)
    var found = Set<ErrorMapGrid.Cell>()
    for row in area.rect.row..<area.rect.endRow {
      for column in area.rect.column..<area.rect.endColumn {
        if let cell = area.cell(row: row, column: column) { found.insert(cell) }
      }
    }
    #expect(found.count == 21 * 17, "every cell can be clicked")
    let row = area.rect.row + area.rect.rows / 2
    let column = area.rect.column + area.rect.columns / 2
    let effects = update(
      &state,
      .mouse(MouseEvent(kind: .press, button: .left, row: row, column: column)))
    #expect(effects.count == 1)
    #expect(state.mapCell == area.cell(row: row, column: column))
  }

  @Test("Enter runs where there is nothing to map yet")
  func runsFirst() throws {
    var state = Scenario.ready(Scenario.large)
    _ = update(&state, .key(.character("3")))
    #expect(state.currentRun == nil)
    #expect(update(&state, .key(.enter)).count == 1)
    #expect(state.currentRun?.status == .waiting)
  }

  @Test("what cannot be measured is refused; a map that failed is not tried again and again")
  func refusals() throws {
    var (state, _) = try Self.opened()
    _ = update(&state, .command("map error mean_angle"))
    #expect(state.notice?.kind == .failure)
    #expect(state.maps.kind == nil)
    _ = update(&state, .command("map error latent"))
    let key = try #require(state.mapKey)
    #expect(key.kind == .latent)
    _ = update(&state, .map(key, .failed(message: "No x0 there.")))
    #expect(update(&state, .command("map")).isEmpty)
    _ = update(&state, .command("map grid 9x9"))
    #expect(state.maps.filling == state.mapKey)
    for line in [
      "map grid 9", "map grid 1x900", "map cell 3", "map error x", "map x", "map move a b",
    ] {
      _ = update(&state, .command(line))
      #expect(state.notice?.kind == .failure, "\(line)")
      _ = update(&state, .key(.escape))
    }
  }

  @Test("old maps go when there are too many, the one looked at stays")
  func isBounded() throws {
    var (state, _) = try Self.opened()
    let first = try Self.begin(&state)
    var keys = [first]
    for seed in 1...(MapState.kept + 3) {
      var key = first
      key.settings.seed = UInt64(seed)
      keys.append(key)
      state.maps.touch(first)
      state.maps.keep(ErrorMap(try Scenario.grid(key.size), key.kind), key)
    }
    #expect(keys.count { state.maps[$0] != nil } == MapState.kept)
    #expect(state.maps[first] != nil)
  }
}
