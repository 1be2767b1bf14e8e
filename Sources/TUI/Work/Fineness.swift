/// How finely a picture is drawn: what is given up, step by step, when it takes too many bytes.
struct Fineness: Hashable, Sendable {
  /// Pixels of the screen along each edge that one drawn pixel takes.
  var divisor: Int
  /// The most colours.
  var levels: Int
  /// About the bytes of pure noise drawn so, in relation to the finest.
  var cost: Double

  /// Pictures that stay: colours go first, then detail.
  private static let sharp = [
    Fineness(divisor: 1, levels: 256, cost: 1), Fineness(divisor: 1, levels: 64, cost: 0.75),
    Fineness(divisor: 1, levels: 24, cost: 0.5), Fineness(divisor: 2, levels: 64, cost: 0.25),
    Fineness(divisor: 2, levels: 16, cost: 0.17), Fineness(divisor: 3, levels: 16, cost: 0.09),
    Fineness(divisor: 4, levels: 16, cost: 0.06), Fineness(divisor: 6, levels: 16, cost: 0.035),
    Fineness(divisor: 8, levels: 12, cost: 0.02), Fineness(divisor: 12, levels: 8, cost: 0.01),
  ]

  /// Pictures that are about to change: half the size and grown, a quarter of the work and of the bytes.
  private static let coarse = Array(sharp[4...])

  /// What is tried, the finest first.
  static func ladder(isCoarse: Bool) -> [Fineness] { isCoarse ? coarse : sharp }

  /// The place of the next to try, which may fit a limit; at the end, the last.
  static func next(after place: Int, in ladder: [Fineness], bytes: Int, limit: Int) -> Int {
    let last = ladder.count - 1
    guard place < last else { return last }
    // Pictures with large even parts shrink less than noise, so a little too much is tried as well.
    let hoped = 1.3 * Double(limit) / Double(max(1, bytes)) * ladder[place].cost
    return ((place + 1)...last).first { ladder[$0].cost <= hoped } ?? last
  }
}
