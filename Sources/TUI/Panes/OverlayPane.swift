import Inference

/// What lies over the screen.
enum OverlayPane {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    switch state.overlay {
    case .help(let help): HelpPane.draw(help, state.keys, into: &drawing)
    case .palette(let prompt): PalettePane.draw(prompt, state, into: &drawing)
    case .log(let scroll): log(state.log, scroll, into: &drawing)
    case .whichKey(let prefix, _, true): whichKey(prefix, state, into: &drawing)
    case .runs(let selection): RunListPane.draw(state, selection, into: &drawing)
    case .presets(let selection): PresetPane.draw(state, selection, into: &drawing)
    case .files(let dialogue): FilesPane.draw(state, dialogue, into: &drawing)
    case .marks(let isSetting): MarksPane.draw(state, isSetting, into: &drawing)
    case .confirmQuit: confirm(into: &drawing)
    case .whichKey, nil: break
    }
  }

  /// A cleared box in the middle, or at the bottom with nothing beside it; gives back its inside.
  static func popup(
    _ columns: Int, _ rows: Int, _ title: String, _ trailing: String, atBottom: Bool = false,
    into drawing: inout Drawing
  ) -> Rect {
    let size = drawing.size
    let columns = min(columns, size.columns)
    let rows = min(rows, size.rows)
    let rect = Rect(
      row: atBottom ? max(0, size.rows - rows - 1) : (size.rows - rows) / 2,
      column: (size.columns - columns) / 2, rows: rows, columns: columns)
    // Beside a box at the bottom would stand the ends of cut lines.
    drawing.cover(
      atBottom ? Rect(row: rect.row, column: 0, rows: rows, columns: size.columns) : rect)
    drawing.box(rect, title, trailing, isFocused: true)
    return rect.inner
  }

  private static func whichKey(
    _ prefix: KeyMap.Prefix, _ state: AppState, into drawing: inout Drawing
  ) {
    let bindings = state.keys.bindings.filter { $0.mode == .after(prefix) }
    let width = min(drawing.size.columns, 96)
    let isDouble = width >= 60 || bindings.count + 3 > drawing.size.rows
    let perColumn = isDouble ? (bindings.count + 1) / 2 : bindings.count
    let area = popup(
      width, perColumn + 2, prefix.rawValue, "Esc", atBottom: true, into: &drawing)
    let half = isDouble ? area.columns / 2 : area.columns
    for (place, binding) in bindings.enumerated() {
      let row = area.row + place % perColumn
      let column = area.column + 1 + place / perColumn * half
      guard row < area.endRow else { continue }
      let key = binding.keys.first.map(KeyMap.name) ?? ""
      let end = drawing.put(key, row, column, .key)
      drawing.putCut(
        describe(binding, state), row, end + 2, .plain, width: column + half - end - 4)
      drawing.hit(
        Rect(row: row, column: column, rows: 1, columns: half - 1), .command(binding.command))
    }
  }

  /// What the key changes, with what there is now.
  private static func describe(_ binding: KeyMap.Binding, _ state: AppState) -> String {
    switch binding.command {
    case .nextValue(let setting):
      let settings = state.settings.value
      if let summary = state.summary,
        setting.missingReason(summary.controls, settings) != nil
      {
        return "\(binding.help): not in this model"
      }
      return "\(binding.help): \(setting.value(settings)) → \(setting.stepping(1, settings))"
    default: return binding.help
    }
  }

  private static func log(_ log: Log, _ scroll: Int, into drawing: inout Drawing) {
    let area = popup(
      drawing.size.columns - 4, drawing.size.rows - 2, "log", "↑↓ scroll  Esc close",
      into: &drawing)
    let end = max(0, log.lines.count - scroll)
    let start = max(0, end - area.rows)
    let lines = log.lines[min(start, end)..<end].flatMap { line in
      Wrap.lines(line.text, area.columns - 2).map {
        (text: $0, role: line.kind == .failure ? Role.bad : .plain)
      }
    }
    for (offset, line) in lines.suffix(max(0, area.rows)).enumerated() {
      drawing.put(line.text, area.row + offset, area.column + 1, line.role)
    }
  }

  private static func confirm(into drawing: inout Drawing) {
    let area = popup(
      drawing.size.columns, 4, "leave?", "", atBottom: true, into: &drawing)
    drawing.putCut(
      "A run is going; leaving cancels it.", area.row, area.column + 1, width: area.columns - 2)
    drawing.putCut(
      "q leaves   Esc stays", area.row + 1, area.column + 1, .key, width: area.columns - 2)
  }
}
