extension AppState {
  /// The mouse: what lies under it is asked of the drawing itself.
  mutating func receive(_ event: MouseEvent) -> [Effect] {
    switch event.kind {
    case .press:
      guard !event.shift else { return [] }
      return event.button == .left ? press(event) : pressOther(event)
    case .drag:
      if let inspectedArea {
        return inspect(inspectedArea, row: event.row, column: event.column)
      }
      if let draggedBorder { return wipe(draggedBorder, event.column) }
      if let draggedBar { return drag(draggedBar, column: event.column) }
      if let draggedDivider { drag(draggedDivider, column: event.column) }
      if let dragged { drag(dragged, row: event.row, column: event.column) }
      guard let scrub else { return [] }
      return go(to: scrub.index(at: event.column))
    case .release:
      letGo()
      return []
    case .wheelUp: return wheel(-1, event)
    case .wheelDown: return wheel(1, event)
    case .move: return hover(event)
    }
  }

  /// The pointer holds nothing any more.
  mutating func letGo() {
    scrub = nil
    draggedBorder = nil
    draggedBar = nil
    draggedDivider = nil
    inspectedArea = nil
    dragged = nil
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
    case .pixels(let area), .picture(let area): return press(area, event)
    case .map(let area):
      guard let cell = area.cell(row: event.row, column: event.column) else { return [] }
      maps.cell = cell
      return explore(.show)
    case .weights(_, let action): return browse(action)
    case .border(let rect):
      draggedBorder = rect
      return wipe(rect, event.column)
    case .divider(var divider):
      divider.grip = divider.rect.column + 1 - event.column
      draggedDivider = divider
      return []
    case .bar(let bar):
      draggedBar = bar
      return perform(.hold(bar.kind))
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

  /// The left button on a picture: inspects it, or drags it and does what the pane does elsewhere.
  private mutating func press(_ area: PictureArea, _ event: MouseEvent) -> [Effect] {
    guard !isInspecting else {
      inspectedArea = area
      return inspect(area, row: event.row, column: event.column)
    }
    beginDrag(area, row: event.row, column: event.column)
    let below = draw(self, terminal.size).hits.last { hit in
      guard hit.rect.contains(row: event.row, column: event.column) else { return false }
      if case .command = hit.action { return true }
      return false
    }
    guard case .command(let command) = below?.action else { return [] }
    return perform(command)
  }

  /// The other buttons: the middle one drags a picture, the right one inspects it.
  private mutating func pressOther(_ event: MouseEvent) -> [Effect] {
    guard overlay == nil, let area = pictureArea(event) else { return [] }
    switch event.button {
    case .middle: beginDrag(area, row: event.row, column: event.column)
    case .right:
      inspectedArea = area
      return inspect(area, row: event.row, column: event.column)
    case .left, .none: break
    }
    return []
  }

  /// The picture under the pointer.
  private func pictureArea(_ event: MouseEvent) -> PictureArea? {
    switch hit(event)?.action {
    case .pixels(let area), .picture(let area): area
    case .border(let rect): PictureArea(rect: rect)
    default: nil
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
    guard isInspecting, overlay == nil, let area = pictureArea(event) else { return [] }
    return inspect(area, row: event.row, column: event.column)
  }

  private mutating func wheel(_ direction: Int, _ event: MouseEvent) -> [Effect] {
    switch overlay {
    case .help, .log: return receive(direction > 0 ? Key.down : Key.up)
    case .palette: return receive(direction > 0 ? Key.down : Key.up)
    case .runs, .presets, .files: return perform(.select(direction))
    case .confirmQuit, .whichKey, .marks: return []
    case nil: break
    }
    if let area = pictureArea(event) {
      zoom(-direction, area, row: event.row, column: event.column)
      return []
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
    case .bar(let bar): return turn(bar, -direction)
    case .border, .divider, .pixels, .picture: return []
    case .command, .suggestion, .file, .nothing: return []
    }
  }
}
