import Inference

/// The line being typed after `:`, with what it could become above it.
enum PalettePane {
  static func draw(_ prompt: Prompt, _ state: AppState, into drawing: inout Drawing) {
    let suggestions = CommandLine.suggestions(prompt.text, state.commandContext)
    let room = max(1, min(12, drawing.size.rows - 6))
    let columns = min(96, drawing.size.columns)
    let note = note(prompt, suggestions, columns - 4)
    let rows = min(max(0, room - note.count), suggestions.count)
    let area = OverlayPane.popup(
      columns, rows + note.count + 4, "command", "Tab completes  Esc close",
      atBottom: true, into: &drawing)
    guard area.rows > 1 else { return }
    list(suggestions, prompt, area, min(rows, area.rows - 2), into: &drawing)
    for (offset, line) in note.enumerated() where rows + offset < area.rows - 2 {
      drawing.put(
        line, area.row + rows + offset, area.column + 1, prompt.problem == nil ? .label : .bad,
        limit: area.endColumn)
    }
    line(prompt, area, into: &drawing)
  }

  /// What is wrong with the line, or what the command does where nothing can be chosen.
  private static func note(
    _ prompt: Prompt, _ suggestions: [CommandLine.Suggestion], _ width: Int
  ) -> [String] {
    if let problem = prompt.problem { return Array(Wrap.lines(problem, width).prefix(4)) }
    guard suggestions.isEmpty else { return [] }
    let words = prompt.text.split(separator: " ").map(String.init)
    guard let name = words.first, let spec = CommandLine.spec(named: name) else {
      return ["No command is like this."]
    }
    if words.count > 1, let setting = Setting(rawValue: words[1]), spec.usage.contains("VALUE") {
      return Wrap.lines("\(setting.help): \(setting.allowed)", width)
    }
    return Wrap.lines("\(spec.synopsis): \(spec.help)", width)
  }

  private static func list(
    _ suggestions: [CommandLine.Suggestion], _ prompt: Prompt, _ area: Rect, _ rows: Int,
    into drawing: inout Drawing
  ) {
    guard rows > 0 else { return }
    let first = min(
      max(0, (prompt.selection ?? 0) - rows + 1), max(0, suggestions.count - rows))
    for (offset, item) in suggestions.dropFirst(first).prefix(rows).enumerated() {
      let row = area.row + offset
      let isSelected = first + offset == prompt.selection
      let rect = Rect(row: row, column: area.column, rows: 1, columns: area.columns)
      if isSelected { drawing.fill(rect, .selected) }
      draw(item, row, area, isSelected, into: &drawing)
      drawing.hit(rect, .suggestion(first + offset))
    }
  }

  private static func draw(
    _ item: CommandLine.Suggestion, _ row: Int, _ area: Rect, _ isSelected: Bool,
    into drawing: inout Drawing
  ) {
    let lineWidth = min(34, area.columns - 2)
    drawing.putCut(
      Printable.clean(item.line), row, area.column + 1, isSelected ? .selected : .plain,
      width: lineWidth)
    var column = area.column + 2 + lineWidth
    drawing.putCut(
      item.key, row, column, isSelected ? .selected : .key, width: min(8, area.endColumn - column))
    column += 9
    drawing.putCut(
      item.help, row, column, isSelected ? .selected : .label, width: area.endColumn - column - 1)
  }

  private static func line(_ prompt: Prompt, _ area: Rect, into drawing: inout Drawing) {
    let row = area.endRow - 2
    drawing.put(String(repeating: "─", count: area.columns), row, area.column, .border)
    let width = area.columns - 3
    guard width > 0 else { return }
    let before = String(prompt.text.prefix(prompt.cursor))
    var shown = before
    while TextWidth.columns(of: shown) >= width { shown.removeFirst() }
    let start = drawing.put(":", row + 1, area.column + 1, .key)
    let cursor = drawing.put(shown, row + 1, start, .plain, limit: area.endColumn)
    drawing.put(
      String(prompt.text.dropFirst(prompt.cursor)), row + 1, cursor, .plain,
      limit: area.endColumn)
    drawing.cursor = Frame.Position(row: row + 1, column: cursor)
  }
}
