import Inference

extension AppState {
  /// Moving on the map and asking for its cells.
  mutating func explore(_ action: MapAction) -> [Effect] {
    switch action {
    case .move(let across, let up):
      guard let cell = mapCell else { return [] }
      maps.cell = ErrorMapGrid.Cell(column: cell.column + across, row: cell.row + up)
      maps.cell = mapCell
    case .cell(let told, let noise):
      screen = .map
      guard let grid = shownErrorMap?.grid else {
        fail("There is no map yet; it begins when the settings have been run.")
        return []
      }
      maps.cell = grid.cell(nearest: grid.place(told: Float(told), held: noise))
      return showCell()
    case .show: return showCell()
    case .grid(let size):
      maps.size = size
      maps.cell = nil
      screen = .map
    case .error(let kind):
      maps.kind = kind
      screen = .map
      if let kind, mapKey?.kind != kind {
        fail("\(kind.rawValue) needs ground truth of its kind beside the picture; latent does not.")
        maps.kind = nil
      }
    }
    return []
  }

  /// Asks for the prediction of the cell; without a run, runs.
  private mutating func showCell() -> [Effect] {
    guard let source = mapSource else { return run() }
    guard let cell = mapCell else {
      say("The map has no cells yet.")
      return []
    }
    maps.number += 1
    return [.predictCell(source.key, run: source.run, cell, number: maps.number)]
  }

  /// What the worker says of a map.
  mutating func receive(_ event: MapEvent, of key: MapKey) -> [Effect] {
    switch event {
    case .began(let map):
      // A map that was paused and goes on is known already.
      if (maps[key]?.count ?? -1) < map.count { maps.keep(map, key) }
    case .cell(let cell, let error): maps.set(error, cell, of: key)
    case .finished:
      if maps.filling == key { maps.filling = nil }
    case .failed(let message):
      if maps.filling == key { maps.filling = nil }
      maps.failed = (key, message)
      fail(message)
    case .predicted(let prediction):
      guard prediction.replaces(maps.prediction) else { return [] }
      maps.prediction = prediction
    }
    return []
  }

  /// Starts, changes or pauses the map in the background, so that it is always the one on the screen.
  mutating func mapEffects() -> [Effect] {
    let wanted = screen == .map || fillsUnasked ? mapSource : nil
    if let wanted { maps.touch(wanted.key) }
    let isDone =
      wanted.map { maps[$0.key]?.isComplete == true || maps.failed?.key == $0.key } ?? true
    guard let wanted, !isDone else {
      guard maps.filling != nil else { return [] }
      maps.filling = nil
      return [.pauseMap]
    }
    guard maps.filling != wanted.key else { return [] }
    maps.filling = wanted.key
    return [.fillMap(wanted.key, run: wanted.run, known: maps[wanted.key])]
  }
}
