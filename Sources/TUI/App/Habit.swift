/// What a person does around the runs: presets, sessions, marks, the file dialogue and the tour.
enum Habit: Hashable, Sendable {
  /// The list of presets with their stories.
  case presets
  /// The preset selected in the list.
  case choosePreset
  /// Writes the session into a file.
  case save(String)
  /// Brings back a session: a file, or the `last` or `crashed` one.
  case load(String)
  /// Forgets the session that was brought back at the start.
  case discard
  /// The open dialogue at a folder; empty for the one looked at last, `..` for the one above.
  case browse(String)
  /// The file or folder selected in the dialogue.
  case chooseFile
  /// Also hidden files and those that are no pictures.
  case allFiles
  /// Waits for the letter of a mark to set, or to go to.
  case awaitMark(isSetting: Bool)
  case mark(Character)
  case goToMark(Character)
  /// The settings as a command line, into the clipboard.
  case copySettings
  /// The tour of seven cards, anew.
  case tour
  /// Does what the card asks for, or goes on.
  case advanceTour
  case endTour

  /// The command as it is typed after `:`.
  var text: String {
    switch self {
    case .presets: "presets"
    case .choosePreset: "preset selected"
    case .save(let path): "save \(path)"
    case .load(let path): "load \(path)"
    case .discard: "discard"
    case .browse(let folder): folder.isEmpty ? "browse" : "browse \(folder)"
    case .chooseFile: "browse selected"
    case .allFiles: "browse all"
    case .awaitMark(let isSetting): isSetting ? "mark" : "return"
    case .mark(let letter): "mark \(letter)"
    case .goToMark(let letter): "return \(letter)"
    case .copySettings: "copy"
    case .tour: "tour"
    case .advanceTour: "tour next"
    case .endTour: "tour end"
    }
  }

  /// Whether the log keeps it.
  var isLogged: Bool {
    switch self {
    case .presets, .choosePreset, .browse, .chooseFile, .allFiles: false
    case .awaitMark, .mark, .copySettings, .tour, .advanceTour, .endTour: false
    case .save, .load, .discard, .goToMark: true
    }
  }
}
