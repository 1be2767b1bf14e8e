/// What a person does around the runs: presets, sessions, marks, the file dialogue and the tour.
enum Habit: Hashable, Sendable {
  /// The list of presets with their stories.
  case presets
  /// The preset selected in the list.
  case choosePreset

  /// The command as it is typed after `:`.
  var text: String {
    switch self {
    case .presets: "presets"
    case .choosePreset: "preset selected"
    }
  }

  /// Whether the log keeps it.
  var isLogged: Bool { false }
}
