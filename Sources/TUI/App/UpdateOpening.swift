import Inference

/// Which model is open and what it computes with.
extension AppState {
  mutating func load(_ name: String) -> [Effect] {
    reopening = nil
    model = .loading(name: name, previous: summary)
    return cancelGoing() + [.loadModel(name)]
  }

  /// Loads the model anew for another precision; what a run of each made stays in the list.
  mutating func compute(in choice: PrecisionChoice) -> [Effect] {
    do {
      try choice.check()
    } catch {
      fail(error.description)
      return []
    }
    precision = choice
    let effects: [Effect] = [.usePrecision(choice)]
    switch model {
    case .ready(let summary): return effects + load(summary.name)
    case .loading(let name, _), .failed(let name, _): return effects + load(name)
    case .none: return effects
    }
  }

  /// Opens the model that undo or redo puts back; the history moves when it is there.
  mutating func reopen(_ opening: Opening, _ direction: History.Direction) -> [Effect] {
    precision = opening.precision
    let effects = [.usePrecision(precision)] + load(opening.name)
    reopening = direction
    say("\(opening.name) opens again with the settings it had.")
    return effects
  }

  /// Makes a model that has loaded the current one.
  ///
  /// Undo and redo bring back the settings it had; another precision keeps what was set; any other model begins
  /// with its own.
  ///
  /// - Returns: Whether undo or redo opened it.
  mutating func adopt(_ summary: ModelSummary) -> Bool {
    let previous = self.summary
    let new = Opening(name: summary.name, precision: precision)
    let old = opened
    let direction = reopening
    model = .ready(summary)
    opened = new
    reopening = nil
    var defaults = summary.defaults
    if summary.controls.missing[.seed] == nil { defaults.seed = settings.value.seed }
    guard let previous, let old else {
      settings.begin(with: defaults)
      return false
    }
    let former = History.Former.opening(old, settings.value)
    if let direction, case .opening(new, _) = settings.next(direction) {
      settings.wind(direction, leaving: former)
      return true
    }
    if old == new, previous.key == summary.key {
      settings.push(defaults)
    } else {
      settings.push(former)
      if old.name != new.name { settings.begin(with: defaults) }
    }
    return false
  }

  /// A model could not be loaded: the one before stays, with its precision where undo or redo had asked for another.
  mutating func keepModel(without name: String, _ message: String) -> [Effect] {
    model = summary.map(ModelState.ready) ?? .failed(name: name, message: message)
    fail(message)
    guard reopening != nil, let opened else { return [] }
    reopening = nil
    precision = opened.precision
    return [.usePrecision(precision)]
  }
}
