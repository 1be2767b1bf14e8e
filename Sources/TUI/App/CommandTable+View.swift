import Render

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

extension CommandTable {
  static let looking: [CommandSpec] = [
    CommandSpec(
      "latent", "[on|off]", "latents as they are, in four channels, or decoded", example: "latent"
    ) { (words, _, _) throws(CommandError) -> Command in
      guard let word = words.first else { return .look(.latent(nil)) }
      guard words.count == 1 else {
        throw .notOneOf("latent", words.joined(separator: " "), ["on", "off"])
      }
      return .look(.latent(try Setting.onOff("latent", word)))
    }
    .completing { words, _ in words.isEmpty ? ["on", "off"] : [] },
    CommandSpec(
      "range", "auto|image|steps|next|LOW HIGH", "which values take the ends of the colours",
      example: "range steps"
    ) { (words, _, _) throws(CommandError) -> Command in .look(try range(words)) }
    .completing { words, _ in words.isEmpty ? ["auto", "image", "steps", "next"] : [] },
    CommandSpec(
      "flip", "x|y|z|none", "change the sign of an axis of predicted normals", example: "flip x"
    ) { (words, _, _) throws(CommandError) -> Command in
      switch words {
      case ["x"]: return .look(.flip(.x))
      case ["y"]: return .look(.flip(.y))
      case ["z"]: return .look(.flip(.z))
      case ["none"]: return .look(.flip([]))
      default:
        throw .notOneOf("flip", words.joined(separator: " "), ["x", "y", "z", "none"])
      }
    }
    .completing { words, _ in words.isEmpty ? ["x", "y", "z", "none"] : [] },
    CommandSpec(
      "together", "[maps|normals|off]",
      "two pictures of a step: depth and normals, or normals from depth beside others",
      example: "together maps"
    ) { (words, _, _) throws(CommandError) -> Command in
      switch words {
      case []: .look(.nextTogether)
      case ["off"]: .look(.together(nil))
      default: .look(.together(try Words.choice("together", words)))
      }
    }
    .completing { words, _ in
      words.isEmpty ? Together.allCases.map(\.rawValue) + ["off"] : []
    },
  ]

  static let switching: [CommandSpec] = [
    CommandSpec(
      "blend", "+N", "more or less of the picture in Lotus' task, in tenths", example: "blend +1"
    ) { (words, _, _) throws(CommandError) -> Command in
      .task(.blend(try Words.signed("blend", words)))
    },
    CommandSpec("tasks", "both ends of Lotus' task as A and B", .task(.both)),
  ]

  private static func range(_ words: [String]) throws(CommandError) -> LookAction {
    switch words {
    case ["auto"]: return .range(.auto)
    case ["image"]: return .range(.image)
    case ["steps"]: return .range(.steps)
    case ["next"]: return .nextRange
    default:
      let numbers = words.compactMap { Float($0) }.filter { $0.isFinite && abs($0) <= 1e6 }
      guard words.count == 2, numbers.count == 2, numbers[0] < numbers[1] else {
        throw .notInRange(
          "range", words.joined(separator: " "),
          "auto, image, steps, or two numbers, the smaller first")
      }
      return .range(.fixed(low: numbers[0], high: numbers[1]))
    }
  }
}
