/// A diffusers `scheduler_config.json`, with the defaults of its class where keys are missing.
public struct SchedulerConfig: Sendable, Hashable, Codable {
  /// How β grows with t.
  public enum BetaSchedule: String, Sendable, Hashable, Codable, CaseIterable {
    /// Linear in β.
    case linear
    /// Linear in √β, as Stable Diffusion uses it.
    case scaledLinear = "scaled_linear"
    /// Nichol and Dhariwal's cosine.
    case squaredCosCapV2 = "squaredcos_cap_v2"
  }

  /// `_class_name` of the file.
  public var className = "DDIMScheduler"
  /// T.
  public var trainTimesteps = 1000
  /// β of the first timestep.
  public var betaStart: Double = 0.0001
  /// β of the last timestep.
  public var betaEnd: Double = 0.02
  /// The curve between them.
  public var betaSchedule = BetaSchedule.linear
  /// Explicit betas instead of a curve.
  public var trainedBetas: [Float]?
  /// Whether x0 is clipped to ±`clipSampleRange` in every step.
  public var clipSample = true
  /// The bound of clipping.
  public var clipSampleRange: Float = 1
  /// Whether the step after the last one has ᾱ = 1 instead of ᾱ of timestep 0.
  public var setAlphaToOne = true
  /// Added to every timestep with `leading` spacing.
  public var stepsOffset = 0
  /// What the network predicts.
  public var predictionType = PredictionType.epsilon
  /// Imagen's dynamic thresholding of x0, instead of clipping.
  public var thresholding = false
  /// The quantile of |x0| that thresholding uses.
  public var dynamicThresholdingRatio: Float = 0.995
  /// The largest threshold.
  public var sampleMaxValue: Float = 1
  /// How timesteps are chosen.
  public var timestepSpacing = TimestepSpacing.leading
  /// Whether the betas are rescaled so that the last timestep holds no signal at all.
  public var rescaleBetasZeroSNR = false
  /// LCM's number of timesteps that it was distilled for.
  public var originalInferenceSteps = 50
  /// LCM's factor on the timestep in its boundary condition.
  public var timestepScaling: Float = 10
  /// Whether DDIM's step leads to the next entry instead of to t − T / n; no key of diffusers.
  public var consistentPrevious = false
  /// Options that only some classes have, as the file writes them.
  public var options: [String: String] = [:]
  /// The keys with defaults of the class that the file leaves open.
  public var leftOpen: [String] = []

  /// The defaults of diffusers' `DDIMScheduler`.
  public init() {}
}
