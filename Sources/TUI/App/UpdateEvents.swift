import Inference

extension AppState {
  /// What the worker says of models.
  mutating func receive(_ event: ModelEvent) -> [Effect] {
    switch event {
    case .found(let names):
      modelChoices = names
      return []
    case .loading(let name):
      model = .loading(name: name, previous: summary)
      loadingStage = nil
      return []
    case .stage(let stage):
      loadingStage = stage
      return []
    case .loaded(let summary):
      let isBack = adopt(summary)
      weights.key = nil
      weights.timings = [:]
      shownModality = 0
      if let together = look.together, missingReason(together) != nil { look.together = nil }
      shownQuantity = predictsNormals ? .normals : .depth
      measures.metric = measures.metric.fitting(normals: predictsNormals)
      let cancels = leaveRuns()
      say(
        "\(summary.name): \(summary.family), \(Format.count(summary.parameters)) parameters"
          + (summary.precision == .fp32 ? "" : ", computes in \(summary.precision.rawValue)")
          + (summary.precision.remark.map { ", which is \($0)" } ?? "")
          + (summary.isFromCache ? ", packed weights from the cache." : ".")
          + (isBack ? " Its settings are those it had." : ""))
      return cancels + settingsChanged()
    case .failed(let name, let message):
      return keepModel(without: name, message)
    case .decoding(let way):
      guard var summary else { return [] }
      summary.cost = summary.cost?.computing(in: way)
      model = .ready(summary)
      refreshCost()
      if let remark = way.remark { say(remark) }
      return []
    case .remark(let sentence):
      say(sentence)
      return []
    }
  }

  /// What the worker says of pictures.
  mutating func receive(_ event: PictureEvent) -> [Effect] {
    isOpening = false
    switch event {
    case .opened(let picture):
      self.picture = picture
      viewport = Viewport()
      measures.pixel = nil
      setOther(nil)
      let cancels = leaveRuns()
      let truth = picture.truthPath.map { ", measured against \($0)" } ?? ""
      say("\(picture.name), \(picture.width)x\(picture.height)\(truth).")
      return cancels + (summary == nil ? [] : settingsChanged())
    case .failed(_, let message):
      fail(message)
      return []
    }
  }

  /// Another model or picture: what is on the screen belongs to neither.
  private mutating func leaveRuns() -> [Effect] {
    displayed = nil
    hold = nil
    let cancels = cancelGoing()
    runs.current = nil
    return cancels
  }

  /// What the worker says of a run; of runs that are gone, nothing is heard.
  mutating func receive(_ event: RunEvent, of id: RunID) -> [Effect] {
    guard runs[id] != nil else { return [] }
    switch event {
    case .started(let trajectory): return started(trajectory, id)
    case .stage(let stage, let left):
      runs.change(id) { if $0.isGoing { $0.status = .running(stage, secondsLeft: left) } }
      return []
    case .step(let step): return arrived(step, id) + makeRoom()
    case .noise(let levels):
      runs.change(id) { $0.measuredNoise = levels }
      return []
    case .finished(let seconds): return finished(seconds, id)
    case .cancelled:
      runs.change(id) { if $0.isGoing { $0.status = .cancelled } }
      if id == runs.current {
        let count = runs[id]?.stepCount ?? 0
        say(count == 0 ? "Cancelled." : "Cancelled; \(Self.steps(count)) stay.")
      }
      return previewedDecodes(id)
    case .fault(let fault):
      runs.change(id) { $0.fault = fault }
      if id == runs.current, follows, let step = fault.step { cursor = step }
      return []
    case .timed(let index, let times):
      receive(times, index: index, of: id)
      return []
    case .failed(let message):
      runs.change(id) { $0.status = .failed(message) }
      fail(message)
      return previewedDecodes(id)
    case .decoded(let index, let target, let prediction, let metrics):
      runs.change(id) { run in
        run.decoded[Run.DecodedKey(index: index, target: target)] = prediction
        if target.part == .predOriginal, let metrics {
          run.metrics[index] = metrics.merged(with: run.metrics[index])
        }
      }
      return makeRoom()
    case .previews(let preview):
      runs.change(id) { $0.preview = preview }
      return preview == nil && isLookedAt(id) ? requestDecodes() : []
    case .measured(let index, let metrics):
      runs.change(id) { $0.unaligned[index] = metrics }
      return []
    case .probed(let probe):
      guard id == runs.current, probe.replaces(self.probe) else { return [] }
      self.probe = probe
      probeRun = id
      return []
    }
  }

  /// `1 step`, `4 steps`.
  static func steps(_ count: Int) -> String {
    count == 1 ? "1 step" : "\(count) steps"
  }

  private mutating func started(_ trajectory: Trajectory, _ id: RunID) -> [Effect] {
    runs.change(id) { run in
      run.trajectory = trajectory
      run.numbers = []
      for (index, step) in trajectory.steps.enumerated() {
        run.numbers.append(
          StepNumbers(step, after: index > 0 ? trajectory.steps[index - 1] : nil))
      }
      if run.isGoing { run.status = .running(nil, secondsLeft: nil) }
    }
    return isLookedAt(id) ? requestDecodes() : []
  }

  private mutating func arrived(_ step: Step, _ id: RunID) -> [Effect] {
    var isNew = false
    runs.change(id) { run in
      guard var trajectory = run.trajectory, trajectory.steps.count == step.index else { return }
      run.trajectory = nil
      run.numbers.append(StepNumbers(step, after: trajectory.steps.last))
      trajectory.steps.append(step)
      run.trajectory = trajectory
      isNew = true
    }
    guard isNew, let run = runs[id] else { return [] }
    measure(step, run)
    let isPreviewed = run.preview != nil
    guard id == runs.current else {
      return isLookedAt(id) && !isPreviewed ? requestDecodes() : []
    }
    let isAwaited = cursor >= step.index
    if follows { cursor = step.index }
    // A preview shows it; its decode would keep the steps to come waiting.
    guard !isPreviewed else { return [] }
    return follows || isAwaited ? requestDecodes() : []
  }

  /// Keeps the time of the later steps; a model's first call is slower than the rest, so the second takes its
  /// place.
  private mutating func measure(_ step: Step, _ run: Run) {
    var new = Pace(
      seconds: max(0, step.seconds), resolution: run.settings.processingResolution,
      resize: run.settings.resize, model: run.model, operations: stepOperations(run.settings))
    if let old = pace, old.model == new.model, old.resolution == new.resolution,
      old.resize == new.resize
    {
      new.count = old.count + 1
      if old.count > 1 { new.seconds = 0.5 * old.seconds + 0.5 * new.seconds }
    }
    pace = new
  }

  private mutating func finished(_ seconds: Double, _ id: RunID) -> [Effect] {
    runs.change(id) { $0.status = .finished(seconds: seconds) }
    guard isLookedAt(id), let run = runs[id] else { return [] }
    log.add(
      Notice(
        kind: .information,
        text: "Run \(id.number): \(Self.steps(run.stepCount)) in \(Format.seconds(seconds))."))
    let urgent = requestDecodes()
    let rest = Filmstrip.indices(count: run.stepCount, room: 64).reversed()
      .flatMap { targets(.predOriginal, $0) }
    let others = request(rest, of: id).filter { !urgent.contains($0) }
    // A worker that has nothing to do takes the first it is told of; where it is told what is looked at, the
    // newest wish need not be the most wanted.
    return run.preview != nil ? urgent + others : others + urgent
  }
}
