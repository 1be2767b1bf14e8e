/// The presets, each with what it sets, and the story of the selected one.
enum PresetPane {
  static func draw(_ state: AppState, _ selection: Int, into drawing: inout Drawing) {
    let all = Preset.all
    let width = min(drawing.size.columns - 2, 100)
    let story = story(all[min(max(selection, 0), all.count - 1)], state, width - 4)
    let rows = min(drawing.size.rows - 2, all.count + story.count + 4)
    let area = OverlayPane.popup(
      width, rows, "presets",
      state.keys.filled("{Enter|preset selected} sets it  {u|undo} undoes  Esc close"),
      into: &drawing)
    guard area.rows > 1 else { return }
    // Where there is little room, the list goes before the story.
    let room = max(min(all.count, 3), area.rows - story.count - 1)
    let first = min(max(0, selection - room + 1), max(0, all.count - room))
    var row = area.row
    for (offset, preset) in all.dropFirst(first).prefix(room).enumerated() where row < area.endRow {
      let isSelected = first + offset == selection
      let rect = Rect(row: row, column: area.column, rows: 1, columns: area.columns)
      if isSelected { drawing.fill(rect, .selected) }
      line(preset, state, rect, isSelected, into: &drawing)
      drawing.hit(rect, .command(.preset(preset.name)))
      row += 1
    }
    row += 1
    for (line, role) in story where row < area.endRow {
      drawing.putCut(line, row, area.column + 1, role, width: area.columns - 2)
      row += 1
    }
  }

  private static func line(
    _ preset: Preset, _ state: AppState, _ rect: Rect, _ isSelected: Bool,
    into drawing: inout Drawing
  ) {
    let nameWidth = 34
    let mark = state.isSet(preset) ? "* " : "  "
    drawing.putCut(
      mark + preset.name, rect.row, rect.column + 1, isSelected ? .selected : .key,
      width: min(nameWidth, rect.columns - 2))
    let column = rect.column + nameWidth + 2
    guard column + 10 < rect.endColumn else { return }
    drawing.putCut(
      preset.help, rect.row, column, isSelected ? .selected : .label,
      width: rect.endColumn - column - 1)
  }

  private static func story(
    _ preset: Preset, _ state: AppState, _ width: Int
  ) -> [(String, Role)] {
    preset.story.flatMap { Wrap.lines($0, max(10, width)) }.map { ($0, Role.plain) }
      + Wrap.lines(effect(preset, state), max(10, width)).map { ($0, .label) }
  }

  /// What is set, as a person would type it, or why it cannot be.
  private static func effect(_ preset: Preset, _ state: AppState) -> String {
    guard let model = state.summary else { return "" }
    do {
      _ = try preset.applied(to: state.settings.value, model)
      return try "sets "
        + preset.changes(for: model).map { "\($0.setting.rawValue) \($0.value)" }
        .joined(separator: ", ")
    } catch {
      return error.description
    }
  }
}
