/// The keys that diffusers' schedulers know, and what each takes.
///
/// - Source: the constructors of diffusers 0.42.1 `schedulers/`.
enum SchedulerKeys {
  /// What a key takes.
  enum Kind: Equatable {
    case integer, number, bool, list
    case choice([String])
    /// A number or null.
    case optionalNumber

    /// The kind, for messages.
    var phrase: String {
      switch self {
      case .integer: "a whole number"
      case .number: "a number"
      case .bool: "true or false"
      case .list: "a list or null"
      case .choice(let names): "one of " + names.joined(separator: ", ")
      case .optionalNumber: "a number or null"
      }
    }

    /// Whether a value is of this kind; which of the choices it is, is another question.
    func accepts(_ value: JSONValue) -> Bool {
      switch (self, value) {
      case (.integer, .integer), (.number, .integer), (.bool, .bool), (.choice, .string): true
      case (.number, .number(let value)): value.isFinite
      case (.list, .array), (.list, .null): true
      case (.optionalNumber, .integer), (.optionalNumber, .number), (.optionalNumber, .null): true
      default: false
      }
    }
  }

  private static let betas: [String: Kind] = [
    "num_train_timesteps": .integer, "beta_start": .number, "beta_end": .number,
    "beta_schedule": .choice(["linear", "scaled_linear", "squaredcos_cap_v2"]),
    "trained_betas": .list, "steps_offset": .integer,
    "prediction_type": .choice(["epsilon", "sample", "v_prediction"]),
    "timestep_spacing": .choice(["leading", "trailing", "linspace"]),
  ]
  private static let clipping: [String: Kind] = [
    "clip_sample": .bool, "clip_sample_range": .number,
  ]
  private static let thresholding: [String: Kind] = [
    "thresholding": .bool, "dynamic_thresholding_ratio": .number, "sample_max_value": .number,
  ]
  private static let zeroSNR: [String: Kind] = ["rescale_betas_zero_snr": .bool]
  private static let alpha: [String: Kind] = ["set_alpha_to_one": .bool]
  private static let sigmas: [String: Kind] = [
    "use_karras_sigmas": .bool, "use_exponential_sigmas": .bool, "use_beta_sigmas": .bool,
  ]
  private static let finalSigmas: [String: Kind] = [
    "final_sigmas_type": .choice(["zero", "sigma_min"])
  ]
  private static let solver: [String: Kind] = [
    "solver_order": .integer, "lower_order_final": .bool, "use_flow_sigmas": .bool,
    "flow_shift": .number, "use_dynamic_shifting": .bool,
    "time_shift_type": .choice(["exponential", "linear"]),
    "solver_type": .choice(["midpoint", "heun", "bh1", "bh2"]),
  ]

  /// The keys of each class.
  static let byClass: [String: [String: Kind]] = [
    "DDIMScheduler": merged(betas, clipping, thresholding, zeroSNR, alpha),
    "DDPMScheduler": merged(
      betas, clipping, thresholding, zeroSNR,
      [
        "variance_type": .choice([
          "fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log", "learned",
          "learned_range",
        ])
      ]),
    "LCMScheduler": merged(
      betas, clipping, thresholding, zeroSNR, alpha,
      ["original_inference_steps": .integer, "timestep_scaling": .number]),
    "PNDMScheduler": merged(betas, alpha, ["skip_prk_steps": .bool]),
    "EulerDiscreteScheduler": merged(
      betas, zeroSNR, sigmas, finalSigmas,
      [
        "interpolation_type": .choice(["linear", "log_linear"]), "sigma_min": .optionalNumber,
        "sigma_max": .optionalNumber, "timestep_type": .choice(["discrete", "continuous"]),
      ]),
    "EulerAncestralDiscreteScheduler": merged(betas, zeroSNR),
    "HeunDiscreteScheduler": merged(betas, clipping, sigmas),
    "DPMSolverMultistepScheduler": merged(
      betas, thresholding, zeroSNR, sigmas, finalSigmas, solver,
      [
        "algorithm_type": .choice([
          "dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++",
        ]), "euler_at_final": .bool, "use_lu_lambdas": .bool,
        "variance_type": .choice(["learned", "learned_range"]), "lambda_min_clipped": .number,
      ]),
    "FlowMatchEulerDiscreteScheduler": merged(
      sigmas,
      [
        "num_train_timesteps": .integer, "shift": .number, "use_dynamic_shifting": .bool,
        "base_shift": .optionalNumber, "max_shift": .optionalNumber,
        "base_image_seq_len": .integer, "max_image_seq_len": .integer, "invert_sigmas": .bool,
        "shift_terminal": .optionalNumber, "stochastic_sampling": .bool,
        "time_shift_type": .choice(["exponential", "linear"]),
      ]),
    "UniPCMultistepScheduler": merged(
      betas, thresholding, zeroSNR, sigmas, finalSigmas, solver,
      [
        "predict_x0": .bool, "disable_corrector": .list, "sigma_min": .optionalNumber,
        "sigma_max": .optionalNumber, "shift_terminal": .optionalNumber,
      ]),
  ]

  /// Keys whose values are not judged, with the classes they stand for.
  static let anyValue: Set<String> = ["lambda_min_clipped", "variance_type", "solver_p"]

  /// What a key takes in the files of a class; nil where the class does not have it, or its values are not
  /// judged.
  static func kind(of key: String, for className: String) -> Kind? {
    anyValue.contains(key) ? nil : byClass[className]?[key]
  }

  private static func merged(_ tables: [String: Kind]...) -> [String: Kind] {
    tables.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }

  /// Every key of any class, with a class that has it.
  static let owners: [String: String] = byClass.keys.sorted().reduce(into: [:]) { owners, name in
    for key in byClass[name, default: [:]].keys where owners[key] == nil { owners[key] = name }
  }
}
