extension CommandTable {
  static let sweeping: [CommandSpec] = [
    CommandSpec(
      "sweep", "SETTING VALUES|off",
      "runs of one setting at several values, beside the current one", example: "sweep steps 1..9:2"
    ) { (words, _, _) throws(CommandError) -> Command in
      try words == ["off"] ? .sweep(.stop) : sweep(words)
    }
    .completing { words, _ in
      switch words {
      case []: Setting.allCases.map(\.rawValue) + ["off"]
      case ["steps"]: ["1..9:2", "1,2,4,8"]
      case ["seed"]: ["1..8"]
      case ["spacing"]: ["leading,trailing,linspace"]
      default: []
      }
    }
  ]

  /// A setting's name and its values.
  static func sweep(_ words: [String]) throws(CommandError) -> Command {
    let setting: Setting = try Words.choice("sweep", Array(words.prefix(1)))
    let values = words.dropFirst().joined(separator: " ")
    _ = try SweepValues.read(values)
    return .sweep(.start(setting, values))
  }
}
