extension KeyMap {
  /// Ensembles: members can be added anywhere, the rest belongs to screen Seeds.
  static let seeding: [Binding] = [
    Binding([.character("a")], .seeds(.add(1)), "one member more of an ensemble"),
    Binding([.character("A")], .seeds(.add(5)), "five members more"),
    Binding([.character("m")], .seeds(.nextMerge), "merge by mean, or median", mode: .on(.seeds)),
    Binding(
      [.character("x")], .seeds(.nextPane), "another pane, where there is little room",
      mode: .on(.seeds)),
    Binding(
      [.enter], .seeds(.open(nil)), "the selected member as the current run",
      mode: .on(.seeds)),
  ]
}
