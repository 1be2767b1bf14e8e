import Inference

/// A member in the making.
struct SeedsMaking: Sendable {
  var run: Denoising
  /// Its maps, once all steps are taken and decoded.
  var maps: [Tensor]?
  /// The first of them as the decoder made it, and the processor time that it took.
  private(set) var decoded: (map: DecodedMap, seconds: Double)?
  /// What ended its last step or decode; what was there before is kept.
  private(set) var error: InferenceError?

  init(_ run: Denoising) {
    self.run = run
  }

  /// Whether its steps are all there, and no map yet.
  var isUndecoded: Bool { run.trajectory.isComplete && maps == nil }

  /// The same after a step more, and with its maps after the last; where previews are shown, in a turn of their own.
  func advanced(
    of group: SeedsGrower.Group, _ lane: Estimator, _ checkpoint: Checkpoint
  ) -> SeedsMaking {
    var next = self
    next.error = nil
    do throws(InferenceError) {
      let step = try next.run.next(checkpoint, on: lane)
      let isSeenFirst = step != nil && group.showsPreviews
      if next.run.trajectory.isComplete, !isSeenFirst {
        try next.decode(group, lane, checkpoint)
      }
    } catch {
      next.error = error
    }
    return next
  }

  private mutating func decode(
    _ group: SeedsGrower.Group, _ lane: Estimator, _ checkpoint: Checkpoint
  ) throws(InferenceError) {
    var made: [Tensor] = []
    for place in lane.modalities(group.settings).indices {
      let begin = InferenceWorker.ownSeconds()
      let map = try lane.decodeMap(
        run.trajectory.finalLatents, of: group.image, group.settings, modality: place, checkpoint)
      if place == 0 { decoded = (map, InferenceWorker.ownSeconds() - begin) }
      made.append(try lane.memberMap(map, group.settings, modality: place))
    }
    maps = made
  }
}

/// Members, several at a time where that is faster.
extension SeedsGrower {
  /// Takes a step of the members in the making, or takes in the first of them; nil when all members are there.
  ///
  /// Members that are done at the same time are taken in one by one, so that each is seen and merged in its turn.
  ///
  /// - Returns: How many steps the first has, and its maps when it is done.
  /// - Throws: `cancelled`, `notFinite`.
  mutating func grow(
    _ id: SeedsID, to count: Int, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> (steps: Int, maps: [Prediction]?)? {
    guard var group = groups[id], group.maps.count < count else { return nil }
    // Two owners of one group would copy it in every step.
    groups[id] = nil
    defer { groups[id] = group }
    if group.making.first?.maps == nil {
      try advance(&group, atOnce: atOnce(group, id, to: count), checkpoint)
    }
    guard let first = group.making.first else { return nil }
    let steps = first.run.trajectory.steps.count
    guard let maps = first.maps else { return (steps, nil) }
    group.making.removeFirst()
    group.lastDecoded = first.decoded
    group.add(first.run, maps)
    if group.maps.count == count { group.lanes.release() }
    let predictions = maps.indices.map {
      group.estimator.prediction(
        ofMember: maps, of: group.image, group.settings, modality: $0, matchingInput: false)
    }
    return (steps, predictions)
  }

  /// How many members are computed at the same time.
  ///
  /// One while a session's growth is being repeated: there more members are asked for at a moment between two.
  private func atOnce(_ group: Group, _ id: SeedsID, to count: Int) -> Int {
    let isRepeating = (plans[id] ?? []).contains { $0.count > group.run.count }
    return isRepeating ? 1 : min(group.lanes.count, count - group.maps.count)
  }

  /// Begins members until so many are in the making, and takes a step of each of them.
  private func advance(
    _ group: inout Group, atOnce: Int, _ checkpoint: Checkpoint
  ) throws(InferenceError) {
    while group.making.count < atOnce, let next = try group.run.next() {
      group.making.append(SeedsMaking(next))
      group.members.append(next)
    }
    let places = group.making.indices.prefix(atOnce).filter { group.making[$0].maps == nil }
    let (old, source) = (group.making, group)
    try group.lanes.run(places.count, checkpoint) {
      (item, lane, checkpoint) throws(InferenceError) in
      old[places[item]].advanced(of: source, lane, checkpoint)
    } take: { (item, new) throws(InferenceError) in
      group.making[places[item]] = new
      if let error = new.error { throw error }
    }
  }
}
