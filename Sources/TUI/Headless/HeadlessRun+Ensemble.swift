import Inference

/// The course of `stepscope run --ensemble`: members one after another or side by side, each written when it is done.
extension HeadlessRun {
  /// A member that is done.
  private struct Member {
    /// Without its steps.
    var trajectory: Trajectory
    /// As they are merged, at the networks' size.
    var maps: [Tensor]
    var report: MemberReport
    var timings: RunReport.Timings
    /// Lines of events that wait for the members before.
    var lines: [String]
  }

  /// Runs all members, merges them and writes everything that was asked for.
  mutating func runMembers(
    of image: PreparedImage, _ initial: Tensor?, _ rules: Ensembling
  ) throws(InferenceError) {
    var run = try EnsembleRun(
      estimator, image, settings, count: command.ensemble.ensemble, initialLatents: initial)
    var members: [Member] = []
    let (empty, lanes) = (ownTimings, estimator.lanes(cost.lanes))
    try run.complete(on: lanes, checkpoint) {
      (index, denoising, lane, checkpoint) throws(InferenceError) in
      var own = empty
      (own.estimator, own.checkpoint) = (lane, checkpoint)
      if lanes.count > 1 { own.held = [] }
      return try own.member(index, &denoising, of: image, rules)
    } take: { (_, member) in
      for line in member.lines { Talk.result(line) }
      timings.stepsSeconds += member.timings.stepsSeconds
      timings.decodeSeconds += member.timings.decodeSeconds
      members.append(member)
      if lanes.count > 1 { progress.prefix = Self.prefix(members.count, command) }
    }
    let decoding = Self.now()
    let modalities = estimator.modalities(settings)
    var merged: [MergedPrediction] = []
    for place in modalities.indices {
      merged.append(
        try estimator.merge(
          members.map(\.maps), of: image, settings, rules, modality: place, checkpoint))
    }
    timings.decodeSeconds += Self.now() - decoding
    timings.totalSeconds = Self.now() - start
    progress.finish()
    var report = try report(
      members[0].trajectory, image, merged.map(\.prediction), [], timings)
    report.settings.adopt(command.ensemble, rules, modalities[0].quantity)
    report.members = members.map(\.report)
    report.ensemble = EnsembleReport(
      maps: zip(merged, modalities).map { EnsembleReport.Map($0, $1, rules) },
      note: members.count == 2 ? "two members say little more than one" : nil)
    try write(report, members.map(\.trajectory), image, merged)
    speak(report)
  }

  /// Words before a stage where several members are computed at the same time.
  private static func prefix(_ done: Int, _ command: RunCommand) -> String {
    "\(done) of \(command.ensemble.ensemble) members  "
  }

  /// This run with no time spent on a member yet.
  private var ownTimings: HeadlessRun {
    var own = self
    (own.timings.stepsSeconds, own.timings.decodeSeconds) = (0, 0)
    return own
  }

  private mutating func member(
    _ index: Int, _ denoising: inout Denoising, of image: PreparedImage, _ rules: Ensembling
  ) throws(InferenceError) -> Member {
    let begin = Self.now()
    if held == nil {
      progress.prefix = "member \(index + 1) of \(command.ensemble.ensemble)  "
    }
    let folder = try folder?.member(index)
    let metrics = try takeSteps(&denoising, of: image, into: folder, member: index)
    let trajectory = denoising.trajectory
    let decoding = Self.now()
    let maps = try estimator.memberMaps(
      trajectory.finalLatents, of: image, settings, checkpoint)
    let predictions = maps.indices.map {
      estimator.prediction(ofMember: maps, of: image, settings, modality: $0)
    }
    timings.decodeSeconds += Self.now() - decoding
    let report = MemberReport(
      member: index, seconds: Self.now() - begin, steps: rows(trajectory, metrics),
      metrics: try compare(predictions))
    if let folder {
      var own = timings
      own.totalSeconds = report.seconds
      var single = try self.report(trajectory, image, predictions, metrics, own)
      single.settings.adopt(command.ensemble, rules, predictions[0].quantity)
      single.settings.member = index
      try write(predictions, single, to: folder)
      if command.save.contains(.latents) {
        try folder.write(trajectory.initialLatents, "initial_latents.npy")
      }
      try folder.write(text: JSONText.pretty(single) + "\n", "run.json")
    }
    if command.events { tell(Event("member", report)) }
    return Member(
      trajectory: trajectory.truncated(after: 0), maps: maps, report: report, timings: timings,
      lines: held ?? [])
  }

  private func write(
    _ report: RunReport, _ members: [Trajectory], _ image: PreparedImage,
    _ merged: [MergedPrediction]
  ) throws(InferenceError) {
    guard let folder else { return }
    try write(merged.map(\.prediction), report, to: folder)
    for (place, map) in merged.enumerated() {
      try folder.write(map.uncertainty, "uncertainty\(suffix(place)).npy")
    }
    if command.save.contains(.latents) {
      try folder.write(image.input, "input.npy")
      try folder.write(members[0].imageLatents, "image_latents.npy")
      try folder.write(members[0].conditioning, "conditioning.npy")
    }
    try folder.write(text: JSONText.pretty(report) + "\n", "run.json")
  }
}

extension ResolvedSettings {
  /// Takes over what was asked of an ensemble, as resolved.
  mutating func adopt(
    _ options: EnsembleOptions, _ rules: Ensembling, _ quantity: Quantity
  ) {
    ensemble = options.ensemble
    reduction = rules.reductionName(quantity)
    ensembleAlignment = quantity == .depth ? rules.alignment?.rawValue : nil
  }
}
