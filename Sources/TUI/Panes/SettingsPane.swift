import Inference

/// The knobs with their values; those the model lacks greyed, with the reason.
enum SettingsPane {
  private static let valueColumn = 12

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let isFocused = state.focus == .settings
    drawing.box(
      rect, "settings",
      isFocused
        ? state.keys.hint("←→", .adjust(1)) + " change" : state.keys.filled("{Tab|focus next}"),
      isFocused: isFocused)
    let area = rect.inner
    guard area.rows > 0, area.columns > valueColumn else { return }
    let rows = SettingsRow.all
    let reasonRows = area.rows >= rows.count + 2 ? area.rows - rows.count : 0
    let shown = min(rows.count, area.rows)
    let first = min(max(0, state.selectedRow - shown + 1), rows.count - shown)
    for place in 0..<shown {
      draw(first + place, area.row + place, area, state, into: &drawing)
    }
    if reasonRows > 0 {
      explain(state, rows[state.selectedRow], area, shown, into: &drawing)
    }
  }

  private static func draw(
    _ index: Int, _ row: Int, _ area: Rect, _ state: AppState, into drawing: inout Drawing
  ) {
    let item = SettingsRow.all[index]
    let missing = item.missingReason(state)
    let isSelected = state.focus == .settings && index == state.selectedRow
    let width = area.columns - 2
    let line = Rect(row: row, column: area.column, rows: 1, columns: area.columns)
    if isSelected { drawing.fill(line, .selected) }
    let role: Role = isSelected ? .selected : missing == nil ? .label : .disabled
    drawing.putCut(item.label, row, area.column + 1, role, width: width)
    let value = missing.map { "- " + Printable.clean($0) } ?? item.value(state)
    drawing.putCut(
      value, row, area.column + valueColumn,
      isSelected ? .selected : missing == nil ? .value : .disabled,
      width: area.columns - valueColumn - 1)
    drawing.hit(line, .row(index))
  }

  /// A line on the selected row: what it does, or why it cannot be changed.
  private static func explain(
    _ state: AppState, _ item: SettingsRow, _ area: Rect, _ shown: Int, into drawing: inout Drawing
  ) {
    guard state.focus == .settings else { return }
    let text: String
    if let reason = item.missingReason(state) {
      text = Printable.clean(reason)
    } else if case .setting(let setting) = item {
      text = setting.help + ": " + setting.allowed
    } else {
      return
    }
    var row = area.row + shown + (area.rows > shown + 2 ? 1 : 0)
    for line in Wrap.lines(text, area.columns - 2) where row < area.endRow {
      drawing.put(line, row, area.column + 1, .label, limit: area.endColumn)
      row += 1
    }
  }
}
