import Inference

/// The first two rows: the screens, and what is being looked at.
enum HeaderPane {
  static func draw(_ state: AppState, _ layout: Layout, into drawing: inout Drawing) {
    tabs(state, into: &drawing)
    if layout.hasTitle { title(state, into: &drawing) }
  }

  private static func tabs(_ state: AppState, into drawing: inout Drawing) {
    var column = drawing.put("stepscope", 0, 1, .brand) + 2
    let whole = ScreenID.allCases.reduce(column) { $0 + $1.title.count + 5 }
    for screen in ScreenID.allCases {
      let start = column
      // Where there is little room, only the screen shown has its name.
      let isShort = whole > drawing.size.columns && screen != state.screen
      column = drawing.put(
        isShort ? " \(screen.number) " : " \(screen.number) \(screen.title) ", 0, column,
        screen == state.screen ? .activeTab : .tab)
      drawing.hit(
        Rect(row: 0, column: start, rows: 1, columns: column - start),
        .command(.screen(screen)))
      column += 1
    }
    var end = drawing.size.columns - 1
    // Where there is little room, the help goes before the word beside the colon.
    let room = end - column - 2
    let help = state.keys.filled("{?|help} help")
    let colon = "\(help)   : command".count <= room ? ": command" : ":"
    let hints: [(String, Command)] = [(help, .help), (colon, .palette(""))]
    for (text, command) in hints.reversed() {
      let start = end - text.count
      guard start > column + 1 else { break }
      drawing.put(text, 0, start, .label)
      drawing.hit(Rect(row: 0, column: start, rows: 1, columns: text.count), .command(command))
      end = start - 3
    }
  }

  /// What is not usual of how a model computes.
  static func ways(_ summary: ModelSummary) -> [String] {
    [
      summary.precision == .fp32 ? nil : summary.precision.rawValue,
      summary.cost?.decoding.unusual,
    ]
    .compactMap(\.self)
  }

  private static func title(_ state: AppState, into drawing: inout Drawing) {
    var parts: [String] = []
    if let picture = state.picture {
      parts.append("\(Printable.clean(picture.name, limit: 60)) \(picture.width)×\(picture.height)")
    } else {
      parts.append(state.isOpening ? "opening the picture" : "no picture")
    }
    switch state.model {
    case .none: parts.append("no model")
    case .loading(let name, _): parts.append("loading \(Printable.clean(name, limit: 60))")
    case .failed(let name, _): parts.append("\(Printable.clean(name, limit: 60)) failed")
    case .ready(let summary):
      parts.append(Shortened.name(summary.name))
      parts += ways(summary)
      parts += settings(state.settings.value, summary)
      if state.isUpToDate, let member = state.currentRun?.member {
        parts.append("member \(member.number)")
      }
    }
    var column = 1
    for part in parts {
      let width = TextWidth.columns(of: part)
      let room = drawing.size.columns - 1 - column
      guard width <= room || column == 1 else { break }
      drawing.putCut(part, 1, column, column == 1 ? .title : .plain, width: room)
      column += width + 2
    }
  }

  /// The settings in a few words.
  static func settings(_ settings: RunSettings, _ summary: ModelSummary) -> [String] {
    var parts = [
      "\(SchedulerCatalog.title(settings.scheduler)) \(settings.timestepSpacing.rawValue)"
        + " ×\(settings.steps)",
      settings.noise.rawValue,
    ]
    if summary.controls.missingReason(.seed, settings) == nil {
      parts.append("seed \(settings.seed)")
    }
    if settings.toldTimesteps != nil { parts.append("told t by hand") }
    if settings.taskSwitch != .annotation {
      parts.append(Setting.task.value(settings))
    }
    return parts
  }
}
