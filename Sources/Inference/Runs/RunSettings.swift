/// Everything that decides a run, apart from the model and the picture.
public struct RunSettings: Sendable, Hashable, Codable {
  /// Which latents are decoded at the end.
  public enum FinalSample: String, Sendable, Hashable, Codable, CaseIterable {
    /// The scheduler's last x_{t-1}.
    case prevSample = "prev_sample"
    /// The last x̂0.
    case predOriginalSample = "pred_original_sample"
  }

  /// How the image latents are taken from the encoder's distribution.
  public enum Posterior: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its mean.
    case mean
    /// A draw from it.
    case sample
  }

  /// The scheduler.
  public var scheduler = SchedulerID.ddim
  /// n, 1…1000; PNDM and Heun call the network more often.
  public var steps = 1
  /// How the timesteps are chosen.
  public var timestepSpacing = TimestepSpacing.trailing
  /// What the network's output is taken for.
  public var predictionType = PredictionType.vPrediction
  /// Whether betas are rescaled to zero terminal SNR.
  public var rescaleBetasZeroSNR = false
  /// Whether x̂0 is cut to ±`clip_sample_range` in every step; nil as the checkpoint's file says.
  public var clipSample: Bool?
  /// Whether DDIM's step leads to the next entry's timestep instead of to t − T / n.
  public var consistentPrevious = false
  /// DDIM's η, at least 0.
  public var eta: Float = 0
  /// The initial latents.
  public var noise = NoiseID.gaussian
  /// The seed of `torch.Generator().manual_seed`.
  public var seed: UInt64 = 2024
  /// What the network is told at each step instead of the plan's timestep, 0…T−1; nil follows the plan.
  public var toldTimesteps: [Int]?
  /// Lotus' task switcher.
  public var taskSwitch = TaskSwitch.annotation
  /// GeoWizard's kind of scene.
  public var domain = Domain.indoor
  /// How the image latents are taken.
  public var posterior = Posterior.mean
  /// Which latents are decoded at the end.
  public var finalSample = FinalSample.prevSample
  /// The longest edge the networks see, 0 for the picture's own.
  public var processingResolution = 768
  /// How the picture is brought to that size, and predictions back.
  public var resize = ResizeRule.diffusers

  /// How often the network is called.
  public var networkCalls: Int { scheduler.networkCalls(steps: steps) }

  /// The settings every family starts from.
  public init() {}

  /// What a scheduler's config says: its class, spacing, prediction type and zero SNR.
  public init(_ config: SchedulerConfig) {
    scheduler = config.scheduler
    timestepSpacing = config.recast(to: scheduler).timestepSpacing
    predictionType = config.predictionType
    rescaleBetasZeroSNR = config.rescaleBetasZeroSNR && scheduler.hasZeroSNR
  }
}
