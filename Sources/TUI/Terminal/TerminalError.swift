/// Why the explorer cannot use this terminal; one sentence each.
enum TerminalError: Error, Hashable, CustomStringConvertible {
  /// Standard input or output goes elsewhere.
  case notATerminal(stream: String)
  case cannotOpen(path: String, reason: String)
  /// `TERM` is empty or absent.
  case noTerminalType
  /// `TERM` names nothing that is in the terminal database.
  case unknownTerminalType(String)
  /// The terminal cannot place its cursor.
  case tooSimple(String)
  case noMemory
  /// The working process could not be started.
  case cannotStart(reason: String)
  /// `--graphics` or `--cell` was given something else.
  case badOption(String, value: String, expected: String)
  /// `--script` or `--log` names a file that cannot be used.
  case cannotUseFile(option: String, path: String, reason: String)

  /// What the program leaves with.
  var exitCode: Int32 {
    switch self {
    case .badOption: 64
    case .cannotUseFile(let option, _, _): option == "--log" ? 73 : 66
    case .noMemory, .cannotStart: 70
    default: 69
    }
  }

  var description: String {
    switch self {
    case .notATerminal(let stream):
      "The explorer needs a terminal, but standard \(stream) is not one; 'stepscope run' works "
        + "without."
    case .cannotOpen(let path, let reason):
      "The terminal \(path) cannot be opened (\(reason)); 'stepscope run' works without."
    case .noTerminalType:
      "The explorer needs to know the terminal, but TERM is not set; set it, for example to "
        + "xterm-256color."
    case .unknownTerminalType(let name):
      "The terminal type '\(name)' (TERM) is not in this machine's terminal database; set TERM to "
        + "one that is, for example xterm-256color."
    case .tooSimple(let name):
      "The terminal type '\(name)' (TERM) cannot place its cursor, which the explorer needs; "
        + "'stepscope run' works without."
    case .noMemory:
      "There is not enough memory to open the screen."
    case .cannotStart(let reason):
      "The explorer's working process could not be started (\(reason))."
    case .badOption(let option, let value, let expected):
      "\(option) was given '\(value)'; it takes \(expected)."
    case .cannotUseFile(let option, let path, let reason):
      "The file '\(path)' of \(option) cannot be used (\(reason))."
    }
  }
}
