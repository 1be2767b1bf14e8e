import Inference

extension AppState {
  /// The session as it is now; nil while there is no model or no picture.
  var session: Session? {
    guard case .ready(let summary) = model, let picture, !isOpening else { return nil }
    let maps = commandContext.maps
    let quantity =
      maps.indices.contains(shownModality) ? maps[shownModality] : shownQuantity.rawValue
    let kept = sessionRuns
    let current = isUpToDate ? kept.firstIndex { $0.id == runs.current } : nil
    let beside = comparison.other.flatMap { other in kept.firstIndex { $0.id == other } }.map {
      Session.Beside(
        place: $0, side: comparison.side.opposite, arrangement: comparison.arrangement,
        link: comparison.link)
    }
    return Session(
      model: summary.name, precision: summary.precision, controls: summary.controls,
      picture: picture.path, truth: picture.truthPath,
      runs: kept.map { Session.Entry(stages: $0.stages, isKept: $0.isKept) }, current: current,
      beside: current == nil ? nil : beside, settings: settings.value, screen: screen, view: view,
      quantity: quantity, colours: colormap, ensembles: sessionEnsembles,
      reduction: seeds.reduction, pane: seeds.pane, step: follows ? nil : cursor)
  }

  /// The runs that a session keeps: of the model and the picture, without members of ensembles, and
  /// without those that came to nothing.
  var sessionRuns: [Run] {
    runs.runs.filter { run in
      guard run.model == summary?.key, run.picture == picture?.id, run.member == nil else {
        return false
      }
      return run.isFinished || run.status == .stored || run.isKept || run.id == runs.current
        || run.id == comparison.other
    }
  }
}
