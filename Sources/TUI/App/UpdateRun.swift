import Inference

extension AppState {
  /// The person asks for a run.
  mutating func run() -> [Effect] {
    guard isUpToDate, let run = currentRun else { return start() }
    switch run.status {
    case .waiting, .running:
      say("This run is going already; :cancel stops it.")
      return []
    case .stored: return wake(run.id)
    case .finished where !run.isBranch && run.member == nil:
      say(
        keys.filled(
          "These settings have been run; change one ({c|menu change}) to see something else."))
      return []
    default: return start()
    }
  }

  /// A new run of the settings as they are.
  mutating func start() -> [Effect] {
    guard let summary else {
      fail("No model is loaded; :model loads one.")
      return []
    }
    guard let picture else {
      fail(keys.filled("No picture is open; {o|browse} opens one."))
      return []
    }
    guard schedule != nil else {
      fail(scheduleProblem ?? "These settings give no schedule.")
      return []
    }
    let cancels = cancelGoing(sparing: comparison.other)
    hold = nil
    let id = runs.add(settings: settings.value, model: summary.key, picture: picture.id)
    return cancels + [.start(id, settings.value)] + makeRoom()
  }

  /// Where a branch leaves: the shown step; on screen A|B that of A, so that the branch becomes B.
  private var branchPoint: (run: Run, index: Int)? {
    guard screen == .compare, let run = run(.a), let index = comparedIndex(.a) else {
      return currentRun.flatMap { run in shownIndex.map { (run, $0) } }
    }
    return (run, index)
  }

  /// A run that shares the steps up to the cursor with the current one.
  mutating func branch(_ setting: Setting?, _ value: String) -> [Effect] {
    guard let (run, index) = branchPoint, let summary, let picture else {
      fail("There is no step to branch from; run first.")
      return []
    }
    guard index + 1 < run.plannedCount else {
      fail(keys.filled("Nothing comes after the last step; go back with {h|step -1}, then branch."))
      return []
    }
    var new = settings.value
    if let setting {
      do {
        try check(setting)
        new = try applying(setting, value, to: run.settings)
      } catch {
        fail(error.description)
        return []
      }
    }
    guard new != run.settings else {
      fail("A branch needs another setting, such as :branch eta 0.5.")
      return []
    }
    if screen == .compare {
      setOther(run.id)
      comparison.side = .b
    }
    let cancels = cancelGoing(sparing: comparison.other)
    settings.push(new)
    refreshSchedule()
    hold = nil
    let after = index + 1
    let id = runs.add(
      settings: new, model: summary.key, picture: picture.id,
      origin: Run.Origin(run: run.id, after: after))
    return cancels + [.branch(id, from: run.id, after: after, new)] + makeRoom()
  }

  /// Stops what is going on.
  mutating func cancel() -> [Effect] {
    guard isWorking else {
      say("Nothing is running.")
      return []
    }
    let stops = stopVerification()
    if let going = seeds.going {
      seeds.change(going.id) { $0.isRestoring = false }
      say(keys.filled("Stopped at \(going.count) members; {a|seeds add 1} goes on."))
    }
    return cancelGoing() + stopSeeds() + stops
  }

  /// Whether something goes on that can be cancelled.
  var isWorking: Bool {
    !runs.going.isEmpty || seeds.going != nil || verification?.isGoing == true
  }

  /// Gives up what is going on; steps that still arrive are kept.
  mutating func cancelGoing(sparing other: RunID? = nil) -> [Effect] {
    let going = runs.going.map(\.id).filter { $0 != other }
    for id in going { runs.change(id) { $0.status = .cancelled } }
    return going.map(Effect.cancel)
  }
}
