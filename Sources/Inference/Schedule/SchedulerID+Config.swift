/// Which configs a scheduler can follow.
extension SchedulerID {
  /// The config with what the class does not have left out.
  ///
  /// - Throws: `invalidSetting` for a prediction type or zero SNR that the class does not have,
  ///   `unsupported` for one of its options that is not done here.
  func accepted(_ config: SchedulerConfig) throws(InferenceError) -> SchedulerConfig {
    guard predictionTypes.contains(config.predictionType) else {
      throw .invalidSetting(
        name: "The scheduler", value: "\(rawValue) with \(config.predictionType.rawValue)",
        allowed: "\(rawValue) with \(predictionTypes.map(\.rawValue).joined(separator: ", ")); "
          + "\(config.predictionType.rawValue) with "
          + Self.all(for: config.predictionType).map(\.rawValue).joined(separator: ", "))
    }
    guard hasZeroSNR || !config.rescaleBetasZeroSNR else {
      throw .invalidSetting(
        name: "Zero terminal SNR", value: "on with \(rawValue)",
        allowed: "off, or on with "
          + Self.allCases.filter(\.hasZeroSNR).map(\.rawValue).joined(separator: ", "))
    }
    for (key, allowed) in options {
      guard let found = config.options[key], !allowed.contains(found) else { continue }
      throw .unsupported(
        what: "\(key) in scheduler_config.json, for the scheduler \(className),", found: found,
        supported: allowed.joined(separator: ", "))
    }
    var result = config
    if !bounds.clips { result.clipSample = false }
    if !bounds.thresholds { result.thresholding = false }
    try Bounding.check(result)
    return result
  }

  /// The options of the class that are done in one way only, with the values that mean it.
  ///
  /// Where diffusers takes another name for the same thing, that is listed too. A file that leaves
  /// `skip_prk_steps` open is taken for true.
  var options: [(key: String, allowed: [String])] {
    let sigmas = ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"].map { key in
      (key: key, allowed: ["false", "null"])
    }
    switch self {
    case .ddim, .lcm, .eulerAncestral: return []
    case .ddpm: return [("variance_type", ["fixed_small"])]
    case .euler:
      return sigmas + [
        ("interpolation_type", ["linear"]), ("timestep_type", ["discrete"]),
        ("final_sigmas_type", ["zero"]),
      ]
    case .heun: return sigmas
    case .dpmSolver:
      return sigmas + Self.solver + [
        ("algorithm_type", ["dpmsolver++", "deis"]),
        ("solver_type", ["midpoint", "logrho", "bh1", "bh2"]), ("euler_at_final", ["false"]),
        ("use_lu_lambdas", ["false"]), ("lambda_min_clipped", ["-inf"]),
        ("variance_type", ["null", "fixed_small", "fixed_large"]),
      ]
    case .uniPC:
      return sigmas + Self.solver + [
        ("predict_x0", ["true"]), ("solver_type", ["bh2", "midpoint", "heun", "logrho"]),
        ("disable_corrector", ["a list of 0"]), ("solver_p", ["null"]),
        ("shift_terminal", ["null"]),
      ]
    case .pndm: return [("skip_prk_steps", ["true"])]
    case .flowEuler:
      return sigmas + [
        ("shift", ["1", "1.0"]), ("shift_terminal", ["null"]), ("use_dynamic_shifting", ["false"]),
        ("stochastic_sampling", ["false"]), ("invert_sigmas", ["false"]),
      ]
    }
  }

  private static let solver: [(key: String, allowed: [String])] = [
    ("solver_order", ["2"]), ("lower_order_final", ["true"]), ("use_flow_sigmas", ["false"]),
    ("final_sigmas_type", ["zero"]),
  ]

  /// The keys that `options` of any scheduler looks at.
  static let optionKeys = Set(allCases.flatMap { $0.options.map(\.key) }).sorted()
}
