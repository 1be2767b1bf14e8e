/// Every key and every command, narrowed by a search over keys, words and commands.
enum HelpPane {
  /// A line: a heading, or a key with its command and what it does.
  struct Line: Hashable {
    var key: String
    var command: String
    var help: String
    var isHeading = false
  }

  static func lines(_ search: String, _ keys: Keys = .usual) -> [Line] {
    let groups: [(String, [KeyMap.Binding])] =
      [
        ("moving", KeyMap.moving), ("showing", KeyMap.showing + KeyMap.looking),
        ("zooming: all pictures together", KeyMap.viewing), ("changing", KeyMap.changing),
        ("while holding told t or the noise level", KeyMap.holding),
        ("in the settings panel", KeyMap.settings), ("on the error map", KeyMap.map),
        ("on screen A|B", KeyMap.comparing), ("while a picture is wiped", KeyMap.wiping),
        ("on screen Schedule", KeyMap.scheduling),
        ("on screen Metrics", KeyMap.measuring), ("ensembles, on screen Seeds", KeyMap.seeding),
        ("on screen Model", KeyMap.browsing),
        ("while a part of the picture is shown", KeyMap.zoomed),
        ("while a pixel is inspected", KeyMap.inspecting),
        ("while a pixel is inspected from near", KeyMap.inspectingClosely),
        ("in the list of runs", KeyMap.runs), ("in the list of presets", KeyMap.presets),
        ("exporting", KeyMap.exporting), ("habits", KeyMap.habits),
        ("during the tour", KeyMap.touring),
        ("in the open dialogue, / finds", KeyMap.files),
        ("program", KeyMap.program),
      ].map { ($0, keys.current($1)) } + [("your own", keys.own)]
    var lines: [Line] = []
    for (title, bindings) in groups {
      add(
        title,
        bindings.map { Line(key: keys.label($0), command: $0.command.text, help: $0.help) }, search,
        to: &lines)
    }
    add(
      "with the mouse",
      MouseHelp.lines.map { Line(key: $0.gesture, command: "", help: $0.help) }, search, to: &lines)
    add(
      "commands, typed after :",
      CommandTable.all.map { Line(key: "", command: $0.synopsis, help: $0.description) }, search,
      to: &lines)
    add(
      "settings, changed with :set",
      Setting.allCases.map {
        Line(key: "", command: "set \($0.rawValue)", help: "\($0.help): \($0.allowed)")
      }, search, to: &lines)
    add(
      "presets",
      Preset.all.map { Line(key: "", command: "preset \($0.name)", help: $0.help) }, search,
      to: &lines)
    return lines
  }

  private static func add(
    _ title: String, _ group: [Line], _ search: String, to lines: inout [Line]
  ) {
    let found = group.filter { matches($0, search) }
    guard !found.isEmpty else { return }
    lines.append(Line(key: title, command: "", help: "", isHeading: true))
    lines += found
  }

  /// A word in quotes is a key: `"cp"`.
  private static func matches(_ line: Line, _ search: String) -> Bool {
    guard !search.isEmpty else { return true }
    if search.first == "\"" {
      let key = search.filter { $0 != "\"" }
      return key.isEmpty || line.key.split(separator: " ").contains { $0 == key }
    }
    let text = "\(line.key) \(line.command) \(line.help)".lowercased()
    return search.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
  }

  static func draw(_ help: HelpState, _ keys: Keys, into drawing: inout Drawing) {
    let area = OverlayPane.popup(
      min(100, drawing.size.columns - 2), drawing.size.rows - 2, "help",
      "type to search  ↑↓ scroll  Esc close", into: &drawing)
    guard area.rows > 1 else { return }
    let end = drawing.put("search: ", area.row, area.column + 1, .label, limit: area.endColumn)
    let typed = drawing.putCut(
      help.search, area.row, end, .key, width: max(0, area.endColumn - end - 1))
    drawing.cursor = Frame.Position(row: area.row, column: typed)
    let all = lines(help.search, keys)
    if all.isEmpty {
      drawing.putCut(
        "Nothing has this; \"cp\" in quotes asks for a key.", area.row + 1, area.column + 1,
        .label, width: area.columns - 2)
    }
    let room = area.rows - 1
    let first = min(help.scroll, max(0, all.count - room))
    for (offset, line) in all[first..<min(all.count, first + room)].enumerated() {
      draw(line, area.row + 1 + offset, area, into: &drawing)
    }
  }

  private static func draw(
    _ line: Line, _ row: Int, _ area: Rect, into drawing: inout Drawing
  ) {
    if line.isHeading {
      drawing.putCut(line.key, row, area.column + 1, .title, width: area.columns - 2)
      return
    }
    let isWide = area.columns >= 70
    let keyWidth = isWide ? 13 : 11
    let commandWidth = isWide ? 26 : 0
    drawing.putCut(line.key, row, area.column + 2, .key, width: keyWidth - 1)
    var column = area.column + 2 + keyWidth
    if isWide, !line.command.isEmpty {
      drawing.putCut(":" + line.command, row, column, .label, width: commandWidth - 1)
      column += commandWidth
    }
    let text = isWide || !line.key.isEmpty ? line.help : ":\(line.command)  \(line.help)"
    drawing.putCut(text, row, column, .plain, width: area.endColumn - column - 1)
  }
}
