extension KeyMap {
  /// The list of presets.
  static let presets: [Binding] = [
    Binding([.character("j"), .down], .select(1), "next preset", mode: .presets),
    Binding([.character("k"), .up], .select(-1), "previous preset", mode: .presets),
    Binding([.enter], .habit(.choosePreset), "set it", mode: .presets),
    Binding([.control("c")], .interrupt, "cancel what is going", mode: .presets),
    Binding([.escape, .character("q")], .close, "close the list", mode: .presets),
  ]
}
