extension CommandTable {
  static let holding: [CommandSpec] = [
    CommandSpec(
      "hold", "told|noise", "turn the told timestep or the noise level with the arrows",
      example: "hold told"
    ) { (words, _, _) throws(CommandError) -> Command in .hold(try Words.choice("hold", words)) }
    .completing { _, _ in Hold.Kind.allCases.map(\.rawValue) },
    CommandSpec("told", "T", "tell the network another timestep", example: "told 999") {
      (words, _, _) throws(CommandError) -> Command in
      .told(try Words.integer("told", words, 0...9999))
    },
    CommandSpec("noise", "LEVEL", "hold another noise level", example: "noise 0.5") {
      (words, _, _) throws(CommandError) -> Command in
      guard words.count == 1, let level = Float(words[0]), (0...1).contains(level) else {
        throw .notInRange("noise", words.joined(separator: " "), "a level from 0 to 1")
      }
      return .noise(level)
    },
    CommandSpec("turn", "+N", "turn what is held", example: "turn +10") {
      (words, _, _) throws(CommandError) -> Command in .turn(try Words.signed("turn", words))
    },
    CommandSpec("keep", "keep what is held", .keep),
    CommandSpec("release", "put back what is held", .release),
  ]

  static let program: [CommandSpec] = [
    CommandSpec(
      "focus", "next|previous", "go to the next pane", example: "focus next"
    ) { (words, _, _) throws(CommandError) -> Command in
      switch words {
      case ["next"]: .nextFocus
      case ["previous"]: .previousFocus
      default: throw .notOneOf("focus", words.joined(separator: " "), ["next", "previous"])
      }
    }
    .completing { _, _ in ["next", "previous"] },
    CommandSpec("select", "+N", "move in the focused list", example: "select +1") {
      (words, _, _) throws(CommandError) -> Command in .select(try Words.signed("select", words))
    },
    CommandSpec("adjust", "+N", "the selected setting's next value", example: "adjust +1") {
      (words, _, _) throws(CommandError) -> Command in .adjust(try Words.signed("adjust", words))
    },
    CommandSpec("palette", "[TEXT]", "type a command", example: "palette") {
      (_, rest, _) throws(CommandError) -> Command in .palette(rest)
    },
    CommandSpec(
      "menu", "change|go", "show the keys of a prefix", example: "menu change"
    ) { (words, _, _) throws(CommandError) -> Command in .menu(try Words.choice("menu", words)) }
    .completing { _, _ in KeyMap.Prefix.allCases.map(\.rawValue) },
    CommandSpec("help", "every key and command", .help),
    CommandSpec("log", "what happened so far", .log),
    CommandSpec("redraw", "paint everything anew", .redraw),
    CommandSpec("suspend", "stop the program; fg brings it back", .suspend),
    CommandSpec("interrupt", "cancel; twice within a second, leave", .interrupt),
    CommandSpec("close", "close what is open, or leave", .close),
    CommandSpec("quit", "leave", .quit).known(as: "q"),
  ]
}
