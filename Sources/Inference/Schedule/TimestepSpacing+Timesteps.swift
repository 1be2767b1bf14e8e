/// Choosing the timesteps.
extension TimestepSpacing {
  /// The n timesteps of a run, highest first, each in 0…T−1.
  ///
  /// numpy's arithmetic is followed to the rounding (half to even, `arange`'s accumulated step).
  ///
  /// - Parameters:
  ///   - steps: n, 1…T.
  ///   - trainTimesteps: T.
  ///   - offset: `steps_offset`, added with `leading` only.
  /// - Returns: n different timesteps.
  /// - Throws: `invalidSetting` when n is outside 1…T, or when `leading` with this offset would ask for
  ///   a timestep the schedule does not have (n = 1000 with offset 1 asks for timestep 1000).
  /// - Source: Lin et al. 2023, table 2; diffusers 0.42.1 `scheduling_ddim.py`, `set_timesteps`.
  /// - Differs: for 62 values of n between 1 and 1000 diffusers' `trailing` appends a timestep −1,
  ///   because the accumulated step stops just short of 0; here exactly n timesteps are given (test
  ///   "Trailing gives n timesteps where the reference adds a timestep -1").
  public func timesteps(
    steps: Int, trainTimesteps: Int, offset: Int
  ) throws(InferenceError) -> [Int] {
    try Self.check(steps, trainTimesteps)
    switch self {
    case .leading: return try Self.leading(steps, trainTimesteps, offset)
    case .trailing: return Self.trailing(steps, trainTimesteps)
    case .linspace: return Self.linspace(steps, trainTimesteps)
    }
  }

  static func check(_ steps: Int, _ trainTimesteps: Int) throws(InferenceError) {
    guard steps >= 1, steps <= trainTimesteps else {
      throw .invalidSetting(
        name: "steps", value: "\(steps)",
        allowed: "1…\(trainTimesteps), the timesteps the model was trained with")
    }
  }

  private static func leading(
    _ steps: Int, _ trainTimesteps: Int, _ offset: Int
  ) throws(InferenceError) -> [Int] {
    let stride = trainTimesteps / steps
    let room = trainTimesteps - 1 - (steps - 1) * stride
    guard offset >= 0, offset <= room else {
      throw .invalidSetting(
        name: "steps", value: "\(steps) with leading spacing and steps_offset \(offset)",
        allowed: "numbers of steps whose timesteps all lie in 0…\(trainTimesteps - 1); "
          + "choose fewer steps or trailing spacing")
    }
    return (0..<steps).reversed().map { $0 * stride + offset }
  }

  private static func trailing(_ steps: Int, _ trainTimesteps: Int) -> [Int] {
    let start = Double(trainTimesteps)
    // numpy's arange takes the difference of its first two values as the step.
    let step = (start - start / Double(steps)) - start
    return (0..<steps).map { index in
      Int((start + Double(index) * step).rounded(.toNearestOrEven)) - 1
    }
  }

  private static func linspace(_ steps: Int, _ trainTimesteps: Int) -> [Int] {
    guard steps > 1 else { return [0] }
    let last = Double(trainTimesteps - 1)
    let step = last / Double(steps - 1)
    return (0..<steps).reversed().map { index in
      let value = index == steps - 1 ? last : Double(index) * step
      return Int(value.rounded(.toNearestOrEven))
    }
  }
}
