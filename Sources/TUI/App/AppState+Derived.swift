import Inference
import Render

extension AppState {
  /// The model in use, also while another is loading.
  var summary: ModelSummary? {
    switch model {
    case .ready(let summary): summary
    case .loading(_, let previous): previous
    case .none, .failed: nil
    }
  }

  var currentRun: Run? { runs.currentRun }

  /// Whether the current run is of the settings, model and picture as they are now.
  var isUpToDate: Bool {
    guard let run = currentRun, let summary, let picture else { return false }
    return run.settings == settings.value && run.model == summary.key && run.picture == picture.id
  }

  /// How many steps the settings plan.
  var plannedSteps: Int { shownSchedule?.plan.entries.count ?? currentRun?.plannedCount ?? 0 }

  /// How many steps the cursor can stand on.
  var reachableSteps: Int {
    if isComparing { return jointCount }
    if screen != .schedule, isUpToDate, let run = currentRun, run.stepCount > 0 {
      return run.reachableCount
    }
    return max(plannedSteps, currentRun?.reachableCount ?? 0)
  }

  /// The step of the current run that is shown: the cursor, or the nearest there is.
  var shownIndex: Int? {
    guard let run = currentRun, run.stepCount > 0 else { return nil }
    return min(cursor, run.stepCount - 1)
  }

  /// The step that is shown, where there is one.
  var shownStep: Step? {
    guard let index = shownIndex, let steps = currentRun?.trajectory?.steps else { return nil }
    return steps[index]
  }

  /// The family gives normals, not depth.
  var predictsNormals: Bool { summary?.quantity == .normals }

  /// The map that is shown, where the model has several.
  var shownMap: Modality? {
    guard let maps = summary?.modalities, maps.count > 1, maps.indices.contains(shownModality)
    else { return nil }
    return maps[shownModality]
  }

  /// What the predicted pictures mean, with the person's choice of normals.
  func quantity(of run: Run, index: Int) -> Quantity {
    let native =
      run.decoded[Run.DecodedKey(index: index, target: .predOriginal.of(shownModality))]?.quantity
      ?? nativeQuantity(run.settings)
    return native == .depth && shownQuantity == .normals ? .normals : native
  }

  private func nativeQuantity(_ settings: RunSettings) -> Quantity {
    if settings.taskSwitch.reconstruction > 0.5 { return .image }
    return shownMap?.quantity ?? summary?.quantity ?? .depth
  }

  /// Whether the runtime should send ticks.
  var wantsTicks: Bool {
    if playback.isPlaying || motion.isActive || viewMotion.isActive || leaving != nil
      || !runs.going.isEmpty || scriptWantsTicks
    {
      return true
    }
    if case .whichKey(_, _, let isShown) = overlay { return !isShown }
    return false
  }

  /// Whether a picture that is moving is sent coarse.
  var sendsCoarse: Bool {
    motion.isCoarse || movesView || scrub != nil || draggedBorder != nil
      || (playback.isPlaying && playback.speed > 4)
  }

  var commandContext: CommandContext {
    let maps = summary?.modalities ?? []
    return CommandContext(
      models: modelChoices, pictures: pictureChoices, colours: Palettes.names,
      maps: maps.contains { $0.quantity == .intrinsic } ? maps.map(\.name) : [], listing: listing,
      keys: keys)
  }

  /// Whether the probe is of the step that is shown.
  var shownProbe: Probe? {
    guard let probe, probeRun == runs.current, hold != nil, probe.index == shownIndex else {
      return nil
    }
    return probe
  }

  /// How the keys are read now.
  var keyMode: KeyMap.Mode {
    if case .whichKey(let prefix, _, _) = overlay { return .after(prefix) }
    if let hold, !hold.isKept { return .holding }
    if focus == .settings { return .settings }
    if isInspecting { return viewport.factor < 4 ? .inspecting : .inspectingClosely }
    if tour != nil { return .touring }
    if isZoomed { return .zoomed }
    if screen == .compare, comparison.arrangement == .wipe { return .wiping }
    if screen == .map { return .on(.map) }
    return .normal
  }

  /// The tensors that a view of a step is made of, of the shown map.
  func targets(_ view: StepView, _ index: Int) -> [Run.DecodedKey] {
    func key(_ index: Int, _ target: DecodeTarget) -> Run.DecodedKey {
      Run.DecodedKey(index: index, target: target.of(shownModality))
    }
    guard !showsLatents(view) else { return [] }
    switch view {
    case .predOriginal, .error: return [key(index, .predOriginal)]
    case .latents: return [key(index, .latents)]
    case .modelOutput: return [key(index, .modelOutput)]
    case .epsilon: return [key(index, DecodeTarget(part: .epsilon))]
    case .velocity: return [key(index, DecodeTarget(part: .velocity))]
    case .spread: return (0...index).map { key($0, .predOriginal) }
    case .difference:
      return (index == 0 ? [0] : [index - 1, index]).map { key($0, .predOriginal) }
    case .input: return []
    }
  }
}
