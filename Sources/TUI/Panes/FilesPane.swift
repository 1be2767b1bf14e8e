import Inference

/// The open dialogue: names at the left, a look at the selected picture at the right.
enum FilesPane {
  static func draw(_ state: AppState, _ dialogue: FileDialogue, into drawing: inout Drawing) {
    let size = drawing.size
    let title = dialogue.folder == FileDialogue.scenes ? "shipped scenes" : dialogue.folder
    let area = OverlayPane.popup(
      min(110, size.columns - 2), min(30, size.rows - 2), "open",
      state.keys.filled("{Enter|browse selected} opens  {h|browse ..} up  / find  Esc close"),
      into: &drawing)
    guard area.rows > 2, area.columns > 10 else { return }
    let listWidth = area.columns >= 50 ? max(24, area.columns * 2 / 5) : area.columns
    drawing.putCut(
      Printable.clean(title, limit: 4096), area.row, area.column + 1, .label,
      width: area.columns - 2)
    let list = Rect(
      row: area.row + 1, column: area.column, rows: area.rows - 2, columns: listWidth)
    names(dialogue, state.keys, list, into: &drawing)
    footer(dialogue, state.keys, area, into: &drawing)
    guard listWidth < area.columns else { return }
    preview(
      dialogue,
      Rect(
        row: area.row + 1, column: area.column + listWidth, rows: area.rows - 2,
        columns: area.columns - listWidth), into: &drawing)
  }

  private static func names(
    _ dialogue: FileDialogue, _ keys: Keys, _ area: Rect, into drawing: inout Drawing
  ) {
    let entries = dialogue.visible
    let first = min(
      max(0, dialogue.selection - area.rows / 2), max(0, entries.count - area.rows))
    for (offset, entry) in entries.dropFirst(first).prefix(area.rows).enumerated() {
      let isSelected = first + offset == dialogue.selection
      let rect = Rect(row: area.row + offset, column: area.column, rows: 1, columns: area.columns)
      if isSelected { drawing.fill(rect, .selected) }
      let name = Printable.clean(entry.name) + (entry.isFolder ? "/" : "")
      let size = entry.isFolder || entry.bytes == 0 ? "" : bytes(entry.bytes)
      let room = area.columns - 2 - (size.isEmpty ? 0 : size.count + 1)
      drawing.putCut(
        name, rect.row, rect.column + 1,
        isSelected ? .selected : entry.isFolder ? .key : .plain, width: room)
      drawing.put(
        size, rect.row, rect.endColumn - 1 - size.count, isSelected ? .selected : .label)
      drawing.hit(rect, .file(first + offset))
    }
    guard entries.isEmpty || (entries.count == 1 && !dialogue.isListing) else { return }
    let way = keys.filled("{h|browse ..} goes up, {~|browse ~} home.")
    let sentence =
      dialogue.isListing
      ? "Reading the folder." : dialogue.filter.isEmpty ? "No pictures here." : "No such name."
    PicturePane.message(
      dialogue.problem.map { [$0, way] } ?? [sentence],
      Rect(
        row: area.row, column: area.column, rows: area.rows, columns: area.columns), into: &drawing)
  }

  /// The filter while it is typed, else what else can be done.
  private static func footer(
    _ dialogue: FileDialogue, _ keys: Keys, _ area: Rect, into drawing: inout Drawing
  ) {
    let row = area.endRow - 1
    guard !dialogue.isFiltering else {
      let end = drawing.put("find: ", row, area.column + 1, .label, limit: area.endColumn)
      let cursor = drawing.putCut(
        dialogue.filter, row, end, .key, width: max(0, area.endColumn - end - 1))
      drawing.cursor = Frame.Position(row: row, column: cursor)
      return
    }
    let more = dialogue.left > 0 ? "\(dialogue.left) more are not listed   " : ""
    drawing.putCut(
      more
        + keys.filled(
          "{~|browse ~} home  {S|browse scenes} scenes  {.|browse all} all files  {:|palette open} type a path"
        ), row, area.column + 1, .key, width: area.columns - 2)
  }

  private static func preview(
    _ dialogue: FileDialogue, _ rect: Rect, into drawing: inout Drawing
  ) {
    switch dialogue.preview {
    case .none: break
    case .waiting: PicturePane.message(["Decoding."], rect, into: &drawing)
    case .failed(_, let reason): PicturePane.message([reason], rect, into: &drawing)
    case .ready(_, let id, let width, let height):
      let picture = Rect(
        row: rect.row, column: rect.column, rows: max(0, rect.rows - 1), columns: rect.columns)
      drawing.putCut(
        "\(width)×\(height)", rect.endRow - 1, rect.column + 1, .label, width: rect.columns - 2)
      guard
        let fit = Fit.picture(width: width, height: height, in: picture, drawing.terminal)
      else { return }
      drawing.place(ImageKey(content: .input(id), pixels: fit.pixels), in: fit.rect)
    }
  }

  private static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1_000: "\(count) B"
    case ..<1_000_000: "\(count / 1_000) kB"
    default: "\(count / 1_000_000) MB"
    }
  }
}
