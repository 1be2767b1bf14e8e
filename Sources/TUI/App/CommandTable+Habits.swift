extension CommandTable {
  /// Habits people have.
  static let habits: [CommandSpec] = [
    CommandSpec("presets", "known bugs by name, each with its story", .habit(.presets)),
    CommandSpec("save", "FILE", "keep the session in a file", example: "save demo.stepscope") {
      (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":save needs a file to write.") }
      return .habit(.save(rest))
    },
    CommandSpec(
      "load", "FILE|last|crashed", "bring back a session", example: "load demo.stepscope"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":load needs a session's file, or last.") }
      return .habit(.load(rest))
    }
    .completing { words, _ in words.isEmpty ? ["last", "crashed"] : [] },
    CommandSpec("discard", "forget the session that was brought back", .habit(.discard)),
  ]
}
