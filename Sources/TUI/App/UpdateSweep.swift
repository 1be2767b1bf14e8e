import Inference

extension AppState {
  /// Begins or ends a sweep.
  mutating func perform(_ action: SweepAction) -> [Effect] {
    switch action {
    case .stop:
      guard let sweep else {
        say("No sweep is going.")
        return []
      }
      return sweep.going.map { cancelRun($0) } ?? []
    case .start(let setting, let text):
      do {
        return try begin(setting, SweepValues.read(text))
      } catch {
        fail(error.description)
        return []
      }
    }
  }

  private mutating func begin(
    _ setting: Setting, _ values: [String]
  ) throws(CommandError) -> [Effect] {
    try check(setting)
    guard picture != nil else {
      throw CommandError(keys.filled("No picture is open; {o|browse} opens one."))
    }
    guard sweep == nil else {
      throw CommandError(
        "A sweep of \(sweep?.setting.rawValue ?? "") is going; :sweep off ends it.")
    }
    var all: [(value: String, settings: RunSettings)] = []
    for value in values {
      all.append((value, try applying(setting, value, to: settings.value)))
    }
    let cancels = cancelGoing()
    sweep = Sweep(setting: setting, waiting: all, count: all.count)
    say(
      "\(setting.rawValue) at \(values.joined(separator: ", ")); "
        + keys.filled("{R|runs} and {6|screen metrics} show the runs."))
    return cancels
  }

  private mutating func cancelRun(_ id: RunID) -> [Effect] {
    guard runs[id]?.isGoing == true else { return [] }
    runs.change(id) { $0.status = .cancelled }
    return [.cancel(id)]
  }

  /// Goes on with the next run when one is done; a run that was cancelled ends the sweep.
  mutating func sweepEffects() -> [Effect] {
    guard let sweep else { return [] }
    var effects: [Effect] = []
    if let id = sweep.going {
      guard let run = runs[id], run.status != .cancelled else {
        say("The sweep ended after \(sweep.done.count) of \(sweep.count) runs.")
        self.sweep = nil
        return []
      }
      guard !run.isGoing else { return [] }
      effects += finishSwept(run)
    }
    guard let next = self.sweep?.waiting.first, let summary, let picture else {
      if let run = sweep.going.flatMap({ runs[$0] }), isBeingMeasured(run) { return effects }
      self.sweep = nil
      tellBest(sweep)
      return effects
    }
    self.sweep?.waiting.removeFirst()
    let known = runs.finished(
      settings: next.settings, model: summary.key, picture: picture.id)
    let id =
      known?.id
      ?? runs.store(
        [Session.Stage(settings: next.settings, after: nil)], model: summary.key,
        picture: picture.id)
    self.sweep?.going = id
    self.sweep?.done.append((next.value, id))
    // A run that is there is passed at once.
    return effects + (known == nil ? wake(id) + makeRoom() : sweepEffects())
  }

  /// Whether a finished run's last prediction is still to be decoded.
  private func isBeingMeasured(_ run: Run) -> Bool {
    run.isFinished && run.stepCount > 0
      && targets(.predOriginal, run.stepCount - 1).contains { run.decoded[$0] == nil }
  }

  private mutating func finishSwept(_ run: Run) -> [Effect] {
    guard run.stepCount > 0 else { return [] }
    return request(targets(.predOriginal, run.stepCount - 1), of: run.id)
  }

  /// The value with the smallest error, as far as errors are known by now.
  private mutating func tellBest(_ sweep: Sweep) {
    let errors = sweep.done.compactMap { value, id -> (String, Float)? in
      guard let run = runs[id], let metrics = run.metrics[run.stepCount - 1],
        let error = metrics.absRel ?? metrics.meanAngle
      else { return nil }
      return (value, error)
    }
    let best = errors.min { $0.1 < $1.1 }.map {
      ", best at \($0.0) with \(predictsNormals ? "\(Format.short($0.1))°" : "AbsRel \(Format.metric($0.1))")"
    }
    say(
      "The sweep of \(sweep.setting.rawValue) is done: \(sweep.count) runs\(best ?? ""); "
        + keys.filled("{R|runs} lists them, {6|screen metrics} draws them."))
  }
}
