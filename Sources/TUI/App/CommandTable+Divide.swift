extension CommandTable {
  static let dividing: [CommandSpec] = [
    CommandSpec(
      "divide", "+N|usual", "moves the border between the first two panes, by columns",
      example: "divide +4"
    ) { (words, _, _) throws(CommandError) -> Command in
      words == ["usual"] ? .divide(.usual) : .divide(.by(try Words.signed("divide", words)))
    }
    .completing { words, _ in words.isEmpty ? ["usual"] : [] }
  ]
}
