import Inference
import Render

/// Runs and the figures of their last steps.
enum MetricsTable {
  /// A column: its head, its width and its text.
  private struct Column: Sendable {
    var head: String
    var width: Int
    var metric: Measures.Metric?
  }

  private static let columns: [Column] = [
    Column(head: "steps", width: 6), Column(head: "AbsRel", width: 8, metric: .absRel),
    Column(head: "δ1", width: 7, metric: .delta1), Column(head: "RMSE", width: 7, metric: .rmse),
    Column(head: "angle", width: 7, metric: .angle),
    Column(head: "change", width: 8, metric: .change), Column(head: "time", width: 9),
  ]
  /// The run's number with its mark.
  private static let nameWidth = 9
  private static let settingsWidth = 26

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    drawing.box(
      rect, "at the last step", state.keys.filled("{R|runs} lists all runs"),
      isFocused: state.focus == .steps)
    let area = rect.inner
    guard area.rows > 1, area.columns > nameWidth else { return }
    let figures = columns.reduce(0) { $0 + $1.width }
    let showsSettings = area.columns >= nameWidth + settingsWidth + figures
    var column = area.column + nameWidth
    drawing.put("run", area.row, area.column + 3, .label)
    if showsSettings {
      drawing.put("settings", area.row, column, .label)
      column += settingsWidth
    }
    let start = column
    for item in columns where column + item.width <= area.endColumn {
      let isChosen = item.metric == state.measures.metric
      drawing.put(right(item.head, item.width), area.row, column, isChosen ? .key : .label)
      if let metric = item.metric {
        drawing.hit(
          Rect(row: area.row, column: column, rows: 1, columns: item.width),
          .command(.metric(metric)))
      }
      column += item.width
    }
    for (place, run) in state.measuredRuns.prefix(area.rows - 1).enumerated() {
      let row = area.row + 1 + place
      name(run, place, row, area, state, showsSettings, into: &drawing)
      self.figures(run, row, start, area, state, into: &drawing)
      drawing.hit(
        Rect(row: row, column: area.column, rows: 1, columns: area.columns),
        .command(.use(run.id.number)))
    }
  }

  private static func name(
    _ run: Run, _ place: Int, _ row: Int, _ area: Rect, _ state: AppState, _ showsSettings: Bool,
    into drawing: inout Drawing
  ) {
    let colour = Plots.runColours[place % Plots.runColours.count]
    var style = drawing.style(.key)
    if drawing.terminal.usesColour {
      style.foreground = .rgb(colour.red, colour.green, colour.blue)
      // The ground too, for fonts without block characters.
      style.background = style.foreground
    }
    drawing.put(drawing.terminal.usesColour ? "█" : "*", row, area.column + 1, style: style)
    let isCurrent = run.id == state.runs.current
    var text = String(run.id.number)
    if state.isComparing {
      if isCurrent { text += " " + state.comparison.side.title }
      if run.id == state.comparison.other { text += " " + state.comparison.side.opposite.title }
    }
    drawing.putCut(text, row, area.column + 3, isCurrent ? .key : .plain, width: nameWidth - 4)
    guard showsSettings else { return }
    drawing.putCut(
      RunListPane.settings(run), row, area.column + nameWidth, .plain, width: settingsWidth - 1)
  }

  private static func figures(
    _ run: Run, _ row: Int, _ start: Int, _ area: Rect, _ state: AppState,
    into drawing: inout Drawing
  ) {
    var column = start
    for item in columns where column + item.width <= area.endColumn {
      let isChosen = item.metric == state.measures.metric
      drawing.put(
        right(text(run, item, state), item.width), row, column, isChosen ? .key : .value)
      column += item.width
    }
  }

  private static func text(_ run: Run, _ column: Column, _ state: AppState) -> String {
    guard let metric = column.metric else {
      if column.head == "steps" { return String(run.stepCount) }
      if case .finished(let seconds) = run.status { return Format.seconds(seconds) }
      return run.isGoing ? "going" : "-"
    }
    guard let value = run.value(metric, run.stepCount - 1, state.measures.fit) else { return "-" }
    return metric == .angle ? Format.short(value) + "°" : Format.metric(value)
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - TextWidth.columns(of: text))) + text
  }
}
