/// The schedulers there are.
public enum SchedulerCatalog {
  /// All schedulers, in the order menus show them.
  public static let all: [any Scheduler.Type] = [DDIM.self]

  /// The scheduler of a name for a config.
  ///
  /// - Throws: `unsupported` for a config the scheduler cannot follow.
  public static func make(
    _ id: SchedulerID, _ config: SchedulerConfig
  ) throws(InferenceError) -> any Scheduler {
    switch id {
    case .ddim: try DDIM(config)
    }
  }
}
