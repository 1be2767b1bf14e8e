extension CommandTable {
  /// Files of commands.
  static let scripting: [CommandSpec] = [
    CommandSpec(
      "source", "FILE|off", "carry out the commands of a file, one a line, up to a mistake",
      example: "source demo.txt"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":source needs a file of commands.") }
      return .script(rest == "off" ? .stop : .source(rest))
    }
    .completing { words, _ in words.isEmpty ? ["off"] : [] }
    .completingPaths
  ]
}
