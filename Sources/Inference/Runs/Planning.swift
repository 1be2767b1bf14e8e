/// From settings to a plan, without any network.
public enum Planning {
  /// The config with what the settings change of it.
  public static func config(_ settings: RunSettings, _ base: SchedulerConfig) -> SchedulerConfig {
    var config = base
    config.timestepSpacing = settings.timestepSpacing
    config.predictionType = settings.predictionType
    config.rescaleBetasZeroSNR = settings.rescaleBetasZeroSNR
    return config
  }

  /// The scheduler and plan that settings ask for.
  ///
  /// - Throws: `invalidSetting` and `unsupported` for what cannot be had.
  public static func plan(
    _ settings: RunSettings, _ base: SchedulerConfig
  ) throws(InferenceError) -> (scheduler: any Scheduler, plan: Plan) {
    guard (1...1000).contains(settings.steps) else {
      throw .invalidSetting(
        name: "The number of steps", value: "\(settings.steps)", allowed: "1…1000")
    }
    guard settings.eta >= 0, settings.eta.isFinite else {
      throw .invalidSetting(name: "η", value: "\(settings.eta)", allowed: "0 or more")
    }
    let scheduler = try SchedulerCatalog.make(settings.scheduler, config(settings, base))
    var plan = try scheduler.plan(steps: settings.steps, eta: settings.eta)
    if let told = settings.toldTimesteps {
      plan = try plan.told(told, scheduler: scheduler)
    }
    return (scheduler, plan)
  }
}
