extension KeyMap {
  /// Screen Schedule.
  static let scheduling: [Binding] = [
    Binding(
      [.character("m")], .schedule(.nextCurve), "noise, ᾱ, σ or SNR over time",
      mode: .on(.schedule)),
    Binding(
      [.character("M")], .schedule(.toggleScale), "logarithmic or linear", mode: .on(.schedule)),
    Binding(
      [.character("x")], .schedule(.nextOverlay), "another schedule over it, and none",
      mode: .on(.schedule)),
  ]
}
