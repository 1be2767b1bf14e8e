/// From settings to a plan, without any network.
public enum Planning {
  /// The config as the settings' scheduler reads it, with what the settings change of it.
  public static func config(_ settings: RunSettings, _ base: SchedulerConfig) -> SchedulerConfig {
    var config = base.recast(to: settings.scheduler)
    config.consistentPrevious = settings.consistentPrevious
    config.timestepSpacing = settings.timestepSpacing
    config.predictionType = settings.predictionType
    config.rescaleBetasZeroSNR = settings.rescaleBetasZeroSNR
    if let clips = settings.clipSample { config.clipSample = clips }
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
    try checkOwn(settings)
    let scheduler = try SchedulerCatalog.make(settings.scheduler, config(settings, base))
    var plan = try scheduler.plan(steps: settings.steps, eta: settings.eta)
    if let told = settings.toldTimesteps {
      plan = try plan.told(told, scheduler: scheduler)
    }
    return (scheduler, plan)
  }

  /// Settings that a scheduler does not have are refused.
  private static func checkOwn(_ settings: RunSettings) throws(InferenceError) {
    let id = settings.scheduler
    if settings.eta > 0, let reason = id.missingReason(.eta) {
      throw .invalidSetting(
        name: "η", value: "\(settings.eta) with \(id.rawValue)", allowed: "0, because \(reason)")
    }
    if settings.consistentPrevious, let reason = id.missingReason(.consistentPrevious) {
      throw .invalidSetting(
        name: "The consistent previous timestep", value: "on with \(id.rawValue)",
        allowed: "off, because \(reason)")
    }
    if settings.clipSample == true, let reason = id.missingReason(.clip) {
      throw .invalidSetting(
        name: "Clipping of x0", value: "on with \(id.rawValue)", allowed: "off, because \(reason)")
    }
  }

  /// The settings with another scheduler, as diffusers' `from_config` would make it.
  ///
  /// Where the checkpoint's file leaves the spacing open and it has not been set since, it becomes the new
  /// class's default, which may differ from the old one's; it stands in the settings, so it is seen. What
  /// the new class does not have is put back: η, the consistent previous timestep, clipping, zero SNR.
  public static func switching(
    _ settings: RunSettings, to id: SchedulerID, _ base: SchedulerConfig
  ) -> RunSettings {
    var result = settings
    result.scheduler = id
    guard id != settings.scheduler else { return result }
    if base.leftOpen.contains("timestep_spacing"),
      settings.timestepSpacing == base.recast(to: settings.scheduler).timestepSpacing
    {
      result.timestepSpacing = base.recast(to: id).timestepSpacing
    }
    if !id.hasZeroSNR {
      result.rescaleBetasZeroSNR = false
    } else if !settings.scheduler.hasZeroSNR {
      result.rescaleBetasZeroSNR = base.rescaleBetasZeroSNR
    }
    if id.missingReason(.eta) != nil { result.eta = 0 }
    if id.missingReason(.consistentPrevious) != nil { result.consistentPrevious = false }
    if id.missingReason(.clip) != nil { result.clipSample = nil }
    result.toldTimesteps = nil
    return result
  }
}
