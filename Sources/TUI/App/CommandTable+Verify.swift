extension CommandTable {
  /// Whether a model's files are what they should be.
  static let verifying: [CommandSpec] = [
    CommandSpec(
      "verify", "[MODEL|off]", "check every file of a model: digests, structure, finite values",
      example: "verify"
    ) { (_, rest, _) throws(CommandError) -> Command in
      .verify(rest == "off" ? .stop : .begin(rest.isEmpty ? nil : rest))
    }
    .completing { words, context in words.isEmpty ? context.models + ["off"] : [] }
    .completingPaths
  ]
}
