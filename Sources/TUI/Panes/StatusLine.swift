import Inference

/// The last two rows: what happened last, and what is going on.
enum StatusLine {
  static func notice(_ state: AppState, _ row: Int, into drawing: inout Drawing) {
    guard let notice = state.notice else { return }
    let role: Role = notice.kind == .failure ? .bad : notice.kind == .command ? .plain : .label
    drawing.putCut(
      Printable.clean(notice.text, limit: 1000), row, 1, role, width: drawing.size.columns - 2)
  }

  /// What is going on; or, for want of a line of its own, what went wrong (`saysFailure`).
  static func draw(
    _ state: AppState, _ row: Int, saysFailure: Bool = false, into drawing: inout Drawing
  ) {
    let width = drawing.size.columns
    drawing.fill(Rect(row: row, column: 0, rows: 1, columns: width), .status)
    var right = state.terminal.graphicsName
    if width >= 100, state.terminal.hasPixels, let cell = state.terminal.cell {
      right += ", \(cell.width)×\(cell.height) px cells"
    }
    let failure = saysFailure && state.notice?.kind == .failure ? state.notice?.text : nil
    let text = failure.map { Printable.clean($0) } ?? status(state, width)
    drawing.putCut(text, row, 1, .status, width: width - 2)
    let start = width - 1 - TextWidth.columns(of: right)
    if start > TextWidth.columns(of: text) + 4 { drawing.put(right, row, start, .status) }
  }

  private static func loading(_ state: AppState) -> [String] {
    state.loadingStage.map { ["\($0.network) \($0.completed)/\($0.total)"] } ?? []
  }

  /// What is going on, in one line.
  static func status(_ state: AppState, _ width: Int) -> String {
    switch state.model {
    case .none: return "no model; press cm to load one"
    case .loading(let name, _):
      return (["loading \(Printable.clean(name, limit: 60))"] + loading(state)).joined(
        separator: ": ")
    case .failed: return "the model could not be loaded; press cm for another"
    case .ready: break
    }
    if state.isOpening { return "opening the picture" }
    guard state.picture != nil else { return "no picture; press o to open one" }
    if let going = state.runs.going.last { return progress(going, width) }
    if let key = state.maps.filling, let map = state.maps[key] { return progress(map, width) }
    if let problem = state.scheduleProblem { return "cannot run: " + Printable.clean(problem) }
    guard let run = state.currentRun, state.isUpToDate else {
      return "not run yet; press Enter\(state.costPhrase)"
    }
    switch run.status {
    case .finished(let seconds):
      return "run \(run.id.number) done: \(AppState.steps(run.stepCount)) in "
        + Format.seconds(seconds)
    case .cancelled:
      return
        "cancelled after \(run.stepCount) of \(run.plannedCount) steps; press Enter to run anew"
    case .failed where run.fault != nil:
      return "run \(run.id.number): not finite \(run.fault?.place ?? ""); press 7 to look at it"
    case .failed: return "run \(run.id.number) failed; press gl for the log"
    case .waiting, .running: return progress(run, width)
    }
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
