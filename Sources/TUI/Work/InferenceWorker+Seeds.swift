import Inference

extension InferenceWorker {
  /// The next step of an ensemble's member; first the ensemble itself, where it is new.
  func growSeeds(
    _ id: SeedsID, _ settings: RunSettings, to count: Int, _ reduction: EnsembleReduction?
  ) {
    attempt(id) { () throws(InferenceError) in
      let isNew = seeds.groups[id] == nil
      let known = seeds.groups[id]?.growth
      try seeds.open(id, to: count, reduction, settings) {
        () throws(InferenceError) -> SeedsGrower.Source in try source(settings)
      }
      if isNew, let names = seeds.groups[id]?.names {
        post(.seeds(id, .began(reduction: names.reduction, measure: names.measure)))
      }
      if let growth = seeds.groups[id]?.growth, growth != known {
        post(.seeds(id, .grown(growth)))
      }
      let shows = seeds.groups[id].map { maker($0) != nil } ?? false
      seeds.groups[id]?.showsPreviews = shows
      guard let (steps, maps) = try seeds.grow(id, to: count, checkpoint(nil)) else {
        queue.finish(id, at: count)
        return post(.seeds(id, .finished(count)))
      }
      guard let maps else {
        post(.seeds(id, .step(steps)))
        return showPreview(id)
      }
      guard let group = seeds.groups[id] else { return }
      if let (map, seconds) = group.lastDecoded {
        seeds.groups[id]?.lastDecoded = nil
        learn(map, group, seconds: seconds)
      }
      let members = group.maps.count
      for (place, map) in maps.enumerated() { store.add(map, id, member: members - 1, place) }
      let deviations = members > 1 ? group.deviations.map(\.value) : []
      post(.seeds(id, .member(count: members, maps: maps, deviations: deviations)))
      try merge(id)
    }
  }

  /// A member becomes a run: with the steps that are kept, or to be computed from its noise.
  func startMember(_ run: RunID, _ member: SeedsMember) {
    attempt(run) { () throws(InferenceError) in
      guard let group = seeds.groups[member.group],
        group.members.indices.contains(member.number - 1)
      else {
        throw .invalidSetting(
          name: "The member", value: "of an ensemble that was let go",
          allowed: "one of an ensemble that is kept")
      }
      register(
        run, group.estimator, group.folder, group.image, group.picture,
        group.members[member.number - 1])
    }
  }

  /// The model and the picture as they are now, encoded for these settings.
  private func source(_ settings: RunSettings) throws(InferenceError) -> SeedsGrower.Source {
    guard let model, let picture else {
      throw .invalidSetting(
        name: "An ensemble", value: "without model and picture", allowed: "after both are loaded")
    }
    return SeedsGrower.Source(
      estimator: model.estimator, folder: model.folder,
      image: try prepare(picture, settings, nil), picture: picture)
  }

  /// Merges the members there are in another way.
  func mergeSeeds(_ id: SeedsID, _ reduction: EnsembleReduction?) {
    attempt(id) { () throws(InferenceError) in
      guard let group = seeds.groups[id] else { return }
      seeds.groups[id]?.rules = try SeedsGrower.rules(
        reduction, group.estimator, group.settings)
      try merge(id)
    }
  }

  private func merge(_ id: SeedsID) throws(InferenceError) {
    let merged = try seeds.merge(id, checkpoint(nil))
    guard !merged.isEmpty, let group = seeds.groups[id] else { return }
    for (place, map) in merged.enumerated() { store.add(map, id, version: group.version, place) }
    let spreads = merged.map {
      SeedsSpread(count: group.maps.count, mean: $0.mean, p95: $0.percentile95)
    }
    let names = group.names
    post(
      .seeds(
        id,
        .merged(
          version: group.version, reduction: names.reduction, measure: names.measure, spreads)))
  }

  private func attempt(_ id: SeedsID, _ body: () throws(InferenceError) -> Void) {
    do throws(InferenceError) {
      try body()
    } catch {
      // Who cancelled knows; the member goes on from its last step when more are asked for.
      guard error != .cancelled else { return }
      queue.finish(id)
      post(.seeds(id, .failed(message: error.description)))
    }
  }
}
