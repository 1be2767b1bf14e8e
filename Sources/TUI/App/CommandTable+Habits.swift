extension CommandTable {
  /// Habits people have.
  static let habits: [CommandSpec] = [
    CommandSpec("presets", "known bugs by name, each with its story", .habit(.presets))
  ]
}
