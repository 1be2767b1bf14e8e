import Inference

/// All that is known of a run's time before anything is computed.
struct ScheduleFacts: Sendable, Equatable {
  /// The plan the settings give, with the told timesteps of the schedule.
  var plan: Plan
  /// What the network is told and what the latents hold, at each step.
  var mismatches: [Mismatch]
  /// The timestep each step is told: the plan's, or the person's.
  var toldTimesteps: [Float]
  /// ᾱ of every training timestep.
  var noise: NoiseSchedule
  /// The scheduler's name.
  var title: String
  /// T.
  var trainTimesteps: Int

  /// The facts of settings under a model's scheduler config.
  ///
  /// - Throws: what the scheduler refuses.
  static func make(
    _ settings: RunSettings, _ config: SchedulerConfig
  ) throws(InferenceError) -> ScheduleFacts {
    var followed = settings
    followed.toldTimesteps = nil
    let (scheduler, plan) = try Planning.plan(followed, config)
    var told = plan
    if let timesteps = settings.toldTimesteps, timesteps.count == plan.entries.count {
      told = try plan.told(timesteps, scheduler: scheduler)
    }
    return ScheduleFacts(
      plan: plan,
      mismatches: Mismatch.nominal(
        told, initialNoise: NoiseCatalog.source(settings.noise).initialNoise),
      toldTimesteps: told.entries.map(\.timestep), noise: scheduler.schedule,
      title: type(of: scheduler).title, trainTimesteps: config.trainTimesteps)
  }

  /// Whether time is a flow's, from 0 to 1.
  var isFlow: Bool { plan.entries.first?.space == .flow }

  /// Where each step stands on an axis of training timesteps.
  var places: [Double] {
    toldTimesteps.map { Double($0) * (isFlow ? Double(trainTimesteps - 1) : 1) }
  }

  /// Whether a step leads somewhere else than to the next step's timestep.
  ///
  /// diffusers takes `prev_timestep` as t − T / n whatever the next entry is.
  func strideMisses(_ index: Int) -> Bool {
    guard plan.entries.indices.contains(index + 1) else { return false }
    let previous = plan.entries[index].previousTimestep ?? -1
    return previous != plan.entries[index + 1].timestep
  }

  /// The training timestep at which the schedule holds about so much noise.
  func timestep(noise level: Float) -> Int {
    (0..<trainTimesteps).min { abs(noise(at: $0) - level) < abs(noise(at: $1) - level) } ?? 0
  }

  /// The noise level the schedule holds at a training timestep.
  func noise(at timestep: Int) -> Float {
    guard noise.alphasCumprod.indices.contains(timestep) else { return 1 }
    return NoiseLevel(alphaCumprod: noise.alphasCumprod[timestep]).noise
  }
}
