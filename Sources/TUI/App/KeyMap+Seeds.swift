extension KeyMap {
  /// Screen Seeds.
  static let seeding: [Binding] = [
    Binding([.character("a")], .seeds(.add(1)), "one member more", mode: .on(.seeds)),
    Binding([.character("A")], .seeds(.add(5)), "five members more", mode: .on(.seeds)),
    Binding([.character("m")], .seeds(.nextMerge), "merge by mean, or median", mode: .on(.seeds)),
    Binding(
      [.character("x")], .seeds(.nextPane), "another pane, where there is little room",
      mode: .on(.seeds)),
  ]
}
