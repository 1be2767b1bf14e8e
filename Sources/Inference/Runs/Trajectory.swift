/// A run: where it started and every step so far.
public struct Trajectory: Sendable, Equatable {
  /// What decided it.
  public let settings: RunSettings
  /// The plan it follows.
  public let plan: Plan
  /// The picture in latent space, `[1, 4, h, w]`.
  public let imageLatents: Tensor
  /// x_T, `[1, 4, h, w]`, already scaled by the plan's `initNoiseSigma`.
  public let initialLatents: Tensor
  /// The noise level the initial latents are supposed to hold: 1 for noise, 0 for zeros.
  public let initialNoise: Float
  /// The steps so far.
  public var steps: [Step]

  /// A trajectory from its parts.
  public init(
    settings: RunSettings, plan: Plan, imageLatents: Tensor, initialLatents: Tensor,
    initialNoise: Float, steps: [Step] = []
  ) {
    self.settings = settings
    self.plan = plan
    self.imageLatents = imageLatents
    self.initialLatents = initialLatents
    self.initialNoise = initialNoise
    self.steps = steps
  }

  /// Whether every step of the plan has been taken.
  public var isComplete: Bool { steps.count == plan.entries.count }

  /// The same run cut off after `count` steps.
  public func truncated(after count: Int) -> Trajectory {
    var result = self
    result.steps = Array(steps.prefix(count))
    return result
  }
}
