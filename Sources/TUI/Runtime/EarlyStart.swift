internal import Glibc

/// The parent process begins before anything is parsed, where that can be told from the arguments alone.
///
/// The explorer's own process reads them with all checks; to read them twice would cost a person some ten
/// milliseconds of every start.
enum EarlyStart {
  /// The first words of other commands, and flags that are answered without the explorer.
  static let others: Set<String> = [
    "run", "map", "schedule", "models", "eval", "verify", "lint", "bench", "doctor", "config",
    "cache", "play", "decode-picture", "help",
    "export", "-h", "--help", "-help", "--version", "--help-hidden",
  ]

  /// Whether the arguments behind the program's name open the explorer, or are a mistake that it tells of.
  static func isExplorer(_ arguments: [String]) -> Bool {
    arguments.allSatisfy {
      !others.contains($0) && !$0.hasPrefix("--generate") && !$0.hasPrefix("--experimental")
    }
  }

  /// Looks after the explorer where this process is the one that a person starts at a terminal, and leaves with it;
  /// comes back where the arguments must be read first.
  static func run() {
    guard isatty(0) == 1, isatty(1) == 1,
      isExplorer(Array(Swift.CommandLine.arguments.dropFirst())), let code = Launcher.supervise()
    else { return }
    exit(code)
  }
}
