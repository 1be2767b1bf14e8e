/// The schedulers there are.
public enum SchedulerCatalog {
  /// All schedulers, in the order menus show them.
  public static let all: [any Scheduler.Type] = [
    DDIM.self, DDPM.self, LCM.self, Euler.self, EulerAncestral.self, Heun.self, DPMSolver.self,
    UniPC.self, PNDM.self, FlowEuler.self,
  ]

  /// A scheduler's name on the screen.
  public static func title(_ id: SchedulerID) -> String {
    all.first { $0.id == id }?.title ?? id.rawValue
  }

  /// The scheduler of a name for a config.
  ///
  /// - Throws: `unsupported` for a config the scheduler cannot follow.
  public static func make(
    _ id: SchedulerID, _ config: SchedulerConfig
  ) throws(InferenceError) -> any Scheduler {
    switch id {
    case .ddim: try DDIM(config)
    case .ddpm: try DDPM(config)
    case .lcm: try LCM(config)
    case .euler: try Euler(config)
    case .eulerAncestral: try EulerAncestral(config)
    case .heun: try Heun(config)
    case .dpmSolver: try DPMSolver(config)
    case .uniPC: try UniPC(config)
    case .pndm: try PNDM(config)
    case .flowEuler: try FlowEuler(config)
    }
  }
}
