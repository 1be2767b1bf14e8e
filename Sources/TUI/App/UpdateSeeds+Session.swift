import Inference

/// Ensembles in sessions: how they grew is kept, and their members are computed again when they are looked at.
extension AppState {
  /// The ensembles that a session keeps: of the model and the picture, with members or asked for.
  var sessionEnsembles: [Session.Ensemble] {
    seeds.groups.filter(isOfPicture).compactMap { group in
      let isWanted = group.isGoing || group.isRestoring
      let count = isWanted ? group.wanted : group.count
      guard count > 0, group.problem == nil else { return nil }
      let growth = group.growth.isEmpty ? [SeedsGrowth(count: group.wanted)] : group.growth
      return Session.Ensemble(settings: group.settings, growth: growth, count: count)
    }
  }

  func isOfPicture(_ group: SeedsGroup) -> Bool {
    group.model == summary?.key && group.picture == picture?.id
  }

  /// Whether ensembles are on the screen.
  var showsEnsembles: Bool { screen == .seeds || isWide }

  /// What a session says of ensembles while it is brought back.
  mutating func tell(_ action: SeedsAction) throws(CommandError) -> [Effect] {
    switch action {
    case .grow(let count, nil):
      let settings = gathered
      sessions.replay?.ensembles.append(
        Session.Ensemble(settings: settings, growth: [SeedsGrowth(count: count)], count: count))
    case .later(let growth):
      guard let last = sessions.replay?.ensembles.last, growth.count > last.count,
        growth.done + (growth.isDuring ? 1 : 0) <= last.count
      else {
        throw CommandError(
          "The members that :seeds \(growth.text) comes after have not been told of.")
      }
      change { ensemble in
        ensemble.growth.append(growth)
        ensemble.count = growth.count
      }
    case .stop(let count):
      guard let last = sessions.replay?.ensembles.last, count <= last.count else {
        throw CommandError("There is no ensemble of \(count) members that could stop there.")
      }
      change { $0.count = count }
    case .merge(let reduction): seeds.reduction = reduction
    case .pane(let pane): seeds.pane = pane
    default:
      throw CommandError(
        "A session may hold seeds N, seeds N after M, seeds stop N, merge and show, not seeds "
          + "\(action.text).")
    }
    return []
  }

  /// Changes the ensemble that was told of last.
  private mutating func change(_ body: (inout Session.Ensemble) -> Void) {
    guard var ensemble = sessions.replay?.ensembles.popLast() else { return }
    body(&ensemble)
    sessions.replay?.ensembles.append(ensemble)
  }

  /// Puts the ensembles of a session beside those there are; one that is there already stays as it is.
  mutating func storeEnsembles(_ ensembles: [Session.Ensemble]) -> [Effect] {
    guard let summary, let picture else { return [] }
    var gone: [SeedsID] = []
    for ensemble in ensembles.suffix(SeedsState.kept) {
      let isThere = seeds.groups.contains {
        isOfPicture($0) && $0.settings == ensemble.settings && $0.count >= ensemble.count
      }
      guard !isThere else { continue }
      let added = seeds.add(
        model: summary.key, picture: picture.id, settings: ensemble.settings,
        wanted: ensemble.count, isGoing: false)
      gone += added.gone
      seeds.change(added.id) { group in
        group.growth = ensemble.growth
        group.isRestoring = true
      }
    }
    return gone.map(Effect.forgetSeeds)
  }

  /// Computes the next ensemble that a session brought back, the one of the settings first.
  mutating func wakeSeeds() -> [Effect] {
    guard showsEnsembles, sessions.replay == nil, case .ready = model, !isOpening else { return [] }
    let waiting = seeds.groups.filter { $0.isRestoring && isOfPicture($0) }
    guard let group = waiting.first(where: { $0.id == shownSeeds?.id }) ?? waiting.first else {
      return []
    }
    seeds.change(group.id) { $0.isGoing = true }
    return [
      .restoreSeeds(group.id, group.growth),
      .growSeeds(group.id, group.settings, to: group.wanted, seeds.reduction),
    ]
  }

  /// How a session's ensembles are told of.
  func remark(on ensembles: [Session.Ensemble]) -> String {
    guard let last = ensembles.last else { return "" }
    let what =
      ensembles.count == 1
      ? "an ensemble of \(last.count)" : "\(ensembles.count) ensembles"
    return
      ", \(what) (computed again when screen Seeds shows \(ensembles.count == 1 ? "it" : "them"))"
  }
}
