/// What a class takes for the keys that a file leaves open.
extension SchedulerConfig {
  /// The keys whose default differs from class to class.
  static let classKeys = [
    "beta_end", "beta_schedule", "beta_start", "clip_sample", "set_alpha_to_one",
    "timestep_spacing",
  ]
  /// The classes whose `timestep_spacing` is `linspace` where the file has none.
  private static let linspaceClasses: Set<String> = [
    "EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler", "HeunDiscreteScheduler",
    "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "UniPCMultistepScheduler",
    "DEISMultistepScheduler", "LMSDiscreteScheduler", "KDPM2DiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler",
  ]
  /// The classes that clip x0 where the file does not say.
  private static let clippingClasses: Set<String> = ["DDIMScheduler", "DDPMScheduler"]
  /// The classes whose β range and curve are Stable Diffusion's where the file has none.
  private static let stableDiffusionRange: Set<String> = [
    "HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler",
    "LCMScheduler", "TCDScheduler",
  ]
  private static let scaledLinearClasses: Set<String> = ["LCMScheduler", "TCDScheduler"]

  /// The class's defaults for the listed keys.
  ///
  /// - Source: diffusers 0.42 `schedulers/`.
  mutating func setClassDefaults(_ keys: [String]) {
    let isStableDiffusion = Self.stableDiffusionRange.contains(className)
    for key in keys {
      switch key {
      case "beta_start": betaStart = isStableDiffusion ? 0.00085 : 0.0001
      case "beta_end": betaEnd = isStableDiffusion ? 0.012 : 0.02
      case "beta_schedule":
        betaSchedule = Self.scaledLinearClasses.contains(className) ? .scaledLinear : .linear
      case "clip_sample": clipSample = Self.clippingClasses.contains(className)
      case "set_alpha_to_one": setAlphaToOne = className != "PNDMScheduler"
      case "timestep_spacing":
        timestepSpacing = Self.linspaceClasses.contains(className) ? .linspace : .leading
      default: break
      }
    }
  }

  /// The config as diffusers' `from_config` gives it to another class.
  ///
  /// What the file says stays; what it leaves open is the new class's default. So a DDIM file without
  /// `timestep_spacing` is `leading` as DDIM and `linspace` as Euler.
  public func recast(to id: SchedulerID) -> SchedulerConfig {
    guard className != id.className else { return self }
    var result = self
    result.className = id.className
    result.setClassDefaults(leftOpen)
    return result
  }

  /// The scheduler of the class, or DDIM for a class that is not here.
  public var scheduler: SchedulerID { SchedulerID(className: className) ?? .ddim }
}
