import Inference

/// The lines of a list on screen Model, of which as many are shown as there is room for.
struct ListLines {
  /// A line: texts with the columns they begin at, counted from the list's first, and how they look.
  struct Line {
    var action: WeightsAction
    var texts: [(text: String, column: Int, role: Role)]
  }

  var list: WeightsState.List
  var count: Int
  var selection: Int

  /// Draws the lines around the selected one; `line` makes one of them.
  func draw(
    _ state: AppState, _ area: Rect, into drawing: inout Drawing, _ line: (Int) -> Line
  ) {
    guard area.rows > 0, area.columns > 2, count > 0 else { return }
    let first = min(max(0, selection - area.rows / 2), max(0, count - area.rows))
    for offset in 0..<min(area.rows, count - first) {
      let place = first + offset
      let rect = Rect(row: area.row + offset, column: area.column, rows: 1, columns: area.columns)
      let line = line(place)
      let isSelected = place == selection
      let isFocused = isSelected && state.weights.list == list
      if isFocused { drawing.fill(rect, .selected) }
      if isSelected { drawing.put("▸", rect.row, rect.column, isFocused ? .selected : .key) }
      for (index, text) in line.texts.enumerated() {
        let end = index + 1 < line.texts.count ? line.texts[index + 1].column - 1 : area.columns
        drawing.putCut(
          text.text, rect.row, rect.column + text.column, isFocused ? .selected : text.role,
          width: min(end, area.columns) - text.column)
      }
      drawing.hit(rect, .weights(list, line.action))
    }
  }

  /// The end of a name that is too long, which tells it from its neighbours.
  static func end(of name: String, _ width: Int) -> String {
    let name = Printable.clean(name, limit: 400)
    guard TextWidth.columns(of: name) > width, width > 1 else { return name }
    return "…" + name.suffix(width - 1)
  }

  /// A text that ends where a column ends.
  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - TextWidth.columns(of: text))) + text
  }
}
