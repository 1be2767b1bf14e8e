/// A run: where it started and every step so far.
public struct Trajectory: Sendable, Equatable {
  /// What decided it.
  public let settings: RunSettings
  /// The plan it follows.
  public let plan: Plan
  /// The picture in latent space, `[B, 4, h, w]`, all B alike.
  public let imageLatents: Tensor
  /// What cross-attention looks at, `[1, L, D]`.
  public let conditioning: Tensor
  /// x_T, `[B, 4·n, h, w]`, already scaled by the plan's `initNoiseSigma`.
  public let initialLatents: Tensor
  /// The noise level the initial latents are supposed to hold: 1 for noise, 0 for zeros.
  public let initialNoise: Float
  /// The steps so far.
  public var steps: [Step]

  /// A trajectory from its parts.
  public init(
    settings: RunSettings, plan: Plan, imageLatents: Tensor,
    conditioning: Tensor = Tensor(zeros: [1, 0, 1]), initialLatents: Tensor, initialNoise: Float,
    steps: [Step] = []
  ) {
    self.settings = settings
    self.plan = plan
    self.imageLatents = imageLatents
    self.conditioning = conditioning
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

extension Trajectory {
  /// The latents that the settings decode at the end; the initial ones before the first step.
  public var finalLatents: Tensor {
    guard let last = steps.last else { return initialLatents }
    return settings.finalSample == .prevSample
      ? last.result.prevSample : last.result.predOriginalSample
  }
}

extension Trajectory {
  /// What the next step, which follows the entry, finds.
  func sample(for entry: Plan.Entry) -> Tensor {
    guard let last = steps.last else { return initialLatents }
    return entry.received(last.result.prevSample, from: last.entry)
  }

  /// x_t of a step as it was, or with another noise level in it.
  ///
  /// The sample at noise level n is √(1−n²) of the run's last x̂0 and n of its initial noise: the same
  /// picture and the same noise, mixed in another proportion.
  ///
  /// - Returns: The sample `[1, 4, h, w]` in the scale that the network sees and the noise level it
  ///   holds, 0…1.
  public func sample(at index: Int, holding noise: Float?) -> (sample: Tensor, noise: Float) {
    let mismatch = Mismatch.nominal(plan, initialNoise: initialNoise)
    guard let noise, let last = steps.last else {
      let step = steps[index]
      return (step.entry.networkInput(step.latents), mismatch[index].held)
    }
    let level = NoiseLevel(alphaCumprod: 1 - noise * noise)
    let factors = plan.entries[index].space.factors(level)
    let sample = Tensor.combine(
      factors.signal, last.result.predOriginalSample, factors.noise / plan.initNoiseSigma,
      initialLatents)
    return (sample, noise)
  }
}
