import Inference

extension AppState {
  /// Turning the told timestep or the noise level under a step.
  mutating func turn(_ command: Command) -> [Effect] {
    switch command {
    case .hold(let kind): return begin(kind) ? probeNewest() : []
    case .told(let timestep):
      guard begin(.told), let facts = heldFacts else { return [] }
      guard timestep < facts.trainTimesteps else {
        hold = nil
        fail("told cannot be \(timestep); allowed: 0 to \(facts.trainTimesteps - 1).")
        return []
      }
      hold?.toldTimestep = timestep
      return probeNewest()
    case .noise(let level):
      guard begin(.noise) else { return [] }
      hold?.heldNoise = min(max(level, 0), 1)
      return probeNewest()
    case .turn(let count): return turn(by: count)
    case .keep: return keep()
    case .release: return release()
    default: return []
    }
  }

  /// The schedule of the run whose latents are held.
  private var heldFacts: ScheduleFacts? {
    guard !isUpToDate, let run = currentRun, let summary else { return schedule }
    return try? ScheduleFacts.make(run.settings, summary.schedulerConfig)
  }

  /// Starts holding at what the shown step was told and holds; false where that cannot be.
  private mutating func begin(_ kind: Hold.Kind) -> Bool {
    if let hold, hold.kind == kind, !hold.isKept { return true }
    guard let run = currentRun, let index = shownIndex, let facts = heldFacts,
      facts.toldTimesteps.indices.contains(index)
    else {
      fail("There is no step to hold; run first.")
      return false
    }
    guard !facts.isFlow else {
      fail("Nothing can be held: this model's time is a flow's, from 0 to 1.")
      return false
    }
    if kind == .noise {
      guard run.trajectory?.isComplete == true else {
        fail("The noise level can be turned when the run has reached its end.")
        return false
      }
      guard run.settings.noise != .zeros else {
        fail(
          keys.filled(
            "This run starts from zeros, so there is no noise to turn; {co|next noise} changes that."
          ))
        return false
      }
    }
    playback.isPlaying = false
    hold = Hold(
      kind: kind, index: index,
      toldTimestep: Int(facts.toldTimesteps[index].rounded()),
      heldNoise: facts.mismatches[index].held)
    return true
  }

  private mutating func turn(by count: Int) -> [Effect] {
    guard var hold, !hold.isKept else {
      fail(
        keys.filled(
          "Nothing is held; {t|hold told} holds the told timestep, {s|hold noise} the noise level.")
      )
      return []
    }
    switch hold.kind {
    case .told:
      let last = (heldFacts?.trainTimesteps ?? 1000) - 1
      hold.toldTimestep = min(max(hold.toldTimestep + count, 0), last)
    case .noise:
      hold.heldNoise = min(max(hold.heldNoise + Float(count) * 0.005, 0), 1)
    }
    guard hold != self.hold else { return [] }
    self.hold = hold
    motion.moved()
    return probeNewest()
  }

  /// What is held goes where the pointer is on its bar.
  mutating func drag(_ bar: HoldBar, column: Int) -> [Effect] {
    guard var hold, hold.kind == bar.kind, !hold.isKept, let facts = heldFacts else { return [] }
    let level = bar.level(at: column)
    switch hold.kind {
    case .told: hold.toldTimestep = facts.timestep(noise: level)
    case .noise: hold.heldNoise = level
    }
    guard hold != self.hold else { return [] }
    self.hold = hold
    motion.moved()
    return probeNewest()
  }

  /// The wheel on a bar: holds it and turns it.
  mutating func turn(_ bar: HoldBar, _ direction: Int) -> [Effect] {
    let effects = perform(.hold(bar.kind))
    guard hold?.kind == bar.kind, hold?.isKept == false else { return effects }
    return effects + turn(by: 10 * direction)
  }

  /// Asks for the prediction of what is held; the worker answers the newest only.
  mutating func probeNewest() -> [Effect] {
    guard let hold, let run = currentRun else { return [] }
    probeNumber += 1
    return [
      .probe(
        run.id, index: hold.index, number: probeNumber, toldTimestep: hold.toldTimestep,
        heldNoise: hold.kind == .noise ? hold.heldNoise : nil, modality: shownModality)
    ]
  }

  private mutating func keep() -> [Effect] {
    guard let hold, !hold.isKept, let run = currentRun, let facts = heldFacts else {
      fail(
        keys.filled(
          "Nothing is held; {t|hold told} holds the told timestep, {s|hold noise} the noise level.")
      )
      return []
    }
    if hold.kind == .noise {
      self.hold?.isKept = true
      say("The noise level stays at \(Format.level(hold.heldNoise)); Esc puts it back.")
      return []
    }
    var timesteps = facts.toldTimesteps.map { Int($0.rounded()) }
    timesteps[hold.index] = hold.toldTimestep
    var new = run.settings
    new.toldTimesteps =
      timesteps == facts.plan.entries.map { Int($0.timestep.rounded()) }
      ? nil : timesteps
    self.hold = nil
    return change(new)
  }

  /// Puts back what is held; without that, leaves the panel.
  private mutating func release() -> [Effect] {
    if hold != nil {
      hold = nil
      return requestDecodes()
    }
    if measures.pixel != nil { measures.pixel = nil }
    viewport = Viewport()
    if isWide { maps.cell = nil }
    focus = .steps
    playback.isPlaying = false
    notice = nil
    return []
  }
}
