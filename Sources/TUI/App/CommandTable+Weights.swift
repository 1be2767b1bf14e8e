extension CommandTable {
  static let browsing: [CommandSpec] = [
    CommandSpec(
      "weights", "[WHAT]",
      "the model's tensors: find TEXT, tensor NAME, block PATH, check, digest",
      example: "weights order time"
    ) { (words, rest, _) throws(CommandError) -> Command in try weightsCommand(words, rest) }
    .completing { words, _ in
      switch words {
      case []: weightsWords
      case ["list"]: WeightsState.List.allCases.map(\.rawValue)
      case ["order"]: ["time", "tree", "next"]
      default: []
      }
    }
  ]

  private static let weightsWords = [
    "find", "next", "previous", "component", "block", "tensor", "list", "order", "check", "digest",
    "move", "first", "last",
  ]

  private static func weightsCommand(
    _ words: [String], _ rest: String
  ) throws(CommandError) -> Command {
    guard let word = words.first else { return .screen(.model) }
    let name = String(rest.dropFirst(word.count).drop { $0 == " " })
    let hasName = !name.isEmpty
    switch word {
    case "move":
      return .weights(.move(try Words.signed("weights move", Array(words.dropFirst()))))
    case "list":
      return .weights(.list(try Words.choice("weights list", Array(words.dropFirst()))))
    case "order":
      switch name {
      case "next": return .weights(.nextOrder)
      case "time", "tree": return .weights(.order(byTime: name == "time"))
      default: throw .notOneOf("weights order", name, ["time", "tree", "next"])
      }
    case "component" where hasName: return .weights(.component(name))
    case "block": return .weights(.block(name))
    case "tensor" where hasName: return .weights(.tensor(name))
    case "find" where hasName: return .weights(.find(name))
    case "component", "tensor", "find": throw CommandError(":weights \(word) needs a name.")
    default: break
    }
    let plain: [String: WeightsAction] = [
      "first": .first, "last": .last, "next": .next(1), "previous": .next(-1), "check": .check,
      "digest": .digest,
    ]
    guard let action = plain[word] else { throw .notOneOf("weights", word, weightsWords) }
    guard !hasName else { throw CommandError(":weights \(word) takes nothing after it.") }
    return .weights(action)
  }
}
