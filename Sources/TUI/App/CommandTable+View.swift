extension CommandTable {
  static let viewing: [CommandSpec] = [
    CommandSpec(
      "zoom", "[in|out|off|FACTOR]",
      "how many times larger all pictures are shown; alone: to and fro",
      example: "zoom 4"
    ) { (words, _, _) throws(CommandError) -> Command in
      guard let word = words.first, words.count == 1 else {
        guard words.isEmpty else { throw zoomError(words) }
        return .zoom(.toggle)
      }
      switch word {
      case "in": return .zoom(.closer)
      case "out": return .zoom(.further)
      case "off": return .zoom(.off)
      default:
        guard let factor = Int(word), (1...64).contains(factor) else { throw zoomError(words) }
        return .zoom(.factor(factor))
      }
    }
    .completing { words, _ in
      words.isEmpty ? ["in", "out", "off"] + Viewport.factors.dropFirst().map(String.init) : []
    },
    CommandSpec(
      "pan", "+N +N", "move a zoomed picture, in percent of what is shown: across, down",
      example: "pan +25 +0"
    ) { (words, _, _) throws(CommandError) -> Command in
      let numbers = words.compactMap { Int($0) }.filter { abs($0) <= 1000 }
      guard words.count == 2, numbers.count == 2 else {
        throw .notInRange(
          "pan", words.joined(separator: " "), "two percentages such as +25 -10")
      }
      return .zoom(.pan(across: numbers[0], down: numbers[1]))
    },
  ]

  private static func zoomError(_ words: [String]) -> CommandError {
    .notInRange("zoom", words.joined(separator: " "), "in, out, off, or 1 to 64")
  }
}
