extension AppState {
  /// A key: of the overlay that takes them, else of the key map.
  mutating func receive(_ key: Key) -> [Effect] {
    switch key {
    case .control("l"): return perform(.redraw)
    case .control("z"): return perform(.suspend)
    default: break
    }
    // All that is said in so little room is that q leaves, so nothing that is open may take it.
    if key == .character("q"), Layout.isTooSmall(terminal.size) {
      overlay = nil
      return perform(.close)
    }
    if key == .escape, overlay == nil, script != nil {
      stopScript()
      return []
    }
    switch overlay {
    case .palette(let prompt): return edit(prompt, key)
    case .help(let help): return edit(help, key)
    case .log(let scroll): return scrollLog(scroll, key)
    case .runs: return chooseRun(key)
    case .presets: return choosePreset(key)
    case .files: return chooseFile(key)
    case .marks(let isSetting): return chooseMark(isSetting, key)
    case .confirmQuit: return confirm(key)
    case .whichKey(let prefix, _, _): return choose(prefix, key)
    case nil: break
    }
    guard let command = keys.command(for: key, in: keyMode, on: screen) else { return [] }
    return perform(command)
  }

  private mutating func choose(_ prefix: KeyMap.Prefix, _ key: Key) -> [Effect] {
    overlay = nil
    guard key != .escape else { return [] }
    if key == .control("c") { return perform(.interrupt) }
    guard let command = keys.command(for: key, in: .after(prefix)) else {
      let name = keys.name(of: prefix)
      say("\(name)\(KeyMap.name(key)) is not a key; \(name) lists those there are.")
      return []
    }
    return perform(command)
  }

  private mutating func confirm(_ key: Key) -> [Effect] {
    switch key {
    case .character("q"), .character("y"), .enter, .control("c"):
      overlay = nil
      return perform(.quit)
    default:
      overlay = nil
      return []
    }
  }

  private mutating func scrollLog(_ scroll: Int, _ key: Key) -> [Effect] {
    switch key {
    case .up, .character("k"): overlay = .log(scroll: min(scroll + 1, log.lines.count))
    case .down, .character("j"): overlay = .log(scroll: max(0, scroll - 1))
    case .pageUp: overlay = .log(scroll: min(scroll + 10, log.lines.count))
    case .pageDown: overlay = .log(scroll: max(0, scroll - 10))
    case .control("c"): return perform(.interrupt)
    default: overlay = nil
    }
    return []
  }

  private mutating func edit(_ help: HelpState, _ key: Key) -> [Effect] {
    var help = help
    let last = max(0, HelpPane.lines(help.search, keys).count - 1)
    switch key {
    case .escape, .enter, .control("c"), .function(1):
      overlay = nil
      return []
    case .character("q") where help.search.isEmpty, .character("?") where help.search.isEmpty:
      overlay = nil
      return []
    case .up: help.scroll = max(0, help.scroll - 1)
    case .down: help.scroll = min(last, help.scroll + 1)
    case .pageUp: help.scroll = max(0, help.scroll - 10)
    case .pageDown: help.scroll = min(last, help.scroll + 10)
    case .home: help.scroll = 0
    case .end: help.scroll = last
    case .backspace:
      help.search = String(help.search.dropLast())
      help.scroll = 0
    case .character(let character):
      help.search.append(character)
      help.scroll = 0
    default: break
    }
    overlay = .help(help)
    return []
  }

  /// Opens an overlay.
  mutating func open(_ command: Command) -> [Effect] {
    switch command {
    case .palette(let beginning):
      overlay = .palette(Prompt(beginning.isEmpty ? "" : beginning + " "))
    case .menu(let prefix): overlay = .whichKey(prefix, since: nil, isShown: false)
    case .help: overlay = .help(HelpState())
    case .log: overlay = .log(scroll: 0)
    default: break
    }
    return []
  }
}
