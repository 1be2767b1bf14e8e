import Inference

/// The marks there are, while the letter of one is waited for.
enum MarksPane {
  static func draw(_ state: AppState, _ isSetting: Bool, into drawing: inout Drawing) {
    let names = state.marks.keys.sorted()
    let room = max(1, min(names.count, drawing.size.rows - 6))
    let area = OverlayPane.popup(
      min(drawing.size.columns, 84), room + 3, isSetting ? "mark this state" : "go to a mark",
      "a letter or a digit  Esc close", atBottom: true, into: &drawing)
    for (offset, name) in names.prefix(room).enumerated() where area.row + offset < area.endRow {
      let row = area.row + offset
      let end = drawing.put(String(name), row, area.column + 1, .key)
      drawing.putCut(
        state.marks[name].map(describe) ?? "", row, end + 2, .plain,
        width: area.endColumn - end - 3)
      drawing.hit(
        Rect(row: row, column: area.column, rows: 1, columns: area.columns),
        .command(.habit(isSetting ? .mark(name) : .goToMark(name))))
    }
    if names.isEmpty, area.rows > 0 {
      drawing.putCut(
        "Nothing is marked yet.", area.row, area.column + 1, .label, width: area.columns - 2)
    }
  }

  private static func describe(_ mark: Mark) -> String {
    let session = mark.session
    let settings = session.settings
    let step = session.step.map { "step \($0 + 1) of " } ?? ""
    return
      "\(step)\(settings.scheduler.rawValue) \(settings.timestepSpacing.rawValue) ×\(settings.steps)  "
      + "\(settings.noise.rawValue)  \(Printable.clean(session.model, limit: 60))  "
      + "\(session.screen.title)"
  }
}
