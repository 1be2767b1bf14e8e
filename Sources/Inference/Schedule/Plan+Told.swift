/// Telling the network something else than the plan's timesteps.
extension Plan {
  /// The same plan with other timesteps told to the network.
  ///
  /// Entry by entry the told timestep and the level that belongs to it are replaced; where the step
  /// leads to stays as planned.
  ///
  /// - Parameters:
  ///   - timesteps: one for each entry, in 0…T−1.
  ///   - scheduler: the scheduler that made the plan.
  /// - Returns: a plan of as many entries.
  /// - Throws: `invalidSetting` for a list of another length, a timestep out of range, or one at which
  ///   the scheduler's prediction type cannot be converted.
  public func told(
    _ timesteps: [Int], scheduler: any Scheduler
  ) throws(InferenceError) -> Plan {
    guard timesteps.count == entries.count else {
      throw .invalidSetting(
        name: "told timesteps", value: "a list of \(timesteps.count)",
        allowed: "one timestep for each of the \(entries.count) steps")
    }
    let last = scheduler.schedule.trainTimesteps - 1
    var result = self
    for (index, timestep) in timesteps.enumerated() {
      guard (0...last).contains(timestep) else {
        throw .invalidSetting(
          name: "a told timestep", value: "\(timestep)", allowed: "0…\(last)")
      }
      result.entries[index].timestep = Float(timestep)
      result.entries[index].level = scheduler.schedule.level(at: timestep)
    }
    try Conversion.check(scheduler.config.predictionType, result.entries)
    return result
  }
}
