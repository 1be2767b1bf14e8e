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
    .completingPaths.known(as: "write", "w"),
    CommandSpec(
      "load", "FILE|last|crashed", "bring back a session", example: "load demo.stepscope"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":load needs a session's file, or last.") }
      return .habit(.load(rest))
    }
    .completing { words, _ in words.isEmpty ? ["last", "crashed"] : [] }
    .completingPaths,
    CommandSpec("mark", "[LETTER]", "keep this state under a letter", example: "mark a") {
      (words, _, _) throws(CommandError) -> Command in
      .habit(words.isEmpty ? .awaitMark(isSetting: true) : .mark(try markName("mark", words)))
    },
    CommandSpec("return", "[LETTER]", "come back to a marked state", example: "return a") {
      (words, _, _) throws(CommandError) -> Command in
      .habit(
        words.isEmpty ? .awaitMark(isSetting: false) : .goToMark(try markName("return", words)))
    },
    CommandSpec(
      "copy", "copy the settings as a command line (where the terminal allows it)",
      .habit(.copySettings)),
    CommandSpec("tour", "[next|end]", "seven cards that show the program", example: "tour") {
      (words, _, _) throws(CommandError) -> Command in
      switch words {
      case []: .habit(.tour)
      case ["next"]: .habit(.advanceTour)
      case ["end"]: .habit(.endTour)
      default: throw .notOneOf("tour", words.joined(separator: " "), ["next", "end"])
      }
    }
    .completing { words, _ in words.isEmpty ? ["next", "end"] : [] },
    CommandSpec("discard", "forget the session that was brought back", .habit(.discard)),
  ]

  private static func markName(
    _ name: String, _ words: [String]
  ) throws(CommandError) -> Character {
    guard words.count == 1, words[0].count == 1, let letter = words[0].first, Mark.isName(letter)
    else {
      throw .notInRange(name, words.joined(separator: " "), "one letter or digit, such as a")
    }
    return letter
  }
}
