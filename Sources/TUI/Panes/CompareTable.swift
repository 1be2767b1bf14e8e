import Inference

/// What A and B differ in: settings, and what each step is told and holds.
enum CompareTable {
  /// A line of the table.
  struct Line: Equatable {
    var label: String
    var a: String
    var b: String
    var isBad = false
    /// The model lacks the knob.
    var isMissing = false
    /// The row of the settings panel it stands for.
    var settingsRow: Int?

    var differs: Bool { a != b && !isMissing }
  }

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let isFocused = state.focus == .settings
    let side = state.comparison.side
    drawing.box(
      rect, isFocused ? "settings of \(side.title)" : "what differs",
      isFocused
        ? state.keys.hint("←→", .adjust(1)) + " change  "
          + state.keys.filled("{f|side other} \(side.opposite.title)")
        : state.keys.filled("{Tab|focus next} changes \(side.title)"),
      isFocused: isFocused)
    let area = rect.inner
    guard area.rows > 0, area.columns > 24 else { return }
    let shown = lines(state, area.rows)
    for (offset, line) in shown.prefix(area.rows).enumerated() {
      draw(line, area.row + offset, area, state, into: &drawing)
    }
    if shown.isEmpty {
      PicturePane.message(["A and B have the same settings."], rect, into: &drawing)
    }
  }

  /// The lines there is room for: while settings are changed, those around the selected one; else all,
  /// or those that differ.
  static func lines(_ state: AppState, _ room: Int) -> [Line] {
    let settings = SettingsRow.all.indices.compactMap { line($0, state) }
    if state.focus == .settings {
      let place = settings.firstIndex { $0.settingsRow == state.selectedRow } ?? 0
      let first = min(max(0, place - room + 1), max(0, settings.count - room))
      return Array(settings.dropFirst(first))
    }
    guard state.isComparing else { return [] }
    let levels = levels(state)
    let all =
      settings.filter(\.differs) + members(state) + levels + settings.filter { !$0.differs }
    guard room < all.count else { return all }
    let different = all.filter(\.differs)
    return different + all.filter { !$0.differs }
  }

  private static func line(_ row: Int, _ state: AppState) -> Line? {
    let a = state.settings(.a)
    let b = state.settings(.b)
    switch SettingsRow.all[row] {
    case .model:
      return Line(
        label: "model", a: state.run(.a).map { Printable.clean($0.model, limit: 40) } ?? "-",
        b: state.run(.b).map { Printable.clean($0.model, limit: 40) } ?? "-", settingsRow: row)
    case .setting(let setting):
      if let reason = SettingsRow.all[row].missingReason(state) {
        return state.focus == .settings
          ? Line(
            label: setting.label, a: "- " + Printable.clean(reason), b: "", isMissing: true,
            settingsRow: row) : nil
      }
      return Line(
        label: setting.label, a: setting.value(a), b: setting.value(b), settingsRow: row)
    case .colours:
      return state.focus == .settings
        ? Line(label: "colours", a: state.colormap, b: state.colormap, settingsRow: row) : nil
    }
  }

  /// Which members of an ensemble the runs are, whose settings are then the same.
  private static func members(_ state: AppState) -> [Line] {
    let (a, b) = (state.run(.a)?.member, state.run(.b)?.member)
    guard a != nil || b != nil else { return [] }
    return [
      Line(
        label: "member", a: a.map { "\($0.number)" } ?? "none",
        b: b.map { "\($0.number)" } ?? "none")
    ]
  }

  private static func levels(_ state: AppState) -> [Line] {
    guard let a = CompareBars.levels(.a, state), let b = CompareBars.levels(.b, state) else {
      return []
    }
    func line(_ label: String, _ value: (MismatchBars.Levels) -> String) -> Line {
      Line(label: label, a: value(a), b: value(b))
    }
    var gap = line("gap") { Format.level($0.gap) }
    gap.isBad = !a.agrees || !b.agrees
    return [
      line("told now") { String($0.toldTimestep) }, line("told std") { Format.level($0.told) },
      line("held std") { Format.level($0.held) }, gap,
    ]
  }

  private static func draw(
    _ line: Line, _ row: Int, _ area: Rect, _ state: AppState, into drawing: inout Drawing
  ) {
    let isSelected = state.focus == .settings && line.settingsRow == state.selectedRow
    let rect = Rect(row: row, column: area.column, rows: 1, columns: area.columns)
    if isSelected { drawing.fill(rect, .selected) }
    let width = (area.columns - 14) / 2
    let base: Role = isSelected ? .selected : line.isMissing ? .disabled : .label
    drawing.putCut(line.label, row, area.column + 1, base, width: 10)
    let value: Role =
      isSelected ? .selected : line.isBad ? .bad : line.differs ? .key : .value
    if line.isMissing {
      drawing.putCut(line.a, row, area.column + 12, base, width: area.columns - 13)
    } else {
      drawing.putCut(line.a, row, area.column + 12, value, width: width - 4)
    }
    if line.differs { drawing.put("→", row, area.column + 12 + width - 3, base) }
    drawing.putCut(line.b, row, area.column + 12 + width, value, width: width)
    if let row = line.settingsRow { drawing.hit(rect, .row(row)) }
  }
}
