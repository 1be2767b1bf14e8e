import Inference

extension AppState {
  /// The newest ensemble of the settings, model and picture as they are.
  var shownSeeds: SeedsGroup? {
    guard let summary, let picture else { return nil }
    return seeds.groups.last {
      $0.settings == settings.value && $0.model == summary.key && $0.picture == picture.id
    }
  }

  /// What a person does on screen Seeds.
  mutating func growSeeds(_ action: SeedsAction) -> [Effect] {
    switch action {
    case .pane(let pane): seeds.pane = pane
    case .nextPane: seeds.pane = seeds.pane.next
    case .merge(let reduction): return merge(reduction)
    case .nextMerge: return merge(seeds.reduction == .mean ? .median : .mean)
    case .open(let number): return openMember(number)
    case .add(let count):
      showSeeds()
      // What is still to come counts, so that each press is a member.
      let now = shownSeeds.map { $0.isGoing ? $0.wanted : $0.count } ?? 0
      return grow(to: now + count, until: nil)
    case .grow(let count, let limit):
      showSeeds()
      return grow(to: count, until: limit)
    case .later(let growth):
      showSeeds()
      let now = shownSeeds?.count ?? 0
      guard now >= growth.done else {
        fail(
          "There are \(now) members, not \(growth.done) yet; :seeds \(growth.count) asks for more now."
        )
        return []
      }
      return grow(to: growth.count, until: nil)
    case .stop(let count): return stop(at: count)
    }
    return []
  }

  /// Where screen Steps has room for the members, it stays.
  private mutating func showSeeds() {
    if !isWide { screen = .seeds }
  }

  private mutating func grow(to count: Int, until limit: Float?) -> [Effect] {
    guard let summary, let picture, schedule != nil else {
      fail(
        scheduleProblem
          ?? keys.filled(
            "Seeds need a model and a picture; {cm|palette model} loads one, {o|browse} opens one.")
      )
      return []
    }
    if let reason = summary.controls.missing[.noise] {
      fail("All members would be alike: \(reason).")
      return []
    }
    guard count <= EnsembleSettings.mostMembers else {
      fail("An ensemble has at most \(EnsembleSettings.mostMembers) members.")
      return []
    }
    if let group = shownSeeds, group.count >= count {
      say(keys.filled("There are \(group.count) members already; {a|seeds add 1} adds one."))
      return []
    }
    let stops = stopSeeds(sparing: shownSeeds?.id)
    var gone: [SeedsID] = []
    var id = shownSeeds?.id
    if id == nil {
      let added = seeds.add(
        model: summary.key, picture: picture.id, settings: settings.value, wanted: count)
      id = added.id
      gone = added.gone
    }
    guard let id else { return stops }
    seeds.change(id) { group in
      group.wanted = count
      group.limit = limit
      group.isGoing = true
      group.isRestoring = false
      group.problem = nil
    }
    return stops + gone.map(Effect.forgetSeeds)
      + [.growSeeds(id, settings.value, to: count, seeds.reduction)]
  }

  private mutating func merge(_ reduction: EnsembleReduction?) -> [Effect] {
    seeds.reduction = reduction
    guard let group = shownSeeds, group.count > 1 else { return [] }
    return [.mergeSeeds(group.id, reduction)]
  }

  /// Members that are there stay; the one in the making goes on when more are asked for.
  mutating func stopSeeds(sparing kept: SeedsID? = nil) -> [Effect] {
    let going = seeds.groups.filter { $0.isGoing && $0.id != kept }.map(\.id)
    for id in going { seeds.change(id) { $0.isGoing = false } }
    return going.map(Effect.stopSeeds)
  }

  /// The ensemble grows to so many members and no further.
  private mutating func stop(at count: Int) -> [Effect] {
    guard let group = shownSeeds, group.isGoing else {
      say("No ensemble is growing.")
      return []
    }
    guard group.count < count else { return stopSeeds() }
    seeds.change(group.id) { $0.wanted = min($0.wanted, count) }
    return [.growSeeds(group.id, group.settings, to: min(group.wanted, count), seeds.reduction)]
  }

  /// An ensemble of settings, model or picture that are no longer looked at grows no further; those that a
  /// session brought back are computed one after another while they are shown.
  mutating func seedsEffects() -> [Effect] {
    guard let going = seeds.going else { return wakeSeeds() }
    let isShown = going.id == shownSeeds?.id
    guard !isShown, !(going.isRestoring && showsEnsembles && isOfPicture(going)) else { return [] }
    return stopSeeds(sparing: shownSeeds?.id)
  }

  /// What the worker says of an ensemble.
  mutating func receive(_ event: SeedsEvent, of id: SeedsID) -> [Effect] {
    switch event {
    case .began(let reduction, let measure):
      seeds.change(id) { group in
        group.reduction = reduction
        group.measure = measure
      }
    case .grown(let growth): seeds.change(id) { $0.growth = growth }
    case .step(let step): seeds.change(id) { $0.step = step }
    case .member(let count, let maps, let deviations):
      seeds.change(id) { group in
        group.count = count
        group.previewed = nil
        group.step = 0
        group.maps = maps
        group.deviations = deviations
      }
    case .previewed(let count, let maps, let kind):
      seeds.change(id) { group in
        guard count == group.count + 1 else { return }
        group.previewed = kind
        if group.maps.isEmpty { group.maps = maps }
      }
    case .merged(let version, let reduction, let measure, let spreads):
      return merged(version, reduction, measure, spreads, id)
    case .finished(let count):
      seeds.change(id) { group in
        guard group.wanted <= count else { return }
        group.isGoing = false
        group.isRestoring = false
      }
    case .failed(let message):
      seeds.change(id) { group in
        group.isGoing = false
        group.isRestoring = false
        group.problem = message
      }
      fail(message)
    }
    return []
  }

  private mutating func merged(
    _ version: Int, _ reduction: String, _ measure: String, _ spreads: [SeedsSpread],
    _ id: SeedsID
  ) -> [Effect] {
    guard let group = seeds[id], version > group.version else { return [] }
    let isTelling = SeedsGroup.isTelling(measure, spreads.first?.count ?? 0)
    seeds.change(id) { group in
      group.version = version
      // Figures of another reduction do not compare.
      if group.reduction != reduction { group.history = [] }
      group.reduction = reduction
      group.measure = measure
      group.history.removeAll { $0.first?.count == spreads.first?.count }
      if isTelling { group.history.append(spreads) }
    }
    guard isTelling, group.isGoing, let limit = group.limit, let spread = spreads.first,
      spread.mean < limit
    else { return [] }
    say(
      "\(spread.count) members are enough: the mean of \(measure) is "
        + "\(Format.metric(spread.mean)), below \(Format.plain(limit)).")
    seeds.change(id) { $0.wanted = $0.count }
    return stopSeeds()
  }
}
