import ArgumentParser
import Inference

/// The flags that decide a run; those not given keep the checkpoint's or the family's value.
struct SettingsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Scheduler: \(SchedulerID.allCases.map { $0.rawValue }.joined(separator: ", ")) "
        + "(default: the checkpoint's)."))
  var scheduler: String?
  @Option(help: "Timestep spacing: leading, trailing or linspace.")
  var spacing: String?
  @Option(help: "Number of inference steps, 1…1000.")
  var steps: Int?
  @Option(help: "What the network predicts: epsilon, sample or v_prediction.")
  var predictionType: String?
  @Option(help: "Rescale the betas to zero terminal SNR: on or off.")
  var zeroSnr: String?
  @Option(help: "Cut x0 to the file's clip_sample_range in every step: on, off or file.")
  var clipSample: String?
  @Option(help: "DDIM's eta, 0 or more.")
  var eta: Float?
  @Option(help: "Whether DDIM's step leads to the next timestep instead of t - T/n: on or off.")
  var consistentPrevious: String?
  @Option(help: "Initial latents: gaussian, pyramid, annealed or zeros.")
  var noise: String?
  @Option(help: "Seed of what is drawn, as torch.Generator().manual_seed takes it.")
  var seed: UInt64?
  @Option(
    help: "What the network is told instead of the plan: follow, a number, or a list 999,499.")
  var toldTimestep: String?
  @Option(help: "Lotus' task switcher: annotation, reconstruction, or a blend 0…1.")
  var task: String?
  @Option(help: "The kind of scene that GeoWizard is told: indoor, outdoor or object.")
  var domain: String?
  @Option(help: "VAE posterior of the image latents: mean or sample.")
  var posterior: String?
  @Option(help: "Latents that are decoded at the end: prev_sample or pred_original_sample.")
  var final: String?
  @Option(help: "Longest edge that the networks see, a multiple of the VAE's factor; 0 is native.")
  var resolution: Int?

  @Option(help: "How sizes are changed: diffusers, or original, which is the authors' own way.")
  var resize: String?

  /// The settings of a family with these flags in place.
  ///
  /// - Throws: `invalidSetting` for values outside their range and for knobs that the family lacks.
  func settings(
    for family: any ModelFamily, _ config: SchedulerConfig
  ) throws(InferenceError) -> RunSettings {
    try refuseMissing(family)
    let settings = try applied(to: family.defaults, config)
    if let seed, let reason = family.controls.missingReason(.seed, settings) {
      throw .invalidSetting(
        name: "--seed", value: "\(seed)",
        allowed: "nothing with \(type(of: family).title) here: \(reason)")
    }
    return settings
  }

  /// Settings with these flags in place.
  ///
  /// Another scheduler than the checkpoint's brings its class's defaults where the config leaves them open.
  ///
  /// - Throws: `invalidSetting` for values outside their range.
  func applied(
    to defaults: RunSettings, _ config: SchedulerConfig
  ) throws(InferenceError) -> RunSettings {
    var chosen = defaults.scheduler
    try Self.choose(scheduler, "--scheduler", &chosen)
    if let spacing, let reason = chosen.missingReason(.spacing) {
      throw .invalidSetting(
        name: "--spacing", value: spacing, allowed: "nothing with \(chosen.rawValue): \(reason)")
    }
    var settings = Planning.switching(defaults, to: chosen, config)
    try Self.choose(spacing, "--spacing", &settings.timestepSpacing)
    try Self.choose(predictionType, "--prediction-type", &settings.predictionType)
    try Self.choose(noise, "--noise", &settings.noise)
    try Self.choose(domain, "--domain", &settings.domain)
    try Self.choose(posterior, "--posterior", &settings.posterior)
    try Self.choose(final, "--final", &settings.finalSample)
    try Self.choose(resize, "--resize", &settings.resize)
    if let steps { settings.steps = steps }
    if let eta { settings.eta = eta }
    if let seed { settings.seed = seed }
    if let resolution { settings.processingResolution = resolution }
    if let zeroSnr { settings.rescaleBetasZeroSNR = try Self.onOff(zeroSnr, "--zero-snr") }
    if let clipSample, clipSample != "file" {
      settings.clipSample = try Self.onOff(clipSample, "--clip-sample", allowed: "on, off, file")
    }
    if let consistentPrevious {
      settings.consistentPrevious = try Self.onOff(consistentPrevious, "--consistent-previous")
    }
    if let toldTimestep { settings.toldTimesteps = try Self.told(toldTimestep) }
    if let task { settings.taskSwitch = try Self.taskSwitch(task) }
    return settings
  }

  /// The flags that were given, as they were written.
  var given: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("--scheduler", scheduler), ("--spacing", spacing), ("--steps", steps.map { "\($0)" }),
      ("--prediction-type", predictionType), ("--zero-snr", zeroSnr),
      ("--clip-sample", clipSample), ("--eta", eta.map { "\($0)" }),
      ("--consistent-previous", consistentPrevious), ("--noise", noise),
      ("--seed", seed.map { "\($0)" }), ("--told-timestep", toldTimestep), ("--task", task),
      ("--domain", domain), ("--posterior", posterior), ("--final", final),
      ("--resolution", resolution.map { "\($0)" }), ("--resize", resize),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// A knob that the family lacks may be given the value that it always has.
  private func refuseMissing(_ family: any ModelFamily) throws(InferenceError) {
    let usual = family.defaults
    let given: [(Controls.Knob, String, value: String?, usual: String?)] = [
      (.scheduler, "--scheduler", scheduler, usual.scheduler.rawValue),
      (.spacing, "--spacing", spacing, usual.timestepSpacing.rawValue),
      (.steps, "--steps", steps.map { "\($0)" }, "\(usual.steps)"),
      (.predictionType, "--prediction-type", predictionType, usual.predictionType.rawValue),
      (.eta, "--eta", eta.map { "\($0)" }, "\(usual.eta)"),
      (.consistentPrevious, "--consistent-previous", consistentPrevious, nil),
      (.zeroSNR, "--zero-snr", zeroSnr, nil), (.clip, "--clip-sample", clipSample, nil),
      (.noise, "--noise", noise, nil),
      (.seed, "--seed", seed.map { "\($0)" }, nil), (.task, "--task", task, nil),
      (.domain, "--domain", domain, nil),
    ]
    for (knob, name, value, usual) in given where value != usual {
      if let value, let reason = family.controls.missing[knob] {
        throw .invalidSetting(
          name: name, value: value, allowed: "nothing with \(type(of: family).title): \(reason)")
      }
    }
  }

  private static func choose<Value: RawRepresentable & CaseIterable>(
    _ text: String?, _ name: String, _ value: inout Value
  ) throws(InferenceError) where Value.RawValue == String {
    guard let text else { return }
    guard let chosen = Value(rawValue: text) else {
      throw .invalidSetting(
        name: name, value: text,
        allowed: Value.allCases.map { $0.rawValue }.joined(separator: ", "))
    }
    value = chosen
  }

  private static func onOff(
    _ text: String, _ name: String, allowed: String = "on, off"
  ) throws(InferenceError) -> Bool {
    switch text {
    case "on": return true
    case "off": return false
    default: throw .invalidSetting(name: name, value: text, allowed: allowed)
    }
  }

  static func told(_ text: String) throws(InferenceError) -> [Int]? {
    if text == "follow" { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else {
      throw .invalidSetting(
        name: "--told-timestep", value: text, allowed: "follow, a number 0…999, or a list 999,499")
    }
    return numbers
  }

  static func taskSwitch(_ text: String) throws(InferenceError) -> TaskSwitch {
    switch text {
    case "annotation": return .annotation
    case "reconstruction": return .reconstruction
    default:
      guard let blend = Float(text), (0...1).contains(blend) else {
        throw .invalidSetting(
          name: "--task", value: text, allowed: "annotation, reconstruction, or a blend 0…1")
      }
      return TaskSwitch(reconstruction: blend)
    }
  }
}

extension ArgumentHelp {
  /// Of `--family`, which several commands have.
  static let family = ArgumentHelp(
    "Take the model for this family's, instead of what its structure tells; with a quantity where its "
      + "files do not say it, as in lotus:normals.")
}
