import Inference
import Render

extension AppState {
  /// The map of the settings as they are, and the run whose picture and noise it takes.
  struct MapSource: Equatable {
    var key: MapKey
    var run: RunID
  }

  /// What the settings predict.
  private var predictedQuantity: Quantity {
    settings.value.taskSwitch.reconstruction > 0.5 ? .image : summary?.quantity ?? .depth
  }

  /// Whether the clean latents are the ground truth's: a model of several maps takes its own.
  private var hasCleanTruth: Bool {
    truthKind != nil && (summary?.modalities.count ?? 0) < 2
  }

  /// The error that the open picture's ground truth gives; nil where it gives none.
  private var truthKind: ErrorMap.Kind? {
    picture?.groundTruth(for: predictedQuantity)?.measure(predictedQuantity)?.kind
  }

  /// The name of the map of the settings as they are.
  ///
  /// With ground truth the steps do not decide it: spacing and number of steps only move the path.
  var mapKey: MapKey? {
    guard let summary, let picture, schedule != nil else { return nil }
    var settings = settings.value
    if hasCleanTruth {
      let usual = RunSettings()
      settings.steps = usual.steps
      settings.timestepSpacing = usual.timestepSpacing
      settings.toldTimesteps = usual.toldTimesteps
      settings.eta = usual.eta
      settings.consistentPrevious = usual.consistentPrevious
      settings.clipSample = usual.clipSample
      settings.finalSample = usual.finalSample
    }
    let kind = maps.kind.flatMap { $0 == .latent || $0 == truthKind ? $0 : nil }
    return MapKey(
      model: summary.key, picture: picture.id, settings: settings, size: maps.size,
      kind: kind ?? truthKind ?? .latent)
  }

  /// What a map can be made from now; nil until there is a run that has come far enough.
  var mapSource: MapSource? {
    guard let key = mapKey, isUpToDate, let run = currentRun, let trajectory = run.trajectory,
      hasCleanTruth || trajectory.isComplete
    else { return nil }
    return MapSource(key: key, run: run.id)
  }

  /// The map on the screen, as far as it is known.
  var shownErrorMap: ErrorMap? { mapKey.flatMap { maps[$0] } }

  /// Whether screen Steps shows the map and the metrics too.
  var isWide: Bool { screen == .steps && Layout.isWide(terminal.size) }

  /// Whether the map on screen Steps fills by itself: where a cell costs little.
  var fillsUnasked: Bool {
    guard isWide, let summary else { return false }
    return pace?.model == summary.key
      ? (pace?.seconds ?? 0) < 0.5 : summary.parameters < 20_000_000
  }

  /// The cell that is looked at: the chosen one, or the one of the step.
  var mapCell: ErrorMapGrid.Cell? {
    guard let grid = shownErrorMap?.grid else { return nil }
    if let cell = maps.cell {
      return grid.cell(nearest: .init(column: Double(cell.column), row: Double(cell.row)))
    }
    let path = mapPath(grid)
    return path.isEmpty ? nil : grid.cell(nearest: path[min(cursor, path.count - 1)])
  }

  /// Where the planned steps lie on a map.
  func mapPath(_ grid: ErrorMapGrid) -> [ErrorMapGrid.Place] {
    guard let schedule else { return [] }
    return zip(schedule.toldTimesteps, schedule.mismatches).map {
      grid.place(told: $0, held: $1.held)
    }
  }

  /// The map with everything drawn on it.
  var mapPlot: ErrorMapPlot? {
    guard let map = shownErrorMap else { return nil }
    let path = mapPath(map.grid)
    return ErrorMapPlot(
      map, path: path, selectedStep: path.isEmpty ? nil : min(cursor, path.count - 1),
      cursor: mapCell)
  }
}
