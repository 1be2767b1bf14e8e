extension KeyMap {
  /// Screen Model.
  static let browsing: [Binding] = [
    browse([.tab, .enter], .nextFocus, "next list: components, blocks, tensors"),
    browse([.backTab], .previousFocus, "previous list"),
    browse([.pageDown], .weights(.move(10)), "ten lines down"),
    browse([.pageUp], .weights(.move(-10)), "ten lines up"),
    browse([.home, .character("0")], .weights(.first), "first line"),
    browse([.end, .character("$")], .weights(.last), "last line"),
    browse([.character("/")], .palette("weights find"), "search the tensors' names"),
    browse([.character("n")], .weights(.next(1)), "next tensor that was searched for"),
    browse([.character("N")], .weights(.next(-1)), "previous one"),
    browse([.character("s")], .weights(.nextOrder), "blocks: slowest first, or as a tree"),
    browse([.character("C")], .weights(.check), "check that all values are finite"),
    browse([.character("S")], .weights(.digest), "SHA-256 of the component's files"),
    browse([.character("V")], .verify(.begin(nil)), "verify every file of the model"),
  ]

  private static func browse(_ keys: [Key], _ command: Command, _ help: String) -> Binding {
    Binding(keys, command, help, mode: .on(.model))
  }
}
