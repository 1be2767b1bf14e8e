extension CommandTable {
  /// What stands in for a step's decode.
  static let previewing: [CommandSpec] = [
    CommandSpec(
      "preview", "NAME",
      "what shows a step before it is decoded: auto, linear, taesd, off or a folder",
      example: "preview linear"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard let choice = PreviewChoice(rest) else {
        throw .notInRange("preview", rest, PreviewChoice.allowed)
      }
      return .preview(choice)
    }
    .completing { words, _ in words.isEmpty ? PreviewChoice.named.map(\.text) : [] }
    .completingPaths
  ]
}
