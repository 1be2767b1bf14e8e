/// The keys most worth knowing, each to be clicked.
enum HintLine {
  static func draw(_ state: AppState, _ row: Int, into drawing: inout Drawing) {
    let mode = state.keyMode
    var column = 1
    for (key, word, command) in hints(mode) {
      let width = TextWidth.columns(of: key) + 1 + word.count
      guard column + width < drawing.size.columns else { break }
      let start = column
      column = drawing.put(key, row, column, .key) + 1
      column = drawing.put(word, row, column, .label)
      drawing.hit(
        Rect(row: row, column: start, rows: 1, columns: column - start), .command(command))
      column += 2
    }
  }

  private static func hints(_ mode: KeyMap.Mode) -> [(String, String, Command)] {
    switch mode {
    case .holding:
      return [
        ("←→", "by 1", .turn(1)), ("Shift-←→", "by 10", .turn(10)),
        ("PgUp PgDn", "by 100", .turn(100)), ("Enter", "keep", .keep),
        ("Esc", "put back", .release),
      ]
    case .settings:
      return [
        ("↑↓", "choose", .select(1)), ("←→", "change", .adjust(1)), ("Enter", "run", .run),
        ("u", "undo", .undo), ("Esc", "back", .release),
      ]
    case .normal, .after:
      return KeyMap.bindings.compactMap { binding in
        binding.hint.map { (key(binding), $0, binding.command) }
      }
    }
  }

  /// A pair of keys where two belong together, else the first.
  private static func key(_ binding: KeyMap.Binding) -> String {
    binding.command == .stepBy(1) ? "h/l" : binding.keys.first.map(KeyMap.name) ?? ""
  }
}
