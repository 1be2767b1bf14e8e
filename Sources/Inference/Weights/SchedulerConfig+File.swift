extension SchedulerConfig {
  /// Reads a scheduler config; missing keys have the defaults of `className`.
  ///
  /// `className` is nil for the class that the file names. Another class gives what diffusers'
  /// `from_config` gives: what the file says stays, what it leaves open is the new class's default.
  /// So a DDIM file without `timestep_spacing` is `leading` as DDIM and `linspace` as Euler.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type, `unsupported` for
  ///   a name that no scheduler here knows.
  /// - Source: diffusers 0.42 `schedulers/`.
  init(_ file: ConfigFile, as className: String? = nil) throws(InferenceError) {
    self.init()
    let found = try file.optionalString("_class_name")
    if let found { try Self.checkClass(found, file) }
    self.className = className ?? found ?? self.className
    leftOpen = Self.classKeys.filter { file.value($0) == nil }
    setClassDefaults(Self.classKeys)
    try readBetas(file)
    try readSampling(file)
    try readLCM(file)
    for key in SchedulerID.optionKeys {
      guard let value = file.value(key) else { continue }
      // Null is None, which a class may have for a default; the plan judges it.
      if value != .null, let kind = SchedulerKeys.kind(of: key, for: self.className),
        !kind.accepts(value)
      {
        throw file.mismatch(key, value, kind.phrase)
      }
      options[key] = value.plain
    }
  }

  /// Refuses what is no scheduler, and a misspelled one; diffusers has more classes than are here.
  private static func checkClass(_ name: String, _ file: ConfigFile) throws(InferenceError) {
    let known = SchedulerKeys.byClass.keys.sorted()
    guard SchedulerKeys.byClass[name] == nil else { return }
    let nearest = NearestName.of(name, among: known)
    let isNear =
      nearest.map { NearestName.distance(Array(name.utf8), Array($0.utf8), limit: 2) != nil }
      ?? false
    guard isNear || !name.hasSuffix("Scheduler") else { return }
    let meant = nearest.map { " (the nearest is \($0))" } ?? ""
    throw file.unsupported("_class_name", .string(name), known.joined(separator: ", ") + meant)
  }

  /// Reads a `scheduler_config.json`, taken for `className` as above.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`, `unsupported`.
  public init(path: String, as className: String? = nil) throws(InferenceError) {
    try self.init(
      ConfigFile(path: path, advice: "name a scheduler_config.json"), as: className)
  }

  private mutating func readBetas(_ file: ConfigFile) throws(InferenceError) {
    trainTimesteps = try file.integer("num_train_timesteps", default: 1000, in: 1...100_000)
    betaStart = try file.number("beta_start", default: betaStart, in: 0...1)
    betaEnd = try file.number("beta_end", default: betaEnd, in: 0...1)
    betaSchedule = try file.choice("beta_schedule", default: betaSchedule)
    guard let betas = try file.numbers("trained_betas", in: 0...1) else { return }
    guard betas.count == trainTimesteps else {
      throw file.mismatch(
        "trained_betas", file.value("trained_betas") ?? .null, "a list of \(trainTimesteps)")
    }
    trainedBetas = betas.map { Float($0) }
  }

  private mutating func readSampling(_ file: ConfigFile) throws(InferenceError) {
    clipSample = try file.bool("clip_sample", default: clipSample)
    clipSampleRange = Float(try file.number("clip_sample_range", default: 1, in: 0...1e6))
    setAlphaToOne = try file.bool("set_alpha_to_one", default: setAlphaToOne)
    stepsOffset = try file.integer("steps_offset", default: 0, in: 0...trainTimesteps)
    predictionType = try file.choice("prediction_type", default: predictionType)
    thresholding = try file.bool("thresholding", default: false)
    dynamicThresholdingRatio = Float(
      try file.number("dynamic_thresholding_ratio", default: 0.995, in: 0...1))
    sampleMaxValue = Float(try file.number("sample_max_value", default: 1, in: 0...1e6))
    timestepSpacing = try file.choice("timestep_spacing", default: timestepSpacing)
    rescaleBetasZeroSNR = try file.bool("rescale_betas_zero_snr", default: false)
  }

  private mutating func readLCM(_ file: ConfigFile) throws(InferenceError) {
    originalInferenceSteps = try file.integer(
      "original_inference_steps", default: 50, in: 1...100_000)
    timestepScaling = Float(try file.number("timestep_scaling", default: 10, in: 0...1e6))
  }
}
