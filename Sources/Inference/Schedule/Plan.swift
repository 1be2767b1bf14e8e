/// Everything about time in a run, decided before the first network call.
///
/// A plan needs no model: it is what the schedule screen shows and what a scheduler's `step` follows.
public struct Plan: Sendable, Hashable {
  /// One network call.
  public struct Entry: Sendable, Hashable {
    /// The diffusion time the network is told.
    public var timestep: Float
    /// The diffusion time the step leads to; negative (or nil) when it leads to the final sample.
    public var previousTimestep: Float?
    /// The noise level the schedule holds at `timestep`: what the network is told.
    public var level: NoiseLevel
    /// The noise level the step leaves behind.
    public var previousLevel: NoiseLevel
    /// Whether the step draws fresh noise.
    public var needsNoise: Bool
    /// The noise level of the plan's own timestep, whatever the network is told instead.
    public var plannedLevel: NoiseLevel
    /// How the sample of this step mixes signal and noise.
    public var space: SampleSpace
    /// Where a second look starts again, the noise level of the step before; nil for a first look.
    public var restartLevel: NoiseLevel?

    /// An entry from its parts, told what is planned.
    public init(
      timestep: Float, previousTimestep: Float?, level: NoiseLevel, previousLevel: NoiseLevel,
      needsNoise: Bool, space: SampleSpace = .variancePreserving
    ) {
      self.timestep = timestep
      self.previousTimestep = previousTimestep
      self.level = level
      self.previousLevel = previousLevel
      self.needsNoise = needsNoise
      plannedLevel = level
      self.space = space
    }
  }

  /// The network calls in order; some schedulers look twice, so that there are more than steps.
  public var entries: [Entry]
  /// The factor on unit noise before the first call; 1 for variance-preserving schedulers.
  public var initNoiseSigma: Float

  /// A plan from its parts.
  public init(entries: [Entry], initNoiseSigma: Float) {
    self.entries = entries
    self.initNoiseSigma = initNoiseSigma
  }
}
