/// The plans that several solvers share.
extension SigmaGrid {
  /// The schedule of a config, with zero terminal SNR bent to a finite σ.
  ///
  /// - Throws: `invalidSetting` for betas that cannot be had.
  static func schedule(_ config: SchedulerConfig) throws(InferenceError) -> NoiseSchedule {
    try NoiseSchedule(config, terminalAlphaCumprod: terminalAlphaCumprod)
  }

  /// Euler's plan: samples that hold noise of standard deviation σ, timesteps between whole ones.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had; `unsupported` as `entries` does.
  static func eulerPlan(
    steps: Int, _ config: SchedulerConfig, _ schedule: NoiseSchedule, needsNoise: Bool = false
  ) throws(InferenceError) -> Plan {
    let timesteps = try config.timestepSpacing.fractionalTimesteps(
      steps: steps, trainTimesteps: schedule.trainTimesteps, offset: config.stepsOffset)
    let entries = try entries(
      timesteps, schedule, needsNoise: needsNoise, space: .varianceExploding)
    return Plan(
      entries: entries, initNoiseSigma: initNoiseSigma(config.timestepSpacing, entries))
  }

  /// The multistep solvers' plan: samples of constant variance, each step leading to the next level and
  /// the last to no noise.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had; `unsupported` as `entries` does.
  static func multistepPlan(
    steps: Int, _ config: SchedulerConfig, _ schedule: NoiseSchedule
  ) throws(InferenceError) -> Plan {
    let timesteps = try config.timestepSpacing.solverTimesteps(
      steps: steps, trainTimesteps: schedule.trainTimesteps, offset: config.stepsOffset)
    return Plan(
      entries: try entries(timesteps, schedule, space: .variancePreserving), initNoiseSigma: 1)
  }
}
