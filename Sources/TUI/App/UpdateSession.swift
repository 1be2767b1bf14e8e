import Inference

extension AppState {
  /// What the workers say of sessions.
  mutating func receive(_ event: SessionEvent) -> [Effect] {
    switch event {
    case .loaded(let file): return replay(file)
    case .saved(let path, let steps):
      say(
        "Saved to \(path)"
          + (steps > 0 ? " with the digests of \(Self.steps(steps))." : ", without a run."))
      return []
    case .failed(let sentence), .notKept(let sentence):
      fail(sentence)
      return []
    }
  }

  /// Begins to carry out a session's commands.
  mutating func replay(_ file: SessionFile, atStart isAtStart: Bool = false) -> [Effect] {
    if let remark = file.versionRemark { say(remark) }
    sessions.replay = SessionState.Replay(
      path: file.path, lines: file.lines[...], failures: log.failureCount, isAtStart: isAtStart)
    return cancelGoing()
  }

  /// Carries out what can be by now; a line that must wait for a model, a picture or a run does.
  mutating func advanceSession() -> [Effect] {
    var effects: [Effect] = []
    while let replay = sessions.replay {
      guard log.failureCount == replay.failures else { return effects + abandonSession() }
      guard let line = replay.lines.first else { return effects + finishSession() }
      guard let isReady = isReady(for: line.text) else { return effects }
      guard isReady else { return effects + abandonSession() }
      sessions.replay?.lines.removeFirst()
      do {
        effects += try replayed(CommandLine.parse(line.text, commandContext))
      } catch {
        fail(error.description)
      }
    }
    return effects
  }

  /// Whether a line can be carried out now; nil while something must come first, false where that never
  /// will.
  private func isReady(for line: String) -> Bool? {
    let name = line.prefix { $0 != " " }
    if isOpening { return nil }
    // A picture needs no model to be opened.
    if name == "open" { return true }
    if case .loading = model { return nil }
    if name == "model" { return true }
    if case .failed = model { return false }
    if name == "branch", currentRun?.isGoing == true { return nil }
    return true
  }

  /// One command of a session; settings are gathered until a run begins.
  private mutating func replayed(_ command: Command) throws(CommandError) -> [Effect] {
    switch command {
    case .model(let name) where name == summary?.name: return []
    case .open(let path) where path == picture?.path: return []
    case .set(let setting, let value):
      try gather(setting, value)
      return []
    case .run:
      takeReplayedSettings()
      follows = true
      return start()
    case .branch(let setting, let value):
      if let setting { try gather(setting, value) }
      takeReplayedSettings()
      return branch(nil, "")
    case .goTo(let index):
      cursor = index
      follows = false
      return []
    default: return perform(command)
    }
  }

  private mutating func gather(_ setting: Setting, _ value: String) throws(CommandError) {
    try check(setting)
    let base = sessions.replay?.settings ?? summary?.defaults ?? settings.value
    let new = try applying(setting, value, to: base)
    sessions.replay?.settings = new
  }

  private mutating func takeReplayedSettings() {
    guard let new = sessions.replay?.settings else { return }
    settings.push(new)
    refreshSchedule()
  }

  private mutating func finishSession() -> [Effect] {
    guard let replay = sessions.replay else { return [] }
    let isRun = currentRun?.settings == (replay.settings ?? settings.value)
    takeReplayedSettings()
    sessions.replay = nil
    let what = "\(picture?.name ?? "no picture"), \(summary?.name ?? "no model")"
    let effects = isRun ? requestDecodes() : settingsChanged()
    if replay.isAtStart {
      sessions.restored = replay.path
      say("The session that broke off is back: \(what). X begins afresh instead.")
    } else {
      say("\(replay.path): \(what).")
    }
    return effects
  }

  /// A session that cannot be carried out to its end stops where it is.
  private mutating func abandonSession() -> [Effect] {
    guard let replay = sessions.replay else { return [] }
    sessions.replay = nil
    let number = replay.lines.first.map { ", before line \($0.number)" } ?? ""
    let reason = notice?.kind == .failure ? notice?.text : nil
    fail("The session \(replay.path) stops here\(number)" + (reason.map { ": \($0)" } ?? "."))
    var effects: [Effect] = []
    if summary == nil { effects += load(sessions.startModel) }
    if picture == nil { effects += perform(.open(sessions.startPicture)) }
    return effects
  }

  /// Forgets what was brought back: the start as it is without.
  mutating func discardSession() -> [Effect] {
    guard sessions.restored != nil else {
      say("Nothing was brought back; :load last brings back the session before.")
      return []
    }
    sessions.restored = nil
    sessions.replay = nil
    follows = true
    return load(sessions.startModel) + perform(.open(sessions.startPicture))
  }

  /// What is worth keeping, when it has changed.
  mutating func keepEffects() -> [Effect] {
    guard sessions.isKept, sessions.replay == nil, let session, session != sessions.kept else {
      return []
    }
    let isUrgent = session.differsInWork(from: sessions.kept)
    sessions.kept = session
    return [.keep(session, urgent: isUrgent)]
  }

  /// The session as it is now; nil while there is no model or no picture.
  var session: Session? {
    guard case .ready(let summary) = model, let picture, !isOpening else { return nil }
    let maps = commandContext.maps
    let quantity =
      maps.indices.contains(shownModality) ? maps[shownModality] : shownQuantity.rawValue
    return Session(
      model: summary.name, controls: summary.controls, picture: picture.path,
      stages: isUpToDate ? currentRun.map(stages) ?? [] : [], settings: settings.value,
      screen: screen, view: view, quantity: quantity, colours: colormap,
      step: follows ? nil : cursor)
  }

  /// How a run came about; empty where a run it branched from is gone.
  private func stages(of run: Run) -> [Session.Stage] {
    var stages: [Session.Stage] = []
    var place: Run? = run
    while let run = place {
      stages.insert(Session.Stage(settings: run.settings, after: run.origin?.after), at: 0)
      guard let origin = run.origin else { return stages }
      place = runs[origin.run]
    }
    return []
  }
}
