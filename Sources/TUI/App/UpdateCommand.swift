import Inference

extension AppState {
  /// Carries out a command.
  mutating func perform(_ command: Command) -> [Effect] {
    leaving = command == .interrupt ? leaving : nil
    if command.isLogged { note(.command, ":" + command.text) }
    switch command {
    case .stepBy, .goTo, .first, .last, .togglePlay, .play, .speed, .slower, .faster, .loop,
      .toggleLoop:
      return move(command)
    case .screen, .view, .nextView, .previousView, .quantity, .map, .colours, .theme:
      return show(command)
    case .set, .nextValue, .previousValue, .preset, .undo, .redo, .adjust:
      return changeSettings(command)
    case .sweep(let action): return perform(action)
    case .export(let wanted): return export(wanted)
    case .schedule(let action): return drawSchedule(action)
    case .lint: return lint()
    case .errorMap(let action): return explore(action)
    case .seeds(let action): return growSeeds(action)
    case .weights(let action): return browse(action)
    case .verify(let action): return verify(action)
    case .script(let action): return perform(action)
    case .run: return run()
    case .smaller: return shrink()
    case .branch(let setting, let value): return branch(setting, value)
    case .cancel: return cancel()
    case .side, .otherSide, .swap, .arrange, .compareLast, .link, .nextLink, .wipe, .wipeBy, .pair:
      return compare(command)
    case .metric, .nextMetric, .previousMetric, .fit, .nextFit, .inspect, .inspectAt, .inspectBy:
      return measure(command)
    case .zoom(let action): return zoom(action)
    case .look(let action): return look(action)
    case .task(let action): return turn(action)
    case .runs, .choose, .use, .pin, .forget: return manageRuns(command)
    case .hold, .told, .noise, .turn, .keep, .release:
      return turn(command)
    case .open(let path):
      isOpening = true
      return [.openPicture(path: path)]
    case .groundTruth(let path): return measure(against: path)
    case .model(let name): return load(name)
    case .precision(let choice): return compute(in: choice)
    case .preview(let choice): return preview(by: choice)
    case .nextFocus where screen == .model, .previousFocus where screen == .model:
      nextList(command == .nextFocus ? 1 : -1)
      return []
    case .nextFocus, .previousFocus:
      focus = focus == .steps ? .settings : .steps
      return []
    case .divide(let action): return divide(action)
    case .select(let count): return select(count)
    case .habit(let habit): return follow(habit)
    case .palette, .menu, .help, .log: return open(command)
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .interrupt: return interrupt()
    case .close: return close()
    case .quit: return cancelGoing() + stopSeeds() + departure()
    }
  }

  private mutating func show(_ command: Command) -> [Effect] {
    switch command {
    case .screen(let screen):
      self.screen = screen
      if screen == .model { visitFault() }
      bringOther()
      settleComparison()
      return wakeOther() + requestDecodes()
    case .view(let view): self.view = view
    case .nextView: view = neighbour(1)
    case .previousView: view = neighbour(-1)
    case .colours(let name): colormap = name
    case .theme(let name): terminal.theme = name
    case .map(let name):
      shownModality = summary?.modalities.firstIndex { $0.name == name } ?? shownModality
    case .quantity(let quantity):
      if showMap(quantity) { return requestDecodes() + probeNewest() }
      guard quantity == .normals || !predictsNormals else {
        fail("\(summary?.name ?? "This model") predicts normals; depth cannot be had from them.")
        return []
      }
      shownQuantity = quantity
      return requestDecodes()
    default: return []
    }
    return requestDecodes()
  }

  /// The map of that quantity where the model has several; where it has neither depth nor normals, the
  /// next one, or for depth the one before.
  private mutating func showMap(_ quantity: ShownQuantity) -> Bool {
    guard let maps = summary?.modalities, maps.count > 1 else { return false }
    if let place = maps.firstIndex(where: { $0.quantity.rawValue == quantity.rawValue }) {
      shownModality = place
      shownQuantity = quantity
    } else {
      let step = quantity == .normals ? 1 : maps.count - 1
      shownModality = (shownModality + step) % maps.count
    }
    return true
  }

  private func neighbour(_ direction: Int) -> StepView {
    let all = StepView.allCases
    let place = all.firstIndex(of: view) ?? 0
    return all[(place + direction + all.count) % all.count]
  }

  private mutating func select(_ count: Int) -> [Effect] {
    if case .runs(let selection) = overlay {
      overlay = .runs(selection: min(max(0, selection + count), max(0, runs.runs.count - 1)))
      return []
    }
    if case .files = overlay { return selectFile(count) }
    if case .presets(let selection) = overlay {
      overlay = .presets(selection: min(max(0, selection + count), Preset.all.count - 1))
      return []
    }
    if screen == .model { return browse(.move(count)) }
    if focus == .settings {
      selectedRow = min(max(0, selectedRow + count), SettingsRow.all.count - 1)
      return []
    }
    if screen == .seeds { selectMember(count) }
    return screen == .schedule ? move(.stepBy(count)) : []
  }

  private mutating func interrupt() -> [Effect] {
    if leaving != nil { return perform(.quit) }
    leaving = Leaving(since: nil)
    let hadScript = script != nil
    stopScript()
    guard !isWorking else { return cancel() }
    guard !hadScript else { return [] }
    // The dialogue lies over the line that says so.
    if case .files = overlay { overlay = nil }
    say("Nothing is running; Ctrl-C again leaves.")
    return []
  }

  private mutating func close() -> [Effect] {
    if overlay != nil {
      overlay = nil
      return []
    }
    // Where there is no room for the question, it is not asked.
    guard !asksBeforeLeaving || runs.going.isEmpty || Layout.isTooSmall(terminal.size) else {
      overlay = .confirmQuit
      return []
    }
    return departure()
  }

  /// Leaves for good; a session that ends like this is no crash.
  private func departure() -> [Effect] { (sessions.isKept ? [.endSession] : []) + [.quit] }
}
