import Inference

extension CommandTable {
  static let seeding: [CommandSpec] = [
    CommandSpec(
      "seeds", "[N [until mad<X]]|WHAT",
      "members of other noise, merged: add N, merge median, show PANE, open MEMBER, stop N",
      example: "seeds 10 until mad<0.01"
    ) { (words, _, _) throws(CommandError) -> Command in try seedsCommand(words) }
    .completing { words, _ in
      switch words {
      case []: ["5", "10", "add", "merge", "show", "open", "stop"]
      case ["add"]: ["1", "5"]
      case ["merge"]: merges
      case ["open"]: ["selected", "1"]
      case ["show"]: SeedsState.Pane.allCases.map(\.rawValue) + ["next"]
      default: words.count == 1 && Int(words[0]) != nil ? ["until mad<0.01"] : []
      }
    }
  ]

  private static let merges = ["auto", "next"] + EnsembleReduction.allCases.map(\.rawValue)
  private static let members = 1...EnsembleSettings.mostMembers

  private static func seedsCommand(_ words: [String]) throws(CommandError) -> Command {
    let rest = Array(words.dropFirst())
    switch words.first {
    case nil: return .screen(.seeds)
    case "add":
      return .seeds(.add(rest.isEmpty ? 1 : try Words.integer("seeds add", rest, members)))
    case "merge":
      guard rest.count == 1, merges.contains(rest[0]) else {
        throw .notOneOf("seeds merge", rest.joined(separator: " "), merges)
      }
      return .seeds(rest == ["next"] ? .nextMerge : .merge(EnsembleReduction(rawValue: rest[0])))
    case "show":
      return .seeds(rest == ["next"] ? .nextPane : .pane(try Words.choice("seeds show", rest)))
    case "open":
      guard !rest.isEmpty, rest != ["selected"] else { return .seeds(.open(nil)) }
      return .seeds(.open(try Words.integer("seeds open", rest, members)))
    case "stop": return .seeds(.stop(try Words.integer("seeds stop", rest, members)))
    case let word? where Int(word) == nil:
      throw .notOneOf("seeds", word, ["a number", "add", "merge", "show", "open", "stop"])
    default:
      let count = try Words.integer("seeds", Array(words.prefix(1)), members)
      if let first = rest.first, first == "after" || first == "during" {
        let number = try Words.integer("seeds N \(first)", Array(rest.dropFirst()), 1...count)
        let isDuring = first == "during"
        return .seeds(
          .later(
            SeedsGrowth(
              count: count, done: isDuring ? number - 1 : number, isDuring: isDuring)))
      }
      return .seeds(.grow(count, until: try limit(rest)))
    }
  }

  /// `until mad<0.01`, also with spaces around the sign.
  private static func limit(_ words: [String]) throws(CommandError) -> Float? {
    guard !words.isEmpty else { return nil }
    let start = "mad<"
    let text = words.dropFirst().joined()
    let isInWords = words.count == 2 || words.count == 4 && words[2] == "<"
    guard words[0] == "until", isInWords, text.hasPrefix(start),
      let value = Float(text.dropFirst(start.count)), value > 0, value.isFinite
    else {
      throw .notInRange(
        "seeds N", words.joined(separator: " "), "nothing, or until mad<X with X above 0")
    }
    return value
  }
}
