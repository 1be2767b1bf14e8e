import Inference

/// What the commands of a session do while it is brought back.
extension AppState {
  /// One command of a session; settings and runs are gathered until all have been told.
  mutating func replayed(_ command: Command) throws(CommandError) -> [Effect] {
    switch command {
    case .precision(let choice): sessions.replay?.precision = choice
    case .model(let name): return replayedModel(name)
    case .open(let path) where path == picture?.path && picture?.truthPath == nil: return []
    case .groundTruth(let path) where path == picture?.truthPath: return []
    case .set(let setting, let value): try gather(setting, value)
    case .run: tellRun(Session.Stage(settings: gathered, after: nil))
    case .branch(let setting, let value):
      if let setting { try gather(setting, value) }
      guard let place = sessions.replay?.place, sessions.replay?.runs.isEmpty == false else {
        throw CommandError("There is no run to branch from.")
      }
      tellRun(Session.Stage(settings: gathered, after: place))
    case .goTo(let index):
      sessions.replay?.place = index + 1
      cursor = index
      follows = false
    case .seeds(let action): return try tell(action)
    case .use(let number):
      let place = try told(number)
      sessions.replay?.current = place
    case .pin(let number):
      let place = try told(number)
      sessions.replay?.runs[place].isKept = true
    case .choose(let side, let number):
      let place = try told(number)
      sessions.replay?.beside = Session.Beside(place: place, side: side)
    case .arrange(let arrangement): sessions.replay?.beside?.arrangement = arrangement
    case .link(let link): sessions.replay?.beside?.link = link
    default: return perform(command)
    }
    return []
  }

  /// Loads the session's model, where it is another or was loaded for another precision.
  private mutating func replayedModel(_ name: String) -> [Effect] {
    let wanted = sessions.replay?.precision ?? .fp32
    guard name != summary?.name || wanted.rawValue != summary?.precision.rawValue else { return [] }
    precision = wanted
    return [.usePrecision(wanted)] + load(name)
  }

  private mutating func gather(_ setting: Setting, _ value: String) throws(CommandError) {
    try check(setting)
    let new = try applying(setting, value, to: gathered)
    sessions.replay?.settings = new
  }

  /// The settings as far as the session has said.
  var gathered: RunSettings {
    sessions.replay?.settings ?? summary?.defaults ?? settings.value
  }

  /// A run, or a branch of the run told last.
  private mutating func tellRun(_ stage: Session.Stage) {
    follows = true
    guard stage.after != nil, let last = sessions.replay?.runs.indices.last else {
      sessions.replay?.runs.append(Session.Entry(stages: [stage]))
      return
    }
    sessions.replay?.runs[last].stages.append(stage)
  }

  /// The place of a run that has been told of.
  private func told(_ number: Int?) throws(CommandError) -> Int {
    let runs = sessions.replay?.runs ?? []
    guard let number, runs.indices.contains(number - 1) else {
      throw CommandError("The session has no run \(number.map(String.init) ?? "selected") so far.")
    }
    return number - 1
  }

  /// Puts what was told into the run list, and makes one of it the current run.
  mutating func finishSession() -> [Effect] {
    guard let replay = sessions.replay else { return [] }
    let stored = storeRuns(replay)
    let forgets = storeEnsembles(replay.ensembles)
    let last = replay.runs.last?.stages.last?.settings
    let isLast = last != nil && last == replay.settings
    let place = replay.current ?? (isLast ? replay.runs.count - 1 : nil)
    if let new = place.map({ replay.runs[$0].stages.last?.settings }) ?? replay.settings {
      settings.push(new)
      refreshSchedule()
    }
    sessions.replay = nil
    tell(of: replay)
    guard let place, stored.indices.contains(place) else { return forgets + settingsChanged() }
    runs.current = stored[place]
    var effects = forgets + wake(stored[place])
    if let beside = replay.beside, stored.indices.contains(beside.place) {
      bring(beside, stored[beside.place])
      effects += wakeOther()
    }
    if follows { cursor = max(0, (currentRun?.stepCount ?? 0) - 1) }
    return effects + requestDecodes() + makeRoom()
  }

  private mutating func tell(of replay: SessionState.Replay) {
    let others = max(0, replay.runs.count - 1)
    let key = keys.name(of: .runs)
    let list =
      others == 0 ? "" : others == 1 ? ", 1 run more (\(key))" : ", \(others) runs more (\(key))"
    let what =
      "\(picture?.name ?? "no picture"), \(summary?.name ?? "no model")\(list)"
      + remark(on: replay.ensembles)
    if replay.isAtStart {
      sessions.restored = replay.path
      say(
        "The session that broke off is back: \(what). "
          + keys.filled("{X|discard} begins afresh instead."))
    } else {
      say("\(replay.path): \(what).")
    }
  }

  /// The runs of a session in the list: those that are there already, and others to be computed when
  /// they are looked at.
  private mutating func storeRuns(_ replay: SessionState.Replay) -> [RunID] {
    guard let summary, let picture else { return [] }
    return replay.runs.map { entry in
      let old = runs.runs.last {
        $0.stages == entry.stages && $0.model == summary.key && $0.picture == picture.id
          && $0.member == nil && ($0.isFinished || $0.status == .stored)
      }
      let id = old?.id ?? runs.store(entry.stages, model: summary.key, picture: picture.id)
      if entry.isKept { runs.change(id) { $0.isKept = true } }
      return id
    }
  }

  private mutating func bring(_ beside: Session.Beside, _ id: RunID) {
    guard id != runs.current else { return }
    setOther(id)
    comparison.side = beside.side.opposite
    comparison.arrangement = beside.arrangement
    comparison.link = beside.link
  }

  /// Computes a run that a session brought back, now that it is looked at.
  mutating func wake(_ id: RunID) -> [Effect] {
    guard let run = runs[id], run.status == .stored else { return [] }
    runs.change(id) { $0.status = .waiting }
    return [run.stages.count > 1 ? .restore(id, run.stages) : .start(id, run.settings)]
  }

  /// The same for the other side of A|B, on the screens that show it.
  mutating func wakeOther() -> [Effect] {
    guard screen.comparesRuns, let other = comparison.other else { return [] }
    return wake(other)
  }
}
