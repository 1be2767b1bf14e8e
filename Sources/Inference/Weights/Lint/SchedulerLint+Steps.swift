/// What the spacing does with a number of steps.
extension SchedulerLint {
  mutating func checkSteps(_ steps: Int, _ config: SchedulerConfig, _ schedule: NoiseSchedule) {
    let plan: Plan
    do throws(InferenceError) {
      plan = try self.plan(steps, config)
    } catch .unsupported(let what, let found, let supported) {
      guard !findings.contains(where: { $0.code == "not-followed" }) else { return }
      return add(
        .note, "not-followed", "\(what) is \(found), so its timesteps are not judged here.",
        advice: "stepscope takes \(supported)")
    } catch {
      return add(
        spacing: .error, "timestep-out-of-range",
        "With \(Self.count(steps)) the timesteps leave the schedule: \(error.description)",
        advice: "take fewer steps or trailing spacing", sources: [])
    }
    if isFlow { return }
    checkStart(plan, steps, config, schedule)
    if className == "DDIMScheduler", !context.hasConsistentSteps { checkStride(plan, config) }
    if config.timestepSpacing == .trailing, steps > 10, className != "LCMScheduler" {
      add(
        spacing: .note, "trailing-many-steps",
        "Marigold's own code warns that trailing spacing may do worse with more than 10 steps, here \(steps).",
        advice: "compare with 4 to 10 steps", sources: [LintSource.endToEnd])
    }
  }

  /// Whether the class follows a flow, whose time has no spacing.
  var isFlow: Bool { isClass(SchedulerID.flowEuler.className) }

  private static func count(_ steps: Int) -> String { steps == 1 ? "1 step" : "\(steps) steps" }

  /// The plan of the class's scheduler; a class that is not known is judged as DDIM.
  ///
  /// What the network predicts and how x0 is bounded has findings of its own, and does not move timesteps.
  private func plan(_ steps: Int, _ config: SchedulerConfig) throws(InferenceError) -> Plan {
    let id = config.scheduler
    var timing = config
    timing.predictionType = isFlow ? .flow : .vPrediction
    timing.thresholding = false
    timing.rescaleBetasZeroSNR = config.rescaleBetasZeroSNR && id.hasZeroSNR
    return try SchedulerCatalog.make(id, timing).plan(steps: steps)
  }

  /// What the network is told at first, against the pure noise that it is given.
  private mutating func checkStart(
    _ plan: Plan, _ steps: Int, _ config: SchedulerConfig, _ schedule: NoiseSchedule
  ) {
    guard let first = plan.entries.first, config.timestepSpacing != .trailing else { return }
    let told = first.plannedLevel.noise
    let last = schedule.trainTimesteps - 1
    guard first.timestep < Float(last) else { return }
    let severity: LintFinding.Severity = told < 0.9 ? .error : told < 0.99 ? .warning : .note
    let single = steps == 1 && told < 0.1 ? "; what comes out is the noise itself" : ""
    add(
      spacing: severity, "\(config.timestepSpacing.rawValue)-start",
      "With \(Self.count(steps)) the network is told t = \(Self.timestep(first.timestep)) (noise "
        + "\(Self.text(told))) where the sample holds pure noise (1.0000)\(single).",
      advice: "write \"timestep_spacing\": \"trailing\": told t = \(last) (noise "
        + "\(Self.text(schedule.level(at: last).noise)))",
      sources: [LintSource.endToEnd, LintSource.flawed, LintSource.depthFM])
  }

  private static func timestep(_ value: Float) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }

  /// DDIM steps by T / n, whatever the next timestep is.
  private mutating func checkStride(_ plan: Plan, _ config: SchedulerConfig) {
    func gap(_ index: Int) -> Float {
      abs(plan.entries[index].previousLevel.noise - plan.entries[index + 1].plannedLevel.noise)
    }
    guard let worst = plan.entries.indices.dropLast().max(by: { gap($0) < gap($1) }),
      gap(worst) > 0
    else { return }
    let (from, next) = (plan.entries[worst], plan.entries[worst + 1])
    let sentence =
      "With \(plan.entries.count) steps DDIM goes from t = \(Self.timestep(from.timestep)) to the "
      + "noise of t = \(Self.timestep(from.previousTimestep ?? -1)) "
      + "(\(Self.text(from.previousLevel.noise))), and the next step is told t = "
      + "\(Self.timestep(next.timestep)) (\(Self.text(next.plannedLevel.noise)))."
    if config.timestepSpacing == .linspace {
      add(
        spacing: gap(worst) >= 0.005 ? .warning : .note, "linspace-drift", sentence,
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
