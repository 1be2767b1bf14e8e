extension CommandTable {
  static let exporting: [CommandSpec] = [
    CommandSpec(
      "export", "png|colour|npy [FILE]",
      "writes the shown prediction: 16-bit depth, as coloured, or its values",
      example: "export png depth.png"
    ) { (words, _, _) throws(CommandError) -> Command in
      let kind: Export.Kind = try Words.choice("export", Array(words.prefix(1)))
      guard words.count <= 2 else {
        throw CommandError(":export takes a kind and one file, whose name has no spaces.")
      }
      return .export(Export(kind: kind, path: words.count == 2 ? words[1] : nil))
    }
    .completing { words, _ in words.isEmpty ? Export.Kind.allCases.map(\.rawValue) : [] }
  ]
}
