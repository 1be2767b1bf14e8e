import Inference

extension AppState {
  /// Moving through the steps and playing them.
  mutating func move(_ command: Command) -> [Effect] {
    switch command {
    case .stepBy(let count): return go(to: playhead + count)
    case .goTo(let index):
      guard index < reachableSteps || reachableSteps == 0 else {
        fail("goto cannot be \(index + 1); allowed: 1 to \(reachableSteps).")
        return []
      }
      return go(to: index)
    case .first: return go(to: 0)
    case .last: return go(to: max(reachableSteps, 1) - 1)
    case .togglePlay: return play(!playback.isPlaying)
    case .play(let isOn): return play(isOn)
    case .speed(let speed): playback.speed = speed
    case .slower: playback.speed = playback.speed(-1)
    case .faster: playback.speed = playback.speed(1)
    case .loop(let isOn): playback.loops = isOn
    case .toggleLoop: playback.loops.toggle()
    default: return []
    }
    let steps = playback.speed == 1 ? "1 step" : "\(Format.plain(Float(playback.speed))) steps"
    say("Playing \(steps) a second\(playback.loops ? ", over and over" : "").")
    return []
  }

  /// Goes to a step, or as near as there is.
  mutating func go(to index: Int) -> [Effect] {
    guard !isComparing else { return goTogether(to: index) }
    let last = max(0, reachableSteps - 1)
    let target = min(max(0, index), last)
    follows = target == last && (currentRun.map { target >= $0.stepCount - 1 } ?? true)
    guard target != cursor else { return [] }
    cursor = target
    motion.moved()
    if hold?.isKept == false { hold = nil }
    return requestDecodes()
  }

  private mutating func play(_ isOn: Bool) -> [Effect] {
    playback.isPlaying = isOn
    playback.lastAdvance = nil
    guard isOn, reachableSteps > 1, playhead >= reachableSteps - 1, currentRun?.isGoing != true
    else {
      return []
    }
    return go(to: 0)
  }

  /// Time passed.
  mutating func tick(_ now: Double) -> [Effect] {
    guard now.isFinite else { return [] }
    self.now = now
    motion.tick(now)
    viewMotion.tick(now)
    if let since = leaving?.since, now - since >= 1 { leaving = nil }
    if leaving != nil, leaving?.since == nil { leaving?.since = now }
    if case .whichKey(let prefix, let since, false) = overlay {
      let start = since ?? now
      overlay = .whichKey(prefix, since: start, isShown: now - start >= 0.3)
    }
    return playback.isPlaying ? advance(now) : []
  }

  /// The next step of playing, when it is due and there.
  private mutating func advance(_ now: Double) -> [Effect] {
    guard let last = playback.lastAdvance else {
      playback.lastAdvance = now
      return []
    }
    guard now - last >= 1 / playback.speed, let run = currentRun, run.stepCount > 0 else {
      return []
    }
    var next = playhead + 1
    if next >= (isComparing ? jointCount : run.stepCount) {
      guard !run.isGoing else { return [] }
      guard playback.loops, next > 1 else {
        playback.isPlaying = false
        return []
      }
      next = 0
    }
    if isComparing {
      playback.lastAdvance = now
      return goTogether(to: next)
    }
    guard isShown(run, next, view) else {
      return request(targets(view, next).filter { run.decoded[$0] == nil }, of: run.id)
    }
    playback.lastAdvance = now
    cursor = next
    follows = next == run.stepCount - 1
    return requestDecodes()
  }

  /// What the cursor needs decoded, most wanted last, since a newer request overtakes.
  func requestDecodes() -> [Effect] {
    guard let run = currentRun, let index = shownIndex else { return [] }
    var wanted = targets(.predOriginal, index)
    for key in togetherTargets(index) where !wanted.contains(key) { wanted.insert(key, at: 0) }
    for key in targets(view, index) {
      wanted.removeAll { $0 == key }
      wanted.append(key)
    }
    return requestOther()
      + wanted.filter { key in
        // What lies further back was asked for with the run.
        run.decoded[key] == nil && (key.index >= index - 1 || !run.requested.contains(key))
      }
      .map { .decode(run.id, index: $0.index, $0.target) }
  }

  /// Asks for what has not been asked for yet.
  mutating func request(_ keys: [Run.DecodedKey], of id: RunID) -> [Effect] {
    var effects: [Effect] = []
    runs.change(id) { run in
      for key in keys where run.decoded[key] == nil && run.requested.insert(key).inserted {
        effects.append(.decode(id, index: key.index, key.target))
      }
    }
    return effects
  }
}
