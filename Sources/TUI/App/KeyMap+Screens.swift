extension KeyMap {
  /// Screen A|B.
  static let comparing: [Binding] = [
    on(.compare, [.character("f")], .otherSide, "look at the other side: its settings change"),
    on(.compare, [.character("p")], .pair("leading-1", "trailing-1"), "the bug and its cure"),
    on(.compare, [.character("B")], .swap, "swap A and B"),
    on(.compare, [.character("x")], .nextLink, "link by share of the schedule, or by number"),
    on(.compare, [.character("|")], .arrange(.wipe), "wipe: A and B in one picture, and back"),
    on(.compare, [.character("=")], .arrange(.difference), "difference after a fit, and back"),
    on(.compare, [.character("<")], .wipeBy(-2), "border of a wiped picture to the left"),
    on(.compare, [.character(">")], .wipeBy(2), "border to the right"),
    on(.compare, [.character("b")], .palette("branch"), "B branches from A after this step"),
  ]

  /// Moving the border of a wiped picture; the letters still step.
  static let wiping: [Binding] = [
    Binding([.left], .wipeBy(-2), "border to the left", mode: .wiping),
    Binding([.right], .wipeBy(2), "border to the right", mode: .wiping),
    Binding([.shiftLeft], .wipeBy(-10), "further to the left", mode: .wiping),
    Binding([.shiftRight], .wipeBy(10), "further to the right", mode: .wiping),
  ]

  /// Screen Metrics.
  static let measuring: [Binding] = [
    on(.metrics, [.character("m")], .nextMetric, "next metric"),
    on(.metrics, [.character("M")], .previousMetric, "previous metric"),
    on(.metrics, [.character("a")], .nextFit, "align depth before it is measured, or not"),
    on(.metrics, [.character("x")], .nextLink, "over the share of the schedule, or the number"),
    on(.metrics, [.character("f")], .otherSide, "look at the other run of A|B"),
  ]

  /// Moving the inspected pixel.
  static let inspecting: [Binding] = [
    Binding([.character("h"), .left], .inspectBy(-4, 0), "left", mode: .inspecting),
    Binding([.character("l"), .right], .inspectBy(4, 0), "right", mode: .inspecting),
    Binding([.character("k"), .up], .inspectBy(0, -4), "up", mode: .inspecting),
    Binding([.character("j"), .down], .inspectBy(0, 4), "down", mode: .inspecting),
    Binding([.character("H"), .shiftLeft], .inspectBy(-32, 0), "far left", mode: .inspecting),
    Binding([.character("L"), .shiftRight], .inspectBy(32, 0), "far right", mode: .inspecting),
    Binding([.character("K"), .pageUp], .inspectBy(0, -32), "far up", mode: .inspecting),
    Binding([.character("J"), .pageDown], .inspectBy(0, 32), "far down", mode: .inspecting),
    Binding([.escape], .inspect, "no longer inspect", mode: .inspecting),
  ]

  /// The run list.
  static let runs: [Binding] = [
    Binding([.character("j"), .down], .select(1), "next run", mode: .runs),
    Binding([.character("k"), .up], .select(-1), "previous run", mode: .runs),
    Binding([.enter], .use(nil), "make it the current one", mode: .runs),
    Binding([.character("a")], .choose(.a, nil), "compare it as A", mode: .runs),
    Binding([.character("b")], .choose(.b, nil), "compare it as B", mode: .runs),
    Binding([.character("p")], .pin(nil), "keep it, or no longer", mode: .runs),
    Binding([.character("x"), .delete], .forget(nil), "let it go", mode: .runs),
    Binding([.control("c")], .interrupt, "cancel what is going", mode: .runs),
    Binding([.escape, .character("q"), .character("R")], .close, "close the list", mode: .runs),
  ]

  private static func on(
    _ screen: ScreenID, _ keys: [Key], _ command: Command, _ help: String
  ) -> Binding {
    Binding(keys, command, help, mode: .on(screen))
  }
}
