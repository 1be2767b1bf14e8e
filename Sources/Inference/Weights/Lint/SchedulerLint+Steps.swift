/// What the spacing does with a number of steps.
extension SchedulerLint {
  mutating func checkSteps(_ steps: Int, _ config: SchedulerConfig, _ schedule: NoiseSchedule) {
    let timesteps: [Int]
    do throws(InferenceError) {
      timesteps = try self.timesteps(steps, config)
    } catch {
      return add(
        spacing: .error, "timestep-out-of-range",
        "With \(Self.count(steps)) the timesteps leave the schedule: \(error.description)",
        advice: "take fewer steps or trailing spacing", sources: [])
    }
    checkStart(timesteps, config, schedule)
    if className == "DDIMScheduler" { checkStride(timesteps, config, schedule) }
    if config.timestepSpacing == .trailing, steps > 10, className != "LCMScheduler" {
      add(
        spacing: .note, "trailing-many-steps",
        "Marigold's own code warns that trailing spacing may do worse with more than 10 steps, here \(steps).",
        advice: "compare with 4 to 10 steps", sources: [LintSource.endToEnd])
    }
  }

  private static func count(_ steps: Int) -> String { steps == 1 ? "1 step" : "\(steps) steps" }

  /// The timesteps of the class, highest first.
  private func timesteps(
    _ steps: Int, _ config: SchedulerConfig
  ) throws(InferenceError) -> [Int] {
    let count = config.trainTimesteps
    if className == "LCMScheduler" { return try latentConsistency(steps, config) }
    guard isClass("DPMSolverMultistepScheduler", "UniPCMultistepScheduler"),
      config.timestepSpacing != .trailing
    else {
      return try config.timestepSpacing.timesteps(
        steps: steps, trainTimesteps: count, offset: config.stepsOffset)
    }
    // These two take one timestep more and leave out the lowest.
    let more = try config.timestepSpacing.timesteps(
      steps: min(steps + 1, count), trainTimesteps: count, offset: config.stepsOffset)
    return more.dropLast().isEmpty ? more : more.dropLast()
  }

  /// Evenly chosen from the timesteps of the distillation, whatever the spacing.
  private func latentConsistency(
    _ steps: Int, _ config: SchedulerConfig
  ) throws(InferenceError) -> [Int] {
    let original = try file.integer(
      "original_inference_steps", default: 50, in: 1...config.trainTimesteps)
    guard steps <= original else {
      throw .invalidSetting(
        name: "steps", value: "\(steps)", allowed: "1…original_inference_steps = \(original)")
    }
    let stride = config.trainTimesteps / original
    return (0..<steps).map { (original - $0 * original / steps) * stride - 1 }
  }

  /// What the network is told at first, against the pure noise that it is given.
  private mutating func checkStart(
    _ timesteps: [Int], _ config: SchedulerConfig, _ schedule: NoiseSchedule
  ) {
    guard let first = timesteps.first, config.timestepSpacing != .trailing else { return }
    let told = schedule.level(at: first).noise
    let last = schedule.trainTimesteps - 1
    guard first < last else { return }
    let severity: LintFinding.Severity = told < 0.9 ? .error : told < 0.99 ? .warning : .note
    let single = timesteps.count == 1 && told < 0.1 ? "; what comes out is the noise itself" : ""
    add(
      spacing: severity, "\(config.timestepSpacing.rawValue)-start",
      "With \(Self.count(timesteps.count)) the network is told t = \(first) (noise "
        + "\(Self.text(told))) where the sample holds pure noise (1.0000)\(single).",
      advice: "write \"timestep_spacing\": \"trailing\": told t = \(last) (noise "
        + "\(Self.text(schedule.level(at: last).noise)))",
      sources: [LintSource.endToEnd, LintSource.flawed, LintSource.depthFM])
  }

  /// DDIM steps by T / n, whatever the next timestep is.
  private mutating func checkStride(
    _ timesteps: [Int], _ config: SchedulerConfig, _ schedule: NoiseSchedule
  ) {
    let stride = config.trainTimesteps / timesteps.count
    let gaps = zip(timesteps, timesteps.dropFirst()).map { timestep, next in
      (
        from: timestep, to: timestep - stride, next: next,
        gap: abs(
          schedule.level(at: timestep - stride).noise - schedule.level(at: next).noise)
      )
    }
    guard let worst = gaps.max(by: { $0.gap < $1.gap }), worst.gap > 0 else { return }
    let sentence =
      "With \(timesteps.count) steps DDIM goes from t = \(worst.from) to the noise of t = "
      + "\(worst.to) (\(Self.text(schedule.level(at: worst.to).noise))), and the next step is told "
      + "t = \(worst.next) (\(Self.text(schedule.level(at: worst.next).noise)))."
    if config.timestepSpacing == .linspace {
      add(
        spacing: worst.gap >= 0.005 ? .warning : .note, "linspace-drift", sentence,
        advice: "use trailing or leading with DDIM, whose step is always T / n",
        sources: LintSource.linspace)
    } else {
      add(
        spacing: .note, "\(config.timestepSpacing.rawValue)-off-by-one", sentence,
        advice: "take a number of steps that divides \(config.trainTimesteps)",
        sources: [LintSource.previousTimestep])
    }
  }
}
