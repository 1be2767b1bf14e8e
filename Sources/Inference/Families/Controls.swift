/// Which knobs of `RunSettings` a family has.
public struct Controls: Sendable, Hashable {
  /// The knobs that can be missing.
  public enum Knob: String, Sendable, Hashable, CaseIterable {
    /// Scheduler, spacing and number of steps.
    case steps, scheduler, spacing
    /// Initial latents and their seed.
    case noise, seed
    /// Lotus' task switcher.
    case task
    /// GeoWizard's kind of scene.
    case domain
    /// The prediction type.
    case predictionType
    /// DDIM's η, and where its step leads.
    case eta, consistentPrevious
    /// Rescaling to zero terminal SNR.
    case zeroSNR
    /// Cutting x̂0 to ±1.
    case clip
    /// Several members that are merged.
    case ensemble
  }

  /// Why a knob is not there; knobs that are not listed can be used.
  public var missing: [Knob: String]

  /// Why the seed decides nothing while the image latents are the posterior's mean; nil where it decides noise.
  public var seedlessMean: String?

  /// Controls without the listed knobs.
  public init(missing: [Knob: String] = [:], seedlessMean: String? = nil) {
    self.missing = missing
    self.seedlessMean = seedlessMean
  }

  /// Why a knob does nothing under settings; nil where it does something.
  public func missingReason(_ knob: Knob, _ settings: RunSettings) -> String? {
    if let reason = missing[knob] ?? settings.scheduler.missingReason(knob) { return reason }
    return knob == .seed && settings.posterior == .mean ? seedlessMean : nil
  }

  /// Controls of a family without a task switcher and without domains, which most are.
  static func plain(without others: [Knob: String] = [:]) -> Controls {
    Controls(missing: [.task: noTask, .domain: noDomain].merging(others) { $1 })
  }

  static let noTask = "only Lotus models have a task switcher"
  static let noDomain = "only GeoWizard models are told the kind of scene"
}
