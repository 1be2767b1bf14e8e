import Inference

/// The list of runs, newest first: what each is, how far, how good, and what it is used for.
enum RunListPane {
  /// A column: its head, its width and its text.
  private struct Column: Sendable {
    var head: String
    var width: Int
    var text: @Sendable (Run, AppState) -> String
  }

  private static let columns: [Column] = [
    Column(head: "run", width: 9) { run, state in
      mark(run, state) + String(run.id.number) + (run.isKept ? " kept" : "")
    },
    Column(head: "settings", width: 30) { run, _ in settings(run) },
    Column(head: "steps", width: 8) { run, _ in "\(run.stepCount)/\(run.plannedCount)" },
    Column(head: "error", width: 12) { run, _ in error(run) },
    Column(head: "time", width: 11) { run, _ in time(run) },
    Column(head: "model", width: 26) { run, _ in Printable.clean(run.model, limit: 60) },
  ]

  static func draw(_ state: AppState, _ selection: Int, into drawing: inout Drawing) {
    let all = state.runs.newestFirst
    let width = min(drawing.size.columns - 2, columns.reduce(4) { $0 + $1.width })
    let rows = min(drawing.size.rows - 2, max(6, all.count + 4))
    let area = OverlayPane.popup(
      width, rows, "runs", "\(all.count) of \(RunList.keptRuns)", into: &drawing)
    guard area.rows > 2 else { return }
    line(columns.map(\.head), .label, area, area.row, into: &drawing)
    let room = area.rows - 2
    let first = min(max(0, selection - room + 1), max(0, all.count - room))
    for (offset, run) in all.dropFirst(first).prefix(room).enumerated() {
      let isSelected = first + offset == selection
      let rect = Rect(
        row: area.row + 1 + offset, column: area.column, rows: 1, columns: area.columns)
      if isSelected { drawing.fill(rect, .selected) }
      line(
        columns.map { $0.text(run, state) }, isSelected ? .selected : .value, area, rect.row,
        into: &drawing)
      drawing.hit(rect, .command(.use(run.id.number)))
    }
    drawing.putCut(
      all.isEmpty
        ? "Nothing has been run yet.   Esc close"
        : state.keys.filled(
          "{a|side a selected} as A  {b|side b selected} as B  {Enter|use selected} current  "
            + "{p|pin selected} keep  {x|forget selected} let go  Esc close"), area.endRow - 1,
      area.column + 1, .key, width: area.columns - 2)
  }

  private static func line(
    _ texts: [String], _ role: Role, _ area: Rect, _ row: Int, into drawing: inout Drawing
  ) {
    var column = area.column + 1
    for (text, item) in zip(texts, columns) {
      guard column + min(item.width, 12) <= area.endColumn else { return }
      drawing.putCut(
        text, row, column, role, width: min(item.width - 1, area.endColumn - column - 1))
      column += item.width
    }
  }

  /// `A`, `B`, or a star where it is the current one beside no other.
  private static func mark(_ run: Run, _ state: AppState) -> String {
    let isCompared = state.comparison.other.flatMap { state.runs[$0] } != nil
    if run.id == state.runs.current { return isCompared ? state.comparison.side.title + " " : "* " }
    return run.id == state.comparison.other ? state.comparison.side.opposite.title + " " : "  "
  }

  static func settings(_ run: Run) -> String {
    let settings = run.settings
    var text = "\(settings.scheduler.rawValue.uppercased()) \(settings.timestepSpacing.rawValue)"
    text += " \(settings.noise.rawValue) \(settings.seed)"
    if let member = run.member { text += " member \(member.number)" }
    if let origin = run.origin {
      text += " from \(origin.run.number) after \(origin.after)"
    } else if let after = run.stages.last?.after {
      text += " branched after \(after)"
    }
    return text
  }

  private static func error(_ run: Run) -> String {
    guard let metrics = run.metrics[run.stepCount - 1] else { return "" }
    if let absRel = metrics.absRel { return "AbsRel \(Format.metric(absRel))" }
    return metrics.meanAngle.map { Format.short($0) + "°" } ?? ""
  }

  private static func time(_ run: Run) -> String {
    switch run.status {
    case .waiting: "waiting"
    case .stored: "not yet"
    case .running: "running"
    case .finished(let seconds): Format.seconds(seconds)
    case .cancelled: "cancelled"
    case .failed: "failed"
    }
  }
}
