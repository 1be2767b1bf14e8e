/// The keys most worth knowing, each to be clicked.
enum HintLine {
  static func draw(_ state: AppState, _ row: Int, into drawing: inout Drawing) {
    var column = 1
    for (usual, word, command) in hints(state) {
      let key = state.keys.hint(usual, command)
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

  private static func compare(_ state: AppState) -> [(String, String, Command)] {
    guard state.isComparing else {
      return [
        ("p", "leading-1 beside trailing-1", .pair("leading-1", "trailing-1")),
        ("R", "runs", .runs), ("c", "change", .menu(.change)), ("q", "quit", .close),
      ]
    }
    let first: [(String, String, Command)] =
      state.comparison.arrangement == .wipe
      ? [("←→", "border", .wipeBy(2)), ("|", "side by side", .arrange(.wipe))]
      : [("|", "wipe", .arrange(.wipe))]
    return [("h/l", "step", .stepBy(1))] + first + [
      ("=", "difference", .arrange(.difference)),
      ("f", "change \(state.comparison.side.opposite.title)", .otherSide),
      ("c", "change", .menu(.change)), ("B", "swap", .swap), ("x", "link", .nextLink),
      ("R", "runs", .runs), ("Tab", "settings", .nextFocus), ("v", "view", .nextView),
      ("b", "branch", .palette("branch")), ("p", "pair", .pair("leading-1", "trailing-1")),
      ("u", "undo", .undo), ("q", "quit", .close),
    ]
  }

  private static func metrics(_ state: AppState) -> [(String, String, Command)] {
    let other = state.isComparing ? [("f", "other run", Command.otherSide)] : []
    return [
      ("h/l", "step", .stepBy(1)), ("m", "metric", .nextMetric), ("a", "align", .nextFit),
      ("i", "inspect", .inspect), ("x", "link", .nextLink), ("R", "runs", .runs),
      ("c", "change", .menu(.change)),
    ] + other + [
      ("Tab", "settings", .nextFocus), ("v", "view", .nextView), ("u", "undo", .undo),
      ("q", "quit", .close),
    ]
  }
  private static let model: [(String, String, Command)] = [
    ("j/k", "move", .select(1)), ("Tab", "next list", .nextFocus),
    ("/", "search", .palette("weights find")), ("n/N", "next", .weights(.next(1))),
    ("s", "slowest first", .weights(.nextOrder)), ("C", "check values", .weights(.check)),
    ("S", "SHA-256", .weights(.digest)), ("V", "verify", .verify(.begin(nil))), ("r", "run", .run),
    ("q", "quit", .close),
  ]

  private static let map: [(String, String, Command)] = [
    ("hjkl", "move", .errorMap(.move(across: 1, up: 0))), ("Enter", "show", .errorMap(.show)),
    ("cp", "spacing", .nextValue(.spacing)), ("cn", "steps", .palette("set steps")),
    ("c", "change", .menu(.change)), ("Tab", "settings", .nextFocus), ("u", "undo", .undo),
    ("o", "open", .habit(.browse(""))), ("q", "quit", .close), ("r", "run", .run),
  ]

  private static let seeds: [(String, String, Command)] = [
    ("a", "a member", .seeds(.add(1))), ("A", "five", .seeds(.add(5))),
    ("j/k", "select", .select(1)), ("Enter", "open", .seeds(.open(nil))),
    ("m", "median or mean", .seeds(.nextMerge)), ("x", "pane", .seeds(.nextPane)),
    ("h/l", "step", .stepBy(1)), ("c", "change", .menu(.change)),
    ("Tab", "settings", .nextFocus), ("u", "undo", .undo), ("q", "quit", .close),
  ]

  private static func hints(_ state: AppState) -> [(String, String, Command)] {
    switch state.keyMode {
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
    case .zoomed:
      return [
        ("←↑↓→", "move", .zoom(.pan(across: 10, down: 0))), ("+", "closer", .zoom(.closer)),
        ("-", "further", .zoom(.further)), ("z", "whole", .zoom(.off)), ("h/l", "step", .stepBy(1)),
        ("v", "view", .nextView), ("i", "inspect", .inspect), ("?", "help", .help),
      ]
    case .inspecting, .inspectingClosely:
      return [
        ("hjkl", "move", .inspectBy(4, 0)), ("HJKL", "further", .inspectBy(32, 0)),
        ("Esc", "no longer inspect", .inspect), ("+", "closer", .zoom(.closer)),
        ("v", "view", .nextView),
        ("4", "A|B", .screen(.compare)), ("6", "metrics", .screen(.metrics)),
      ]
    case .runs, .presets, .files, .touring, .on, .wiping, .normal, .after:
      if state.screen == .compare { return compare(state) }
      if state.screen == .metrics { return metrics(state) }
      if state.screen == .map { return map }
      if state.screen == .seeds { return seeds }
      if state.screen == .model { return model }
      let pictures: [(String, String, Command)] =
        state.screen == .steps
        ? [("v", "view", .nextView), ("t", "told t", .hold(.told)), ("s", "noise", .hold(.noise))]
        : [
          ("m", "curve", .schedule(.nextCurve)), ("x", "overlay", .schedule(.nextOverlay)),
          ("cp", "spacing", .nextValue(.spacing)), ("cn", "steps", .palette("set steps")),
        ]
      return [("h/l", "step", .stepBy(1)), ("Space", "play", .togglePlay)] + pictures + [
        ("c", "change", .menu(.change)), ("Tab", "settings", .nextFocus), ("u", "undo", .undo),
        ("o", "open", .habit(.browse(""))), ("q", "quit", .close), ("r", "run", .run),
        ("d", "depth", .quantity(.depth)), ("n", "normals", .quantity(.normals)),
        ("b", "branch", .branch(nil, "")),
      ]
    }
  }
}
