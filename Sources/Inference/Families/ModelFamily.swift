/// Which knobs of `RunSettings` a family has; each it lacks with the reason, shown beside the greyed knob.
public struct Controls: Sendable, Hashable {
  /// The knobs that can be missing.
  public enum Knob: String, Sendable, Hashable, CaseIterable {
    /// Scheduler, spacing and number of steps.
    case steps, scheduler, spacing
    /// Initial latents and their seed.
    case noise, seed
    /// Lotus' task switcher.
    case task
    /// The prediction type.
    case predictionType
    /// DDIM's η.
    case eta
  }

  /// Why a knob is not there; knobs that are not listed can be used.
  public var missing: [Knob: String]

  /// Controls without the listed knobs.
  public init(missing: [Knob: String] = [:]) {
    self.missing = missing
  }
}
