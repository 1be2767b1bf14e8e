import Inference

/// What a message makes of the state, and the work it asks for.
///
/// The only place where the state changes; it neither waits nor looks at the world.
func update(_ state: inout AppState, _ message: Message) -> [Effect] {
  let failures = state.log.failureCount
  var effects = state.receive(message)
  state.heed(message, failuresBefore: failures)
  state.settle()
  if state.sessions.replay != nil {
    effects += state.advanceSession()
    state.settle()
  }
  effects += state.followScript()
  let toured = state.followTour()
  if !toured.isEmpty {
    effects += toured
    state.settle()
  }
  effects += state.sweepEffects()
  effects += state.lookEffects()
  return effects + state.requestDifference() + state.requestMeasures() + state.requestRanges()
    + state.mapEffects() + state.seedsEffects() + state.keepEffects()
    + state.weightsEffects()
}

extension AppState {
  fileprivate mutating func receive(_ message: Message) -> [Effect] {
    switch message {
    case .key(let key): return receive(key)
    case .mouse(let event): return receive(event)
    case .paste(let text): return paste(text)
    case .resized(let size, let cell):
      terminal.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
      terminal.cell = cell.flatMap { $0.width > 0 && $0.height > 0 ? $0 : nil }
      letGo()
      return []
    case .focus(let isFocused):
      terminal.isFocused = isFocused
      return []
    case .model(let event): return receive(event)
    case .picture(let event): return receive(event)
    case .run(let id, let event): return receive(event, of: id)
    case .session(let event): return receive(event)
    case .folder(let event): return receive(event)
    case .map(let key, let event): return receive(event, of: key)
    case .seeds(let id, let event): return receive(event, of: id)
    case .weights(let key, let event): return receive(event, of: key)
    case .verified(let number, let event): return receive(event, ofVerification: number)
    case .script(let event): return receive(event)
    case .export(let event): return receive(event)
    case .compared(let pair, let figures):
      comparison.difference = (pair, figures)
      return []
    case .surveyed(let picture, let range):
      ranges[picture] = range
      return []
    case .tick(let now): return tick(now)
    case .command(let line): return receive(line: line)
    }
  }

  /// A line from a script or the palette.
  mutating func receive(line: String) -> [Effect] {
    do {
      return perform(try CommandLine.parse(line, commandContext))
    } catch {
      fail(error.description)
      return []
    }
  }

  /// A picture that was dropped on the window, or text for the line being typed.
  private mutating func paste(_ text: String) -> [Effect] {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let clean = Printable.clean(line, limit: 2000)
    switch overlay {
    case .palette(var prompt):
      prompt.insert(clean)
      overlay = .palette(prompt)
      return requestListing(prompt)
    case .help(var help):
      help.search += clean
      help.scroll = 0
      overlay = .help(help)
      return []
    default: return drop(text)
    }
  }

  /// Opens what was dropped on the window, where it is a path; other text is to be looked at first.
  private mutating func drop(_ text: String) -> [Effect] {
    switch DroppedPath.read(text) {
    case .path(let path):
      overlay = nil
      return perform(.open(path))
    case .refused(let sentence):
      fail(sentence)
      return []
    case .text(let line):
      let clean = Printable.clean(line, limit: 2000)
      guard !clean.isEmpty else { return [] }
      overlay = .palette(Prompt("open " + clean))
      return []
    }
  }

  /// Brings what hangs together in line after any change.
  mutating func settle() {
    let last = currentRun?.isGoing == true ? plannedSteps : reachableSteps
    cursor = min(max(0, cursor), max(0, last - 1))
    selectedRow = min(max(0, selectedRow), SettingsRow.all.count - 1)
    if let run = currentRun, let index = shownIndex {
      let isThere = isShown(run, index, view) && view != .input
      if let shownProbe {
        displayed = Displayed(run: run.id, index: index, view: view, probe: shownProbe.number)
      } else if isThere {
        displayed = Displayed(run: run.id, index: index, view: view)
      } else if displayed?.probe != nil {
        displayed = nil
      }
    }
    if let shown = displayed, runs[shown.run] == nil { displayed = nil }
    settleComparison()
    settleOverlay()
  }

  /// Says something in the notice line and the log.
  mutating func say(_ text: String) {
    note(.information, text)
  }

  /// Says what went wrong.
  mutating func fail(_ text: String) {
    note(.failure, text)
  }

  mutating func note(_ kind: Notice.Kind, _ text: String) {
    let lines = text.split(separator: "\n").map { Printable.clean(String($0), limit: 1000) }
    for line in lines { log.add(Notice(kind: kind, text: line)) }
    notice = Notice(kind: kind, text: lines.joined(separator: " "))
  }
}
