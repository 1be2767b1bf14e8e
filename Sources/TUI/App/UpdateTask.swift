import Inference

/// What can be done with Lotus' task switcher besides setting it.
enum TaskAction: Hashable, Sendable {
  /// More or less of the picture in the blend, in tenths.
  case blend(Int)
  /// Annotation as A and reconstruction as B.
  case both

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .blend(let count): "blend \(count > 0 ? "+" : "")\(count)"
    case .both: "tasks"
    }
  }
}

extension AppState {
  /// Turns the task switcher, or shows both its ends.
  mutating func turn(_ action: TaskAction) -> [Effect] {
    do {
      try check(.task)
      switch action {
      case .blend(let count):
        let tenths = (settings.value.taskSwitch.reconstruction * 10).rounded()
        let blend = min(max(tenths + Float(count), 0), 10) / 10
        return perform(.set(.task, TaskSwitch(reconstruction: blend).text))
      case .both: return try bothTasks()
      }
    } catch {
      fail(error.description)
      return []
    }
  }

  /// Two runs that differ in the task alone, on screen A|B.
  private mutating func bothTasks() throws(CommandError) -> [Effect] {
    var annotation = settings.value
    annotation.taskSwitch = .annotation
    var reconstruction = annotation
    reconstruction.taskSwitch = .reconstruction
    let effects = try pair(annotation, reconstruction)
    say(
      keys.filled(
        "A annotates, B gives the picture back; {,|blend -1} and {.|blend +1} blend the two on the side looked "
          + "at."))
    return effects
  }
}

extension TaskSwitch {
  /// As `:set task` takes it.
  var text: String {
    switch self {
    case .annotation: "annotation"
    case .reconstruction: "reconstruction"
    default: Format.plain(reconstruction)
    }
  }

  /// The text with the place on a line between the two ends.
  var slider: String {
    let isEnd = self == .annotation || self == .reconstruction
    let last = isEnd ? 4 : 10
    let place = min(max(Int((reconstruction * Float(last)).rounded()), 0), last)
    return text + " " + String(repeating: "─", count: place) + "●"
      + String(repeating: "─", count: last - place)
  }
}
