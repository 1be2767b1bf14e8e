import Inference

/// The last two rows: what happened last, and what is going on.
enum StatusLine {
  static func notice(_ state: AppState, _ row: Int, into drawing: inout Drawing) {
    guard let notice = state.notice else { return }
    let role: Role = notice.kind == .failure ? .bad : notice.kind == .command ? .plain : .label
    let width = drawing.size.columns - 2
    drawing.putCut(
      Shortened.sentence(Printable.clean(notice.text, limit: 1000), width), row, 1, role,
      width: width)
  }

  /// What is going on; or, for want of a line of its own, what went wrong (`saysFailure`).
  static func draw(
    _ state: AppState, _ row: Int, saysFailure: Bool = false, into drawing: inout Drawing
  ) {
    let width = drawing.size.columns
    drawing.fill(Rect(row: row, column: 0, rows: 1, columns: width), .status)
    let zoom = zoom(state)
    var right = state.terminal.graphicsName
    if width >= 100, state.terminal.hasPixels, let cell = state.terminal.cell {
      right += ", \(cell.width)×\(cell.height) px cells"
    }
    let failure = saysFailure && state.notice?.kind == .failure ? state.notice?.text : nil
    let text =
      failure.map { Shortened.sentence(Printable.clean($0, limit: 1000), width - 2) }
      ?? script(state) + status(state, width)
    drawing.putCut(text, row, 1, .status, width: width - 2)
    for right in [[zoom, right].compactMap(\.self).joined(separator: "  "), zoom ?? ""] {
      let start = width - 1 - TextWidth.columns(of: right)
      guard start > TextWidth.columns(of: text) + 4 else { continue }
      drawing.put(right, row, start, .status)
      return
    }
  }

  /// How far the script has come, before what it waits for.
  private static func script(_ state: AppState) -> String {
    state.script.map { "script \($0.done)/\($0.count), Esc stops  " } ?? ""
  }

  /// What is shown of the picture: how many times larger, and around which pixel.
  private static func zoom(_ state: AppState) -> String? {
    guard state.isZoomed, let picture = state.picture else { return nil }
    let pixel = state.viewport.middle(picture)
    return "zoom \(state.viewport.factor)× at \(pixel.x),\(pixel.y)"
  }

  private static func loading(_ state: AppState) -> [String] {
    state.loadingStage.map { ["\($0.network) \($0.completed)/\($0.total)"] } ?? []
  }

  /// What is going on, in one line.
  static func status(_ state: AppState, _ width: Int) -> String {
    switch state.model {
    case .none: return state.keys.filled("no model; press {cm|palette model} to load one")
    case .loading(let name, _):
      return (["loading \(Printable.clean(name, limit: 60))"] + loading(state)).joined(
        separator: ": ")
    case .failed:
      return state.keys.filled(
        "the model could not be loaded; press {cm|palette model} for another")
    case .ready: break
    }
    if state.isOpening { return "opening the picture" }
    guard state.picture != nil else {
      return state.keys.filled("no picture; press {o|browse} to open one")
    }
    if let going = state.runs.going.last {
      let sweep = state.sweep.map { "sweep \($0.done.count)/\($0.count)  " } ?? ""
      return sweep + progress(going, width)
    }
    if let going = state.seeds.going { return progress(going, width) }
    if let verification = state.verification, case .going(let text) = verification.status {
      return "verifying \(Printable.clean(verification.model, limit: 40))  \(text)"
    }
    if let key = state.maps.filling, let map = state.maps[key] { return progress(map, width) }
    if let problem = state.scheduleProblem { return "cannot run: " + Printable.clean(problem) }
    guard let run = state.currentRun, state.isUpToDate else {
      return state.keys.filled("not run yet; press {Enter|run}\(state.costPhrase)") + note(state)
    }
    switch run.status {
    case .finished where run.member != nil:
      return "run \(run.id.number), member \(run.member?.number ?? 1) of the ensemble: "
        + AppState.steps(run.stepCount) + note(state)
    case .finished(let seconds):
      return "run \(run.id.number) done: \(AppState.steps(run.stepCount)) in "
        + Format.seconds(seconds) + note(state)
    case .cancelled:
      return
        "cancelled after \(run.stepCount) of \(run.plannedCount) steps; "
        + state.keys.filled("press {Enter|run} to run anew")
    case .failed where run.fault != nil:
      return
        "run \(run.id.number): not finite \(run.fault?.place ?? ""); press \(state.keys.filled("{7|screen model}")) to look at it"
    case .failed:
      return state.keys.filled("run \(run.id.number) failed; press {gl|log} for the log")
    case .stored:
      return state.keys.filled("brought back with the session; press {Enter|run} to compute it")
    case .waiting, .running: return progress(run, width)
    }
  }

  private static func note(_ state: AppState) -> String {
    state.settingsNote.map { "; " + $0 } ?? ""
  }

  private static func progress(_ run: Run, _ width: Int) -> String {
    guard case .running(let stage, let left) = run.status else { return "starting" }
    var parts: [String] = []
    if run.trajectory == nil {
      parts.append("encoding the picture")
    } else {
      parts.append("step \(min(run.stepCount + 1, run.plannedCount))/\(run.plannedCount)")
    }
    if let stage, stage.total > 0 {
      parts.append("\(name(stage.network)) \(stage.completed)/\(stage.total)")
    }
    if let left { parts.append("\(Format.seconds(left)) left") }
    if width >= 64 { parts.append(meter(run.progress)) }
    return parts.joined(separator: "  ")
  }

  private static func progress(_ group: SeedsGroup, _ width: Int) -> String {
    let member = min(group.count + 1, group.wanted)
    let text = "member \(member)/\(group.wanted)  step \(group.step)/\(group.settings.steps)"
    let share = Double(group.count) / Double(max(1, group.wanted))
    return width >= 64 ? text + "  " + meter(min(1, share)) : text
  }

  private static func progress(_ map: ErrorMap, _ width: Int) -> String {
    let total = map.grid.cellCount
    let text = "map \(map.count)/\(total) cells"
    return width >= 64 ? text + "  " + meter(Double(map.count) / Double(max(1, total))) : text
  }

  /// What a network does, in a word.
  private static func name(_ network: String) -> String {
    switch network {
    case "unet": "block"
    case "vae.encoder": "encoding"
    case "vae.decoder": "decoding"
    default: Printable.clean(network, limit: 20)
    }
  }

  private static func meter(_ share: Double) -> String {
    let full = Int((share * 10).rounded(.down))
    return "[" + String(repeating: "#", count: full) + String(repeating: " ", count: 10 - full)
      + "] \(Int((share * 100).rounded(.down)))%"
  }
}
