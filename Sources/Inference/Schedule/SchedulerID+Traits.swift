/// What is known of a scheduler without a config.
extension SchedulerID {
  /// The name of diffusers' class.
  public var className: String {
    switch self {
    case .ddim: "DDIMScheduler"
    case .ddpm: "DDPMScheduler"
    case .lcm: "LCMScheduler"
    case .euler: "EulerDiscreteScheduler"
    case .eulerAncestral: "EulerAncestralDiscreteScheduler"
    case .heun: "HeunDiscreteScheduler"
    case .dpmSolver: "DPMSolverMultistepScheduler"
    case .uniPC: "UniPCMultistepScheduler"
    case .pndm: "PNDMScheduler"
    case .flowEuler: "FlowMatchEulerDiscreteScheduler"
    }
  }

  /// The scheduler of a diffusers class; nil for one that is not here.
  public init?(className: String) {
    guard let id = Self.allCases.first(where: { $0.className == className }) else { return nil }
    self = id
  }

  /// What the network's output may be taken for.
  ///
  /// The one place that says which models a scheduler is for: flows have their own, and only that.
  public var predictionTypes: [PredictionType] {
    switch self {
    case .flowEuler: [.flow]
    case .eulerAncestral, .pndm: [.epsilon, .vPrediction]
    default: [.epsilon, .sample, .vPrediction]
    }
  }

  /// The schedulers for models whose output is taken for a type, in the order menus show them.
  public static func all(for type: PredictionType) -> [SchedulerID] {
    allCases.filter { $0.predictionTypes.contains(type) }
  }

  /// Whether the class can rescale betas to zero terminal SNR.
  public var hasZeroSNR: Bool {
    switch self {
    case .heun, .pndm, .flowEuler: false
    default: true
    }
  }

  /// Whether the class can clip x̂0, and whether it can threshold it.
  var bounds: (clips: Bool, thresholds: Bool) {
    switch self {
    case .ddim, .ddpm, .lcm: (true, true)
    case .heun: (true, false)
    case .dpmSolver, .uniPC: (false, true)
    case .euler, .eulerAncestral, .pndm, .flowEuler: (false, false)
    }
  }

  /// How often the network is called in a number of steps.
  public func networkCalls(steps: Int) -> Int {
    switch self {
    case .pndm: steps > 1 ? steps + 1 : steps
    case .heun: 2 * steps - 1
    default: steps
    }
  }

  /// Why a knob does nothing with this scheduler; nil where it does something.
  public func missingReason(_ knob: Controls.Knob) -> String? {
    switch knob {
    case .eta where self != .ddim: "only DDIM has an eta"
    case .consistentPrevious where self != .ddim: "only DDIM lets one choose"
    case .spacing where self == .lcm: "LCM takes its timesteps from those it was distilled for"
    case .spacing where self == .flowEuler: "a flow's time runs evenly from 0 to 1"
    case .clip where !bounds.clips: "only DDIM, DDPM, LCM and Heun clip x0"
    case .zeroSNR where !hasZeroSNR: "this scheduler has no zero terminal SNR"
    default: nil
    }
  }
}
