/// Going on with another plan in the middle of a run.
extension Plan {
  /// The plan of a run that has followed another plan so far.
  ///
  /// Steps are counted without second looks, so that a scheduler that looks twice takes over at the step
  /// where one that looks once has stopped, and the other way round.
  ///
  /// - Parameters:
  ///   - old: the plan that was followed.
  ///   - count: how many of its entries.
  ///   - isSameScheduler: whether both are of one scheduler; then positions agree as they are.
  /// - Returns: the old entries and then this plan's; nil where this plan has none left.
  func continuing(_ old: Plan, after count: Int, isSameScheduler: Bool) -> Plan? {
    if isSameScheduler { return count < entries.count ? self : nil }
    let taken = old.entries.prefix(count).count { $0.restartLevel == nil }
    let firstLooks = entries.indices.filter { entries[$0].restartLevel == nil }
    guard firstLooks.indices.contains(taken) else { return nil }
    let place = firstLooks[taken]
    guard place != count else { return self }
    var result = self
    result.entries = Array(old.entries.prefix(count)) + entries.suffix(from: place)
    return result
  }
}
