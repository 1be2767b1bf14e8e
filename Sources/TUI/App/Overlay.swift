/// What lies over the screen and takes the keys.
enum Overlay: Sendable, Equatable {
  case help(HelpState)
  case palette(Prompt)
  case log(scroll: Int)
  /// A prefix key was pressed; its popup shows when it has waited.
  case whichKey(KeyMap.Prefix, since: Double?, isShown: Bool)
  /// The runs, newest first.
  case runs(selection: Int)
  case presets(selection: Int)
  case files(FileDialogue)
  /// The letter of a mark is waited for.
  case marks(isSetting: Bool)
  case confirmQuit
}

/// The help overlay: every key and command, narrowed by what is typed.
struct HelpState: Sendable, Equatable {
  var search = ""
  var scroll = 0
}

/// The line typed after `:`.
struct Prompt: Sendable, Equatable {
  var text = ""
  /// The cursor's place, in characters.
  var cursor = 0
  /// The chosen line of the list; nil while typing.
  var selection: Int?
  /// The place in the history; nil for the line being typed.
  var historyPlace: Int?
  /// What had been typed when the history was gone into.
  var historyStart = ""
  /// What was wrong with the line when it was entered.
  var problem: String?

  init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  mutating func insert(_ addition: String) {
    var characters = Array(text)
    characters.insert(contentsOf: addition, at: min(cursor, characters.count))
    text = String(characters)
    cursor += addition.count
    edited()
  }

  mutating func deleteBackward() {
    guard cursor > 0 else { return }
    var characters = Array(text)
    characters.remove(at: cursor - 1)
    text = String(characters)
    cursor -= 1
    edited()
  }

  mutating func deleteForward() {
    var characters = Array(text)
    guard cursor < characters.count else { return }
    characters.remove(at: cursor)
    text = String(characters)
    edited()
  }

  mutating func replace(with line: String) {
    text = line
    cursor = line.count
    problem = nil
  }

  mutating func move(to place: Int) {
    cursor = min(max(place, 0), text.count)
  }

  private mutating func edited() {
    selection = nil
    historyPlace = nil
    problem = nil
  }
}
