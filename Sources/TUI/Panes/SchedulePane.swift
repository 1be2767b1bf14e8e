import Inference

/// The table of every step: what is told, where it leads, what is held.
enum SchedulePane {
  /// A column: its head and its width.
  private struct Column: Sendable {
    var head: String
    var width: Int
    var text: @Sendable (ScheduleFacts, Int) -> String
  }

  private static let columns: [Column] = [
    Column(head: "step", width: 5) { _, index in String(index + 1) },
    Column(head: "told t", width: 7) { facts, index in timestep(facts.toldTimesteps[index]) },
    Column(head: "prev t", width: 8) { facts, index in
      let previous = facts.plan.entries[index].previousTimestep ?? -1
      return (previous < 0 ? "end" : timestep(previous)) + (facts.strideMisses(index) ? "!" : " ")
    },
    Column(head: "told std", width: 9) { facts, index in Format.level(facts.mismatches[index].told)
    },
    Column(head: "held std", width: 9) { facts, index in Format.level(facts.mismatches[index].held)
    },
    Column(head: "gap", width: 8) { facts, index in
      Format.level(abs(facts.mismatches[index].told - facts.mismatches[index].held))
    },
    Column(head: "SNR", width: 8) { facts, index in
      let alpha = 1 - facts.mismatches[index].told * facts.mismatches[index].told
      return Format.short(alpha / (1 - alpha))
    },
    Column(head: "sigma", width: 8) { facts, index in
      let told = facts.mismatches[index].told
      return Format.short(told / (1 - told * told).squareRoot())
    },
  ]

  /// The columns, with the measured noise of a run, and the other schedule's timesteps where one is drawn over.
  private static func columns(_ state: AppState) -> [Column] {
    var result = columns
    let levels = state.measuredNoise
    if !levels.isEmpty {
      let measured = Column(head: "measured", width: 10) { _, index in
        levels.indices.contains(index) ? Format.level(levels[index]) : "-"
      }
      result.insert(measured, at: (result.firstIndex { $0.head == "gap" } ?? 0) + 1)
    }
    if let other = state.scheduleLook.overlaid?.facts {
      let over = Column(head: "over", width: 7) { _, index in
        other.toldTimesteps.indices.contains(index) ? timestep(other.toldTimesteps[index]) : "-"
      }
      result.insert(over, at: 2)
    }
    return result
  }

  private static func timestep(_ value: Float) -> String {
    value == value.rounded() ? String(Int(value)) : Format.plain(value)
  }

  static func table(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard let facts = state.shownSchedule else {
      drawing.box(rect, "timesteps")
      PicturePane.message(reason(state), rect, into: &drawing)
      return
    }
    let count = facts.plan.entries.count
    drawing.box(
      rect, "timesteps", "\(count) of \(facts.trainTimesteps)", isFocused: state.focus == .steps)
    let area = rect.inner
    guard area.rows > 1 else { return }
    var column = area.column
    let shown = columns(state).prefix { item in
      column += item.width
      return column <= area.endColumn
    }
    let rows = area.rows - 1
    let first = min(max(0, state.cursor - rows / 2), max(0, count - rows))
    line(shown.map { (right($0.head, $0.width), Role.label) }, area, area.row, into: &drawing)
    for index in first..<min(count, first + rows) {
      row(index, facts, Array(shown), area, area.row + 1 + index - first, state, into: &drawing)
    }
  }

  private static func row(
    _ index: Int, _ facts: ScheduleFacts, _ shown: [Column], _ area: Rect, _ row: Int,
    _ state: AppState, into drawing: inout Drawing
  ) {
    let isCurrent = index == min(state.cursor, facts.plan.entries.count - 1)
    let line = Rect(row: row, column: area.column, rows: 1, columns: area.columns)
    if isCurrent { drawing.fill(line, .selected) }
    let gap = abs(facts.mismatches[index].told - facts.mismatches[index].held)
    let cells = shown.map { item in
      let isBad = item.head == "gap" && gap >= 0.01
      return (
        right(item.text(facts, index), item.width),
        isCurrent ? Role.selected : isBad ? Role.bad : .value
      )
    }
    self.line(cells, area, row, into: &drawing)
    drawing.hit(line, .command(.goTo(index)))
  }

  private static func line(
    _ cells: [(String, Role)], _ area: Rect, _ row: Int, into drawing: inout Drawing
  ) {
    var column = area.column
    for (text, role) in cells {
      column = drawing.put(text, row, column, role, limit: area.endColumn)
    }
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - TextWidth.columns(of: text))) + text
  }

  private static func reason(_ state: AppState) -> [String] {
    if let problem = state.scheduleProblem { return [problem] }
    if case .loading(let name, _) = state.model {
      return ["Loading \(Printable.clean(name, limit: 60))."]
    }
    return ["No model is loaded.", state.keys.filled("Press {cm|palette model} to load one.")]
  }

  /// What is odd about the plan, in one line; empty where nothing is.
  static func remark(_ facts: ScheduleFacts) -> String {
    let missed = facts.plan.entries.indices.filter(facts.strideMisses)
    guard let first = missed.first else { return "" }
    let entry = facts.plan.entries[first]
    let next = facts.plan.entries[first + 1].timestep
    return
      "! diffusers' stride: prev t = t − T/n leads to \(timestep(entry.previousTimestep ?? -1)), "
      + "the next step is told \(timestep(next))"
  }
}
