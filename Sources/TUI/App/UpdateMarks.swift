import Inference

/// A state that a letter brings back.
struct Mark: Sendable, Equatable {
  var session: Session
  /// The run that was shown.
  var run: RunID?
}

extension AppState {
  /// Keeps the state under a letter.
  mutating func mark(_ letter: Character) -> [Effect] {
    guard let session else {
      fail("There is nothing to mark until a model and a picture are there.")
      return []
    }
    marks[letter] = Mark(session: session, run: runs.current)
    say(
      "Marked \(letter); \(keys.beginning(.habit(.awaitMark(isSetting: false))))\(letter) comes back here."
    )
    return []
  }

  /// Brings a marked state back; the settings can be undone.
  mutating func goToMark(_ letter: Character) -> [Effect] {
    guard let mark = marks[letter] else {
      let names = marks.keys.sorted().map(String.init).joined(separator: ", ")
      fail(
        "Nothing is marked \(letter); "
          + (names.isEmpty
            ? keys.filled("{m|mark} and a letter marks a state.") : "there are \(names)."))
      return []
    }
    let session = mark.session
    guard session.model == summary?.name, session.precision == summary?.precision,
      session.picture == picture?.path
    else {
      return replay(mark, letter)
    }
    screen = session.screen
    view = session.view
    colormap = session.colours
    show(quantity: session.quantity)
    follows = session.step == nil
    var effects: [Effect]
    if let id = mark.run, runs[id]?.settings == session.settings {
      effects = use(id)
    } else {
      settings.push(session.settings)
      effects = settingsChanged()
    }
    if let step = session.step { cursor = step }
    settleComparison()
    effects += requestDecodes()
    return effects
  }

  private mutating func show(quantity name: String) {
    if let place = summary?.modalities.firstIndex(where: { $0.name == name }) {
      shownModality = place
    }
    if let quantity = ShownQuantity(rawValue: name) { shownQuantity = quantity }
  }

  /// Another model or picture is loaded first.
  private mutating func replay(_ mark: Mark, _ letter: Character) -> [Effect] {
    do {
      let text = (SessionHeader().lines + mark.session.lines).joined(separator: "\n")
      return replay(try SessionFile(path: "mark \(letter)", text: text))
    } catch {
      fail(error.description)
      return []
    }
  }

  /// A key after `m` or `'`.
  mutating func chooseMark(_ isSetting: Bool, _ key: Key) -> [Effect] {
    overlay = nil
    switch key {
    case .character(let letter) where Mark.isName(letter):
      return perform(.habit(isSetting ? .mark(letter) : .goToMark(letter)))
    case .escape: return []
    case .control("c"): return perform(.interrupt)
    default:
      say("A mark is named by a letter or a digit.")
      return []
    }
  }
}

extension Mark {
  /// Whether a character may name a mark.
  static func isName(_ letter: Character) -> Bool {
    letter.isASCII && (letter.isLetter || letter.isNumber)
  }
}
