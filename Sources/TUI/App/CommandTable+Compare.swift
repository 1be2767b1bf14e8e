extension CommandTable {
  static let comparing: [CommandSpec] = [
    CommandSpec(
      "side", "a|b|other [RUN]", "look at A or B, whose settings change then; or put a run there",
      example: "side b"
    ) { (words, _, _) throws(CommandError) -> Command in
      if words == ["other"] { return .otherSide }
      let side: Comparison.Side = try Words.choice("side", Array(words.prefix(1)))
      return words.count < 2 ? .side(side) : .choose(side, try run("side", words.dropFirst()))
    }
    .completing { words, _ in words.isEmpty ? ["a", "b", "other"] : ["selected"] },
    CommandSpec("swap", "A becomes B, and B A", .swap),
    CommandSpec(
      "compare", "side|wipe|difference|last",
      "how A and B are shown, the same again: side by side; or the run before as A",
      example: "compare wipe"
    ) { (words, _, _) throws(CommandError) -> Command in
      words == ["last"] ? .compareLast : .arrange(try Words.choice("compare", words))
    }
    .completing { _, _ in Comparison.Arrangement.allCases.map(\.rawValue) + ["last"] },
    CommandSpec(
      "wipe", "PERCENT|+N", "how much of a wiped picture is A's", example: "wipe 50"
    ) { (words, _, _) throws(CommandError) -> Command in
      if let word = words.first, word.first == "+" || word.first == "-" {
        return .wipeBy(try Words.signed("wipe", words))
      }
      return .wipe(try Words.integer("wipe", words, 0...100))
    },
    CommandSpec(
      "link", "fraction|index|next", "which steps of A and B belong together",
      example: "link index"
    ) { (words, _, _) throws(CommandError) -> Command in
      words == ["next"] ? .nextLink : .link(try Words.choice("link", words))
    }
    .completing { _, _ in Comparison.Link.allCases.map(\.rawValue) + ["next"] },
    CommandSpec(
      "pair", "PRESET PRESET", "two presets as A and B", example: "pair leading-1 trailing-1"
    ) { (words, _, _) throws(CommandError) -> Command in
      guard words.count == 2 else { throw CommandError(":pair needs two presets, A and B.") }
      return .pair(try Preset.named(words[0]).name, try Preset.named(words[1]).name)
    }
    .completing { _, _ in Preset.all.map(\.name) },
    CommandSpec(
      "metric", "NAME|next|previous", "the figure whose curves are drawn", example: "metric rmse"
    ) { (words, _, _) throws(CommandError) -> Command in
      switch words {
      case ["next"]: .nextMetric
      case ["previous"]: .previousMetric
      default: .metric(try Words.choice("metric", words))
      }
    }
    .completing { _, _ in Measures.Metric.allCases.map(\.rawValue) + ["next", "previous"] },
    CommandSpec(
      "fit", "depth|none|next", "what is done to depth before it is compared with ground truth",
      example: "fit none"
    ) { (words, _, _) throws(CommandError) -> Command in
      words == ["next"] ? .nextFit : .fit(try Words.choice("fit", words))
    }
    .completing { _, _ in Measures.Fit.allCases.map(\.rawValue) + ["next"] },
    CommandSpec(
      "inspect", "[X Y|+N +N]", "the values at a pixel of the input, or no longer",
      example: "inspect 192 110"
    ) { (words, _, _) throws(CommandError) -> Command in try inspect(words) },
    CommandSpec("runs", "list of runs", .runs),
    CommandSpec("use", "RUN", "make a run the current one", example: "use 1") {
      (words, _, _) throws(CommandError) -> Command in .use(try run("use", words[...]))
    },
    CommandSpec("pin", "RUN", "keep a run, or no longer", example: "pin 1") {
      (words, _, _) throws(CommandError) -> Command in .pin(try run("pin", words[...]))
    },
    CommandSpec("forget", "RUN", "let a run go", example: "forget 1") {
      (words, _, _) throws(CommandError) -> Command in .forget(try run("forget", words[...]))
    },
  ]

  /// Nothing, two coordinates, or two counts with signs.
  private static func inspect(_ words: [String]) throws(CommandError) -> Command {
    guard !words.isEmpty else { return .inspect }
    let allowed = "two coordinates such as 192 110, or two moves such as +4 -4"
    let numbers = words.compactMap { Int($0) }.filter { abs($0) <= 100_000 }
    guard words.count == 2, numbers.count == 2 else {
      throw .notInRange("inspect", words.joined(separator: " "), allowed)
    }
    let moves = words.count { $0.first == "+" || $0.first == "-" }
    guard moves != 1 else { throw .notInRange("inspect", words.joined(separator: " "), allowed) }
    return moves == 2 ? .inspectBy(numbers[0], numbers[1]) : .inspectAt(numbers[0], numbers[1])
  }

  /// A run's number, or nil for the one selected in the list.
  private static func run(
    _ name: String, _ words: ArraySlice<String>
  ) throws(CommandError) -> Int? {
    if words.elementsEqual(["selected"]) { return nil }
    guard words.count == 1, let word = words.first, let number = Int(word), number > 0 else {
      throw .notInRange(
        name, words.joined(separator: " "), "a run's number, or selected in the list")
    }
    return number
  }
}
