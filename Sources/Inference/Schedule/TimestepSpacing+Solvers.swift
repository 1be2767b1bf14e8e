/// Choosing the timesteps as the solvers in σ do.
extension TimestepSpacing {
  /// The n timesteps of Euler's and Heun's methods: `linspace` keeps its fractions.
  ///
  /// - Throws: `invalidSetting` where `timesteps` does.
  /// - Source: diffusers 0.42.1 `scheduling_euler_discrete.py`, `set_timesteps`.
  func fractionalTimesteps(
    steps: Int, trainTimesteps: Int, offset: Int
  ) throws(InferenceError) -> [Float] {
    guard self == .linspace, steps > 1 else {
      return try timesteps(steps: steps, trainTimesteps: trainTimesteps, offset: offset)
        .map { Float($0) }
    }
    try Self.check(steps, trainTimesteps)
    let last = Double(trainTimesteps - 1)
    return (0..<steps).reversed().map { index in
      Float(index == steps - 1 ? last : Double(index) * (last / Double(steps - 1)))
    }
  }

  /// The n timesteps of DPM-Solver++ and UniPC: n + 1 points without the one at the clean end.
  ///
  /// `trailing` is as everywhere.
  ///
  /// - Throws: `invalidSetting` when n is outside 1…T, when two timesteps would be the same (the solvers
  ///   divide by their distance), or when one would lie outside the schedule.
  /// - Source: diffusers 0.42.1 `scheduling_dpmsolver_multistep.py`, `set_timesteps`.
  func solverTimesteps(
    steps: Int, trainTimesteps: Int, offset: Int
  ) throws(InferenceError) -> [Float] {
    try Self.check(steps, trainTimesteps)
    let timesteps: [Int]
    switch self {
    case .trailing:
      timesteps = try self.timesteps(steps: steps, trainTimesteps: trainTimesteps, offset: offset)
    case .leading:
      let stride = trainTimesteps / (steps + 1)
      timesteps = (1...steps).reversed().map { $0 * stride + offset }
    case .linspace:
      let last = Double(trainTimesteps - 1)
      timesteps = (1...steps).reversed().map { index in
        let value = index == steps ? last : Double(index) * (last / Double(steps))
        return Int(value.rounded(.toNearestOrEven))
      }
    }
    let falls = zip(timesteps, timesteps.dropFirst()).allSatisfy { $0 > $1 }
    guard falls, timesteps[0] < trainTimesteps, timesteps[steps - 1] >= 0 else {
      throw .invalidSetting(
        name: "steps",
        value: "\(steps) with \(rawValue) spacing, steps_offset \(offset) and this scheduler",
        allowed: "numbers of steps whose timesteps differ and lie in 0…\(trainTimesteps - 1); "
          + "choose fewer steps or trailing spacing")
    }
    return timesteps.map { Float($0) }
  }
}
