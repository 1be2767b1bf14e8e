import Inference

extension AppState {
  /// What the workers say of sessions.
  mutating func receive(_ event: SessionEvent) -> [Effect] {
    switch event {
    case .loaded(let file): return replay(file)
    case .saved(let path, let steps):
      say(
        "Saved to \(path)"
          + (steps > 0 ? " with the digests of \(Self.steps(steps))." : ", without a run.")
          + remarkOnRunsLeftOut)
      return []
    case .failed(let sentence), .notKept(let sentence):
      fail(sentence)
      return []
    }
  }

  /// Which runs a session cannot hold.
  private var remarkOnRunsLeftOut: String {
    let kept = Set(sessionRuns.map(\.id))
    let left = runs.runs.count { $0.isFinished && !kept.contains($0.id) }
    guard left > 0 else { return "" }
    return
      " A session holds no runs opened from ensembles and no runs of other models or pictures: "
      + "\(left == 1 ? "1 run is" : "\(left) runs are") not in it."
  }

  /// Begins to carry out a session's commands.
  mutating func replay(_ file: SessionFile, atStart isAtStart: Bool = false) -> [Effect] {
    if let remark = file.versionRemark { say(remark) }
    sessions.replay = SessionState.Replay(
      path: file.path, lines: file.lines[...], failures: log.failureCount, isAtStart: isAtStart)
    return cancelGoing()
  }

  /// Carries out what can be by now; a line that must wait for a model or a picture does.
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
    if name == "model" || name == "precision" { return true }
    if case .failed = model { return false }
    return true
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
}
