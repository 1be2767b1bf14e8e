/// How the members of an ensemble came to be asked for.
///
/// A member's noise depends on what had been drawn before it, so an ensemble is the same again only when it grows
/// in the same steps.
struct SeedsGrowth: Hashable, Sendable {
  /// How many members in all were asked for.
  var count: Int
  /// How many were done by then.
  var done = 0
  /// Whether the next was in the making.
  var isDuring = false

  /// The words after `:seeds`.
  var text: String {
    guard done > 0 || isDuring else { return "\(count)" }
    return "\(count) " + (isDuring ? "during \(done + 1)" : "after \(done)")
  }

  /// Whether the moment has come.
  ///
  /// - Parameters:
  ///   - finished: Members that are done.
  ///   - begun: Members that have begun.
  /// - Returns: Whether the members are asked for now.
  func isDue(finished: Int, begun: Int) -> Bool {
    finished == done && begun == (isDuring ? done + 1 : done)
  }
}
