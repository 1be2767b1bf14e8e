extension SchedulerLint.Context {
  /// What a run of these settings meets: their number of steps, and in place of the file's values those that
  /// a person has set otherwise.
  ///
  /// - Parameters:
  ///   - settings: What is set.
  ///   - config: What the file says.
  public init(_ settings: RunSettings, besides config: SchedulerConfig) {
    self.init(steps: [settings.steps])
    hasConsistentSteps = settings.consistentPrevious
    let said = config.recast(to: settings.scheduler)
    if said.className != config.className { replaced["_class_name"] = .string(said.className) }
    // A flow has neither spacing nor terminal SNR, and no other prediction.
    guard settings.predictionType != .flow else { return }
    if settings.timestepSpacing != said.timestepSpacing {
      replaced["timestep_spacing"] = .string(settings.timestepSpacing.rawValue)
    }
    if settings.predictionType != said.predictionType {
      replaced["prediction_type"] = .string(settings.predictionType.rawValue)
    }
    if let clips = settings.clipSample, clips != said.clipSample {
      replaced["clip_sample"] = .bool(clips)
    }
    if settings.rescaleBetasZeroSNR != said.rescaleBetasZeroSNR, settings.scheduler.hasZeroSNR {
      replaced["rescale_betas_zero_snr"] = .bool(settings.rescaleBetasZeroSNR)
    }
  }

  /// Whether anything is set otherwise than the file says.
  public var replacesValues: Bool { !replaced.isEmpty }
}
