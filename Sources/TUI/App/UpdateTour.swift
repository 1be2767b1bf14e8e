extension AppState {
  /// Begins the tour, anew where it is going on.
  mutating func beginTour() -> [Effect] {
    overlay = nil
    tour = Tour()
    return show(card: 0)
  }

  /// Does what the card asks for, or goes on where there is nothing to do or it has been tried.
  mutating func advanceTour() -> [Effect] {
    guard let tour else {
      say("No tour is going on; :tour begins it.")
      return []
    }
    let card = Tour.cards[tour.card]
    guard !card.doing.isEmpty, !tour.isTried else { return show(card: tour.card + 1) }
    self.tour?.isTried = true
    return carryOut(card.doing)
  }

  /// Leaves the tour where it is.
  mutating func endTour() -> [Effect] {
    guard tour != nil else { return [] }
    tour = nil
    say("The tour is over; :tour brings it back.")
    return []
  }

  /// The next card, when what this one asks for has been done.
  mutating func followTour() -> [Effect] {
    guard let tour, let isDone = Tour.cards[tour.card].isDone, isDone(self) else { return [] }
    return show(card: tour.card + 1)
  }

  private mutating func show(card: Int) -> [Effect] {
    guard Tour.cards.indices.contains(card) else { return endTour() }
    tour = Tour(card: card)
    let effects = carryOut(Tour.cards[card].before)
    if card == 0 {
      // Also where the run has still to come, its first step is what is looked at.
      cursor = 0
      follows = false
    }
    return effects
  }

  private mutating func carryOut(_ lines: [String]) -> [Effect] {
    var effects: [Effect] = []
    for line in lines {
      do {
        let command = try CommandLine.parse(line, commandContext)
        if !isSetAlready(command) { effects += perform(command) }
      } catch {
        fail(error.description)
      }
    }
    return effects
  }

  /// What is so already needs no words, and while a model loads its own settings are on their way.
  private func isSetAlready(_ command: Command) -> Bool {
    guard case .ready(let summary) = model else {
      switch command {
      case .set, .model: return true
      default: return false
      }
    }
    switch command {
    case .set(let setting, let value): return setting.value(settings.value) == value
    case .model(let name): return name == summary.name
    default: return false
    }
  }
}
