import Inference

@testable import TUI

extension Scenario {
  static func grid(_ size: MapSize = .usual) throws -> ErrorMapGrid {
    let facts = try ScheduleFacts.make(marigold.defaults, marigold.schedulerConfig)
    return try ErrorMapGrid(columns: size.columns, rows: size.rows, schedule: facts.noise)
  }

  /// A map whose errors grow with the distance from where told and held agree; `cells` of it.
  static func map(_ key: MapKey, cells: Int = .max) throws -> ErrorMap {
    let grid = try grid(key.size)
    var map = ErrorMap(grid, key.kind)
    for cell in grid.order.prefix(cells) {
      let told = Float(cell.column) / Float(grid.columns - 1)
      let held = Float(cell.row) / Float(grid.rows - 1)
      map[cell] = 0.03 + 0.5 * abs(told - held) + 0.1 * held
    }
    return map
  }

  /// The map's screen, with so many cells and the prediction of one.
  static func mapped(
    _ terminal: TerminalFacts = sixel, cells: Int = .max, shows: Bool = true
  ) throws -> AppState {
    var state = try finished(marigold, terminal)
    _ = update(&state, .command("goto 2"))
    _ = update(&state, .command("map"))
    guard let key = state.mapKey else { return state }
    let map = try map(key, cells: cells)
    _ = update(&state, .map(key, .began(map)))
    if map.isComplete { _ = update(&state, .map(key, .finished)) }
    guard shows else { return state }
    _ = update(&state, .command("map cell 1 1"))
    _ = update(
      &state,
      .map(
        key,
        .predicted(
          MapPrediction(
            number: state.maps.number, key: key, cell: .init(column: 0, row: 16),
            prediction: prediction()))))
    return state
  }
}
