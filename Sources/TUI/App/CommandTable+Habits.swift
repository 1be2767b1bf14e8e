extension CommandTable {
  /// Habits people have.
  static let habits: [CommandSpec] = [
    CommandSpec("presets", "known bugs by name, each with its story", .habit(.presets)),
    CommandSpec(
      "browse", "[FOLDER|..|scenes|all|selected]",
      "open a picture from a folder, with a look at it",
      example: "browse ~"
    ) { (_, rest, _) throws(CommandError) -> Command in
      switch rest {
      case "selected": .habit(.chooseFile)
      case "all": .habit(.allFiles)
      default: .habit(.browse(rest))
      }
    }
    .completing { words, _ in words.isEmpty ? [FileDialogue.scenes, "~", "..", "all"] : [] }
    .completingPaths,
    CommandSpec("save", "FILE", "keep the session in a file", example: "save demo.stepscope") {
      (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":save needs a file to write.") }
      return .habit(.save(rest))
    }
    .completingPaths,
    CommandSpec(
      "load", "FILE|last|crashed", "bring back a session", example: "load demo.stepscope"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":load needs a session's file, or last.") }
      return .habit(.load(rest))
    }
    .completing { words, _ in words.isEmpty ? ["last", "crashed"] : [] }
    .completingPaths,
    CommandSpec("discard", "forget the session that was brought back", .habit(.discard)),
  ]
}
