extension CommandTable {
  static let costing: [CommandSpec] = [
    CommandSpec("smaller", "a smaller picture for the networks: less time and memory", .smaller)
  ]
}
