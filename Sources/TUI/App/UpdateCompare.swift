import Inference

extension AppState {
  /// Screen A|B: what is compared and how it is shown.
  mutating func compare(_ command: Command) -> [Effect] {
    switch command {
    case .side(let side): return look(at: side)
    case .otherSide: return look(at: comparison.side.opposite)
    case .swap:
      comparison.side = comparison.side.opposite
      comparison.shown = [:]
    case .arrange(let arrangement):
      comparison.arrangement = comparison.arrangement == arrangement ? .side : arrangement
    case .compareLast: return compareLast()
    case .link(let link):
      comparison.link = link
      say(link == .fraction ? "Linked by the share that is done." : "Linked by step number.")
    case .nextLink: return compare(.link(comparison.link.opposite))
    case .wipe(let percent):
      comparison.arrangement = .wipe
      comparison.border = percent
    case .wipeBy(let count):
      comparison.arrangement = .wipe
      comparison.border = min(max(comparison.border + count, 0), 100)
      motion.moved()
    case .pair(let first, let second):
      do {
        try check(.resolution)
        guard let summary else { return [] }
        let base = settings.value
        return try pair(
          Preset.named(first).applied(to: base, summary),
          Preset.named(second).applied(to: base, summary))
      } catch {
        fail(error.description)
        return []
      }
    default: return []
    }
    return requestDecodes()
  }

  /// Makes the other side the current one, with its settings and their history.
  private mutating func look(at side: Comparison.Side) -> [Effect] {
    guard side != comparison.side else { return [] }
    guard let other = comparison.other, let run = runs[other] else {
      fail(
        keys.filled(
          "There is no run \(side.title) yet; {p|pair leading-1 trailing-1} makes a pair, {R|runs} lists the "
            + "runs."))
      return []
    }
    let index = comparedIndex(side)
    let own = settings
    settings = comparison.otherSettings
    comparison.otherSettings = own
    comparison.other = runs.current
    runs.current = run.id
    comparison.side = side
    cursor = index ?? 0
    hold = nil
    refreshSchedule()
    return wake(run.id) + requestDecodes()
  }

  /// Puts a run on a side.
  mutating func choose(_ side: Comparison.Side, _ id: RunID) -> [Effect] {
    guard side != comparison.side || runs.current == nil else { return use(id) }
    if runs.current == nil { comparison.side = side.opposite }
    setOther(id)
    return wakeOther() + requestDecodes()
  }

  /// The run beside the current one.
  mutating func setOther(_ id: RunID?) {
    comparison.other = id
    comparison.shown = [:]
    if let run = id.flatMap({ runs[$0] }) { comparison.otherSettings = History(run.settings) }
  }

  /// Makes a run the current one, with its settings.
  mutating func use(_ id: RunID) -> [Effect] {
    guard let run = runs[id] else { return [] }
    hold = nil
    settings.push(run.settings)
    refreshSchedule()
    runs.current = id
    if follows { cursor = max(0, run.stepCount - 1) }
    return wake(id) + requestDecodes()
  }

  /// Runs of two settings as A and B: those there are, or new ones.
  ///
  /// - Throws: that no picture is open.
  mutating func pair(
    _ first: RunSettings, _ second: RunSettings
  ) throws(CommandError) -> [Effect] {
    guard picture != nil else {
      throw CommandError(keys.filled("No picture is open; {o|browse} opens one."))
    }
    var effects = cancelGoing()
    comparison.other = nil
    effects += bring(first)
    setOther(runs.current)
    comparison.side = .b
    effects += bring(second)
    screen = screen.comparesRuns ? screen : .compare
    follows = true
    return effects + requestDecodes()
  }

  /// The run of these settings, computed anew where there is none.
  private mutating func bring(_ new: RunSettings) -> [Effect] {
    settings.push(new)
    refreshSchedule()
    hold = nil
    if let summary, let picture,
      let run = runs.finished(settings: new, model: summary.key, picture: picture.id)
    {
      runs.current = run.id
      cursor = max(0, run.stepCount - 1)
      return []
    }
    return start()
  }

  /// On entering a screen that compares: the newest other run of this picture comes beside.
  mutating func bringOther() {
    guard screen.comparesRuns, comparison.other.flatMap({ runs[$0] }) == nil else { return }
    _ = bringLast()
  }

  /// Puts the newest other run of this picture beside the current one; false where there is none.
  private mutating func bringLast() -> Bool {
    let candidate = runs.runs.last {
      $0.id != runs.current && $0.stepCount > 0 && $0.picture == picture?.id
    }
    guard let candidate, runs.current != nil else { return false }
    comparison.side = .b
    setOther(candidate.id)
    return true
  }

  /// The run before as A and the current one as B, whatever was compared until now.
  private mutating func compareLast() -> [Effect] {
    guard bringLast() else {
      fail(
        keys.filled(
          "There is no other run of this picture yet; {c|menu change} changes a setting and makes one."
        ))
      return []
    }
    screen = screen.comparesRuns ? screen : .compare
    return wakeOther() + requestDecodes()
  }

  /// Moves both runs; the place is counted in steps of the longer one.
  mutating func goTogether(to position: Int) -> [Effect] {
    let last = max(0, jointCount - 1)
    let target = min(max(0, position), last)
    follows = target == last
    guard target != comparison.position else { return [] }
    comparison.position = target
    if let run = currentRun {
      cursor = Comparison.index(target, of: jointCount, count: run.plannedCount, comparison.link)
    }
    motion.moved()
    if hold?.isKept == false { hold = nil }
    return requestDecodes()
  }

  /// What the other side needs decoded, and the difference where both are there.
  func requestOther() -> [Effect] {
    guard isComparing, let other = run(comparison.side.opposite),
      let index = comparedIndex(comparison.side.opposite)
    else { return [] }
    var wanted = targets(view, index)
    for predicted in targets(.predOriginal, index) where !wanted.contains(predicted) {
      wanted.append(predicted)
    }
    return wanted.filter { other.decoded[$0] == nil }
      .map { .decode(other.id, index: $0.index, $0.target) }
  }

  /// Asks how far the shown steps are apart, once.
  mutating func requestDifference() -> [Effect] {
    guard screen == .compare, let pair = shownPair, comparison.asked != pair,
      let a = runs[pair.a], let b = runs[pair.b],
      isDecoded(a, pair.indexA, .predOriginal), isDecoded(b, pair.indexB, .predOriginal)
    else { return [] }
    comparison.asked = pair
    return [.compare(pair)]
  }

  /// Brings what hangs together on screen A|B in line after any change.
  mutating func settleComparison() {
    if let other = comparison.other, runs[other] == nil { comparison.other = nil }
    refreshOtherFacts()
    guard isComparing, let own = currentRun else { return }
    comparison.position = min(comparison.position, max(0, jointCount - 1))
    let expected = Comparison.index(
      comparison.position, of: jointCount, count: own.plannedCount, comparison.link)
    if expected != min(cursor, own.plannedCount - 1) {
      comparison.position = Comparison.position(
        of: cursor, count: own.plannedCount, joint: jointCount, comparison.link)
    }
    for side in Comparison.Side.allCases {
      guard let run = run(side), let index = comparedIndex(side), isShown(run, index, view)
      else { continue }
      comparison.shown[side] = Displayed(run: run.id, index: index, view: view)
    }
    for (side, shown) in comparison.shown
    where run(side)?.id != shown.run || shown.view != view {
      comparison.shown[side] = nil
    }
  }

  /// The other run's schedule is made once for each run, while its model is there.
  private mutating func refreshOtherFacts() {
    guard let id = comparison.other, comparison.facts?.run != id, let run = runs[id],
      let summary, summary.key == run.model
    else { return }
    comparison.facts = (try? ScheduleFacts.make(run.settings, summary.schedulerConfig))
      .map { (id, $0) }
  }
}
