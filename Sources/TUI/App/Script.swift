/// A file of commands that is being carried out.
struct Script: Sendable {
  var path: String
  /// Those still to come.
  var lines: ArraySlice<ScriptFile.Line>
  /// How many there were at first.
  let count: Int
  /// The line that is being carried out.
  var current: ScriptFile.Line?
  /// How many things had gone wrong before; one more stops it.
  var failures: Int
  /// Answers of workers that must come before the next line.
  var awaited = 0
  var pause: Pause?

  /// A pause: it begins at the first tick.
  struct Pause: Sendable {
    var seconds: Double
    var since: Double?
  }

  init(_ file: ScriptFile, failures: Int) {
    path = file.path
    lines = file.lines[...]
    count = file.lines.count
    self.failures = failures
  }

  /// How many lines have been carried out, or begun.
  var done: Int { count - lines.count }
}

/// What can be done with scripts.
enum ScriptAction: Hashable, Sendable {
  case source(String)
  case stop

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .source(let path): "source \(path)"
    case .stop: "source off"
    }
  }
}

/// What the worker says of a script's file.
enum ScriptEvent: Sendable {
  case loaded(ScriptFile)
  case failed(path: String, reason: String)
}
