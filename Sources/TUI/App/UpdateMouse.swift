extension AppState {
  /// The mouse: what lies under it is asked of the drawing itself.
  mutating func receive(_ event: MouseEvent) -> [Effect] {
    switch event.kind {
    case .press:
      guard event.button == .left, !event.shift else { return [] }
      return press(event)
    case .drag:
      if let inspectedRect {
        return inspect(inspectedRect, row: event.row, column: event.column)
      }
      if let draggedBorder { return wipe(draggedBorder, event.column) }
      guard let scrub else { return [] }
      return go(to: scrub.index(at: event.column))
    case .release:
      scrub = nil
      draggedBorder = nil
      inspectedRect = nil
      return []
    case .wheelUp: return wheel(-1, event)
    case .wheelDown: return wheel(1, event)
    case .move: return hover(event)
    }
  }

  private func hit(_ event: MouseEvent) -> Drawing.Hit? {
    draw(self, terminal.size).hits.last {
      $0.rect.contains(row: event.row, column: event.column)
    }
  }

  private mutating func press(_ event: MouseEvent) -> [Effect] {
    guard let hit = hit(event) else {
      if overlay != nil { overlay = nil }
      return []
    }
    switch hit.action {
    case .command(let command):
      return perform(command)
    case .scrub(let area):
      scrub = area
      return go(to: area.index(at: event.column))
    case .pixels(let rect):
      inspectedRect = rect
      return inspect(rect, row: event.row, column: event.column)
    case .map(let area):
      guard let cell = area.cell(row: event.row, column: event.column) else { return [] }
      maps.cell = cell
      return explore(.show)
    case .weights(_, let action): return browse(action)
    case .border(let rect):
      draggedBorder = rect
      return wipe(rect, event.column)
    case .row(let row):
      selectedRow = row
      guard let command = SettingsRow.all[row].command(1, self) else { return [] }
      return perform(command)
    case .suggestion(let place):
      guard case .palette(var prompt) = overlay else { return [] }
      prompt.selection = place
      overlay = .palette(prompt)
      return receive(.enter)
    case .file(let place): return clickFile(place)
    case .nothing: return []
    }
  }

  /// The border of a wiped picture to a column.
  private mutating func wipe(_ rect: Rect, _ column: Int) -> [Effect] {
    let share = Double(column - rect.column) + 0.5
    let percent = Int((100 * share / Double(max(1, rect.columns))).rounded())
    motion.moved()
    return perform(.wipe(min(max(percent, 0), 100)))
  }

  /// The pixel under the pointer, while pixels are inspected.
  private mutating func hover(_ event: MouseEvent) -> [Effect] {
    guard mark != nil, overlay == nil, case .pixels(let rect) = hit(event)?.action else {
      return []
    }
    return inspect(rect, row: event.row, column: event.column)
  }

  private mutating func wheel(_ direction: Int, _ event: MouseEvent) -> [Effect] {
    switch overlay {
    case .help, .log: return receive(direction > 0 ? Key.down : Key.up)
    case .palette: return receive(direction > 0 ? Key.down : Key.up)
    case .runs, .presets, .files: return perform(.select(direction))
    case .confirmQuit, .whichKey: return []
    case nil: break
    }
    guard let hit = hit(event) else { return [] }
    switch hit.action {
    case .scrub: return go(to: playhead + direction)
    case .row(let row):
      guard let command = SettingsRow.all[row].command(direction, self) else { return [] }
      selectedRow = row
      return perform(command)
    case .map: return explore(.move(across: direction, up: 0))
    case .weights(let list, _): return scroll(list, direction)
    case .border: return perform(.wipeBy(2 * direction))
    case .pixels: return go(to: playhead + direction)
    case .command, .suggestion, .file, .nothing: return []
    }
  }
}
