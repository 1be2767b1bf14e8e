/// Telling the network something else than the plan's timesteps.
extension Plan {
  /// The same plan with other timesteps told to the network.
  ///
  /// Entry by entry the told timestep and the level that belongs to it are replaced; where the step
  /// leads to stays as planned. A fractional timestep that is told rounded stays as it is.
  ///
  /// - Parameters:
  ///   - timesteps: one for each entry, in 0…T−1.
  ///   - scheduler: the scheduler that made the plan.
  /// - Returns: a plan of as many entries.
  /// - Throws: `invalidSetting` for a list of another length, a timestep out of range, one at which
  ///   the scheduler's prediction type cannot be converted, or a flow, whose time is no timestep.
  public func told(
    _ timesteps: [Int], scheduler: any Scheduler
  ) throws(InferenceError) -> Plan {
    guard timesteps.count == entries.count else {
      throw .invalidSetting(
        name: "told timesteps", value: "a list of \(timesteps.count)",
        allowed: "one timestep for each of the \(entries.count) steps")
    }
    guard !entries.contains(where: { $0.space == .flow }) else {
      throw .invalidSetting(
        name: "told timesteps",
        value: "\(timesteps.count) numbers with \(type(of: scheduler).title)",
        allowed: "follow, because a flow's time runs from 0 to 1")
    }
    let last = scheduler.schedule.trainTimesteps - 1
    var result = self
    for (index, timestep) in timesteps.enumerated() {
      guard (0...last).contains(timestep) else {
        throw .invalidSetting(
          name: "a told timestep", value: "\(timestep)", allowed: "0…\(last)")
      }
      guard timestep != Int(entries[index].timestep.rounded()) else { continue }
      result.entries[index].timestep = Float(timestep)
      result.entries[index].level = scheduler.schedule.level(at: timestep)
    }
    try Conversion.check(scheduler.config.predictionType, result.entries)
    return result
  }
}
