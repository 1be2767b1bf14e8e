extension KeyMap {
  /// Closer and further, on every screen with pictures.
  static let viewing: [Binding] = [
    Binding([.character("z")], .zoom(.toggle), "zoom in, or the whole picture again"),
    Binding([.character("+")], .zoom(.closer), "closer"),
    Binding([.character("-")], .zoom(.further), "further away"),
    Binding([.character("Z")], .zoom(.off), "the whole picture"),
  ]

  /// Moving a zoomed picture; the letters still step.
  static let zoomed: [Binding] = [
    Binding([.left], .zoom(.pan(across: -10, down: 0)), "to the left", mode: .zoomed),
    Binding([.right], .zoom(.pan(across: 10, down: 0)), "to the right", mode: .zoomed),
    Binding([.up], .zoom(.pan(across: 0, down: -10)), "up", mode: .zoomed),
    Binding([.down], .zoom(.pan(across: 0, down: 10)), "down", mode: .zoomed),
    Binding([.shiftLeft], .zoom(.pan(across: -50, down: 0)), "far left", mode: .zoomed),
    Binding([.shiftRight], .zoom(.pan(across: 50, down: 0)), "far right", mode: .zoomed),
    Binding([.pageUp], .zoom(.pan(across: 0, down: -50)), "far up", mode: .zoomed),
    Binding([.pageDown], .zoom(.pan(across: 0, down: 50)), "far down", mode: .zoomed),
    Binding([.escape], .zoom(.off), "the whole picture", mode: .zoomed),
  ]

  /// Moving the inspected pixel where pixels are large; what is not here is as for inspecting.
  static let inspectingClosely: [Binding] = [
    Binding([.character("h"), .left], .inspectBy(-1, 0), "left", mode: .inspectingClosely),
    Binding([.character("l"), .right], .inspectBy(1, 0), "right", mode: .inspectingClosely),
    Binding([.character("k"), .up], .inspectBy(0, -1), "up", mode: .inspectingClosely),
    Binding([.character("j"), .down], .inspectBy(0, 1), "down", mode: .inspectingClosely),
    Binding(
      [.character("H"), .shiftLeft], .inspectBy(-8, 0), "further left", mode: .inspectingClosely),
    Binding(
      [.character("L"), .shiftRight], .inspectBy(8, 0), "further right", mode: .inspectingClosely),
    Binding(
      [.character("K"), .pageUp], .inspectBy(0, -8), "further up", mode: .inspectingClosely),
    Binding(
      [.character("J"), .pageDown], .inspectBy(0, 8), "further down", mode: .inspectingClosely),
    Binding([.escape], .inspect, "no longer inspect", mode: .inspectingClosely),
  ]
}

extension KeyMap {
  /// How views are coloured, and what stands beside them.
  static let looking: [Binding] = [
    Binding([.character("D")], .look(.nextTogether), "depth and normals together, and back"),
    Binding([.character("W")], .task(.both), "Lotus: both tasks side by side, as A and B"),
    Binding([.character(".")], .task(.blend(1)), "Lotus: more of the picture in the blend"),
    Binding([.character(",")], .task(.blend(-1)), "Lotus: less of it"),
    Binding([.character("d")], .look(.latent(nil)), "decoded, or latents", mode: .after(.change)),
    Binding(
      [.character("l")], .look(.nextRange), "limits of the colours: usual, picture's, all steps'",
      mode: .after(.change)),
    Binding([.character("a")], .palette("flip"), "axes of normals", mode: .after(.change)),
    Binding(
      [.character("k")], .nextValue(.domain), "kind of scene, for GeoWizard",
      mode: .after(.change)),
  ]
}
