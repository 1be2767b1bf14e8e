import Inference

/// The ensembles that the inference worker grows; touched by its thread only.
struct SeedsGrower {
  /// What an ensemble is made from.
  struct Source {
    var estimator: Estimator
    var folder: ModelFolder
    var image: PreparedImage
    var picture: Picture
    var threads = Threads.count
  }

  /// The most bytes of latents for which an ensemble keeps its members' steps; beyond, their noise alone.
  static let keptBytes = 128 << 20

  /// An ensemble with everything its next members need.
  struct Group {
    let source: Source
    let settings: RunSettings
    var run: EnsembleRun
    var rules: Ensembling
    /// The members in the making, as many as there are lanes; they stay when growing stops.
    var making: [SeedsMaking] = []
    let lanes: Lanes
    /// Whether members are seen before they are decoded.
    var showsPreviews = false
    /// The newest member's first map as the decoder made it, and what that took.
    var lastDecoded: (map: DecodedMap, seconds: Double)?
    /// Every member that has begun: with its steps, where they are kept, or before its first.
    var members: [Denoising] = []
    private var memberBytes = 0
    var maps: [[Tensor]] = []
    var version = 0
    var deviations: [Deviation] = []
    /// How its members were asked for.
    var growth: [SeedsGrowth] = []

    init(source: Source, settings: RunSettings, run: EnsembleRun, rules: Ensembling) {
      self.source = source
      self.settings = settings
      self.run = run
      self.rules = rules
      lanes = source.estimator.lanes(
        for: source.image, runs: EnsembleSettings.mostMembers, threads: source.threads,
        memory: MemoryRoom.now(limit: MemoryLimit.preferred))
    }

    /// The member whose steps are all there, and no map yet, where it is the next to be taken in.
    var undecoded: Denoising? { making.first.flatMap { $0.isUndecoded ? $0.run : nil } }

    var estimator: Estimator { source.estimator }
    var folder: ModelFolder { source.folder }
    var image: PreparedImage { source.image }
    var picture: Picture { source.picture }

    /// Takes in a finished member, and its steps while there is room.
    mutating func add(_ member: Denoising, _ maps: [Tensor]) {
      run.finish(member)
      let bytes = member.trajectory.latentBytes
      if memberBytes + bytes <= SeedsGrower.keptBytes, members.indices.contains(self.maps.count) {
        memberBytes += bytes
        members[self.maps.count] = member
      }
      self.maps.append(maps)
      for step in member.trajectory.steps {
        let values = step.result.predOriginalSample.scalars
        if step.index == deviations.count {
          let zeros = [Float](repeating: 0, count: values.count)
          deviations.append(Deviation(mean: zeros, squares: zeros))
        }
        deviations[step.index].add(values)
      }
    }
  }

  /// The mean of x̂0 over members at one step and the squares around it, by Welford's method.
  struct Deviation {
    var count = 0
    var mean: [Float]
    var squares: [Float]

    mutating func add(_ values: [Float]) {
      count += 1
      for index in values.indices {
        let distance = values[index] - mean[index]
        mean[index] += distance / Float(count)
        squares[index] += distance * (values[index] - mean[index])
      }
    }

    /// The root of the mean variance (of N − 1).
    var value: Float {
      guard count > 1, !squares.isEmpty else { return 0 }
      let sum = squares.reduce(0.0) { $0 + Double($1) }
      return Float((sum / Double(squares.count) / Double(count - 1)).squareRoot())
    }
  }

  var groups: [SeedsID: Group] = [:]
  /// How ensembles that a session brought back are to grow.
  var plans: [SeedsID: [SeedsGrowth]] = [:]

  /// Takes an ensemble up, or asks it for more members.
  ///
  /// - Throws: what the family refuses, `invalidSetting` beyond the most members.
  mutating func open(
    _ id: SeedsID, to count: Int, _ reduction: EnsembleReduction?, _ settings: RunSettings,
    _ source: () throws(InferenceError) -> Source
  ) throws(InferenceError) {
    if groups[id] == nil {
      let source = try source()
      let rules = try Self.rules(reduction, source.estimator, settings)
      let first = plans[id]?.first?.count ?? count
      groups[id] = Group(
        source: source, settings: settings,
        run: try EnsembleRun(source.estimator, source.image, settings, count: first), rules: rules)
      groups[id]?.growth = [SeedsGrowth(count: first)]
    }
    try extend(id, to: count)
  }

  /// Draws the noise of the members that are asked for now: as the ensemble grew before, and then as a person
  /// asks.
  private mutating func extend(_ id: SeedsID, to count: Int) throws(InferenceError) {
    guard let group = groups[id] else { return }
    let (finished, begun) = (group.maps.count, group.run.begun)
    let planned = (plans[id] ?? []).filter { $0.count > group.run.count }
    var wanted = planned.filter { $0.isDue(finished: finished, begun: begun) }
    if planned.isEmpty, count > group.run.count {
      wanted = [SeedsGrowth(count: count, done: finished, isDuring: begun > finished)]
    }
    for growth in wanted {
      while let now = groups[id]?.run.count, now < growth.count { try groups[id]?.run.add() }
      groups[id]?.growth.append(growth)
    }
  }

  /// The family's rules, or those of a person where the family has them.
  ///
  /// Families whose authors merge nothing are merged as they are: their spread is worth seeing.
  ///
  /// - Throws: `invalidSetting` where all members would be alike.
  static func rules(
    _ reduction: EnsembleReduction?, _ estimator: Estimator, _ settings: RunSettings
  ) throws(InferenceError) -> Ensembling {
    let plan = try estimator.plan(settings).plan
    guard settings.noise != .zeros || plan.entries.contains(where: { $0.needsNoise }) else {
      throw .invalidSetting(
        name: "The noise", value: "zeros for several members",
        allowed: "gaussian, pyramid or annealed (co), because all members would be alike")
    }
    guard estimator.family.controls.missing[.ensemble] == nil else {
      return Ensembling(reductions: [reduction ?? .median], alignment: nil)
    }
    let family = EnsembleSettings(count: 2)
    let wanted = EnsembleSettings(count: 2, reduction: reduction?.rawValue)
    do {
      return try wanted.resolved(for: estimator.family, settings, plan)
    } catch {
      return try family.resolved(for: estimator.family, settings, plan)
    }
  }

  /// Merges every map of the members there are.
  ///
  /// - Throws: `cancelled`.
  mutating func merge(
    _ id: SeedsID, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> [MergedPrediction] {
    guard let group = groups[id], group.maps.count > 1 else { return [] }
    var merged: [MergedPrediction] = []
    for place in group.maps[0].indices {
      merged.append(
        try group.estimator.merge(
          group.maps, of: group.image, group.settings, group.rules, modality: place,
          matchingInput: false, checkpoint))
    }
    groups[id]?.version += 1
    return merged
  }
}

extension SeedsGrower.Group {
  /// The reduction and the uncertainty of the first map, in words.
  var names: (reduction: String, measure: String) {
    let modality = estimator.modalities(settings).first?.quantity ?? .depth
    let reduction = rules.reductionName(modality)
    return (
      reduction,
      modality == .normals ? "angle/π" : reduction == "median" ? SeedsGroup.medianMeasure : "std"
    )
  }
}
