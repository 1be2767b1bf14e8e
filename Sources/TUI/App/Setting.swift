import Inference

/// The knobs of a run, by the names that `:set` uses.
enum Setting: String, Sendable, Hashable, CaseIterable {
  case task
  case scheduler
  case spacing
  case steps
  case noise
  case seed
  case told
  case predicts
  case zeroSNR = "zero-snr"
  case clip
  case eta
  case consistent
  case posterior
  case finalSample = "final"
  case resolution
  case resize
  case domain

  /// The label in the settings panel.
  var label: String {
    switch self {
    case .told: "told t"
    case .zeroSNR: "zero SNR"
    case .clip: "clip x0"
    case .posterior: "image z"
    case .consistent: "prev t"
    default: rawValue
    }
  }

  /// One line of help.
  var help: String {
    switch self {
    case .task: "what Lotus makes of the picture"
    case .scheduler: "how a step goes from x_t to x_{t-1}"
    case .spacing: "how the timesteps are chosen"
    case .steps: "number of steps"
    case .noise: "the initial latents"
    case .seed: "seed of what is drawn, as in torch"
    case .told: "the timesteps the network is told"
    case .predicts: "what the network's output is taken for"
    case .zeroSNR: "betas rescaled to zero terminal SNR"
    case .clip: "x0 cut to ±1 in every step, as is done with pixels"
    case .eta: "fresh noise in each DDIM step"
    case .consistent: "a DDIM step leads to the next timestep, not to t − T/n as in diffusers"
    case .posterior: "image latents: mean of the encoder or a draw"
    case .finalSample: "latents that a member of an ensemble, and stepscope run, decode at the end"
    case .resolution: "longest edge the networks see"
    case .resize: "how sizes are changed: diffusers' way or the authors' own"
    case .domain: "the kind of scene that GeoWizard is told"
    }
  }

  /// The knob of the family that this needs.
  var knob: Controls.Knob? {
    switch self {
    case .task: .task
    case .scheduler: .scheduler
    case .spacing: .spacing
    case .steps: .steps
    case .noise: .noise
    case .seed: .seed
    case .predicts: .predictionType
    case .eta: .eta
    case .consistent: .consistentPrevious
    case .zeroSNR: .zeroSNR
    case .clip: .clip
    case .domain: .domain
    case .told, .posterior, .finalSample, .resolution, .resize: nil
    }
  }

  /// Why this does nothing with the model, or under the other settings; nil when it does something.
  func missingReason(_ controls: Controls, _ settings: RunSettings) -> String? {
    knob.flatMap { controls.missingReason($0, settings) }
  }

  /// The names to choose from; empty where any number goes.
  var choices: [String] {
    switch self {
    case .task: ["annotation", "reconstruction"]
    case .scheduler: SchedulerID.allCases.map(\.rawValue)
    case .spacing: TimestepSpacing.allCases.map(\.rawValue)
    case .noise: NoiseID.allCases.map(\.rawValue)
    case .predicts: PredictionType.allCases.map(\.rawValue)
    case .zeroSNR, .consistent: ["off", "on"]
    case .clip: ["file", "off", "on"]
    case .posterior: RunSettings.Posterior.allCases.map(\.rawValue)
    case .finalSample: RunSettings.FinalSample.allCases.map(\.rawValue)
    case .domain: Domain.allCases.map(\.rawValue)
    case .resize: ResizeRule.allCases.map(\.rawValue)
    case .told: ["follow"]
    case .steps, .seed, .eta, .resolution: []
    }
  }

  /// What may be given, in words.
  var allowed: String {
    switch self {
    case .steps: "1 to 1000"
    case .seed: "0 to 18446744073709551615"
    case .eta: "0 or more"
    case .resolution: "0 for the picture's own, or 64 to 4096"
    case .task: "annotation, reconstruction, or a blend from 0 to 1"
    case .told: "follow, or one timestep a step, separated by commas"
    default: choices.joined(separator: ", ")
    }
  }

  /// The value as `:set` takes it.
  func value(_ settings: RunSettings) -> String {
    switch self {
    case .task: settings.taskSwitch.text
    case .scheduler: settings.scheduler.rawValue
    case .spacing: settings.timestepSpacing.rawValue
    case .steps: String(settings.steps)
    case .noise: settings.noise.rawValue
    case .seed: String(settings.seed)
    case .told:
      settings.toldTimesteps.map { $0.map(String.init).joined(separator: ",") } ?? "follow"
    case .predicts: settings.predictionType.rawValue
    case .zeroSNR: settings.rescaleBetasZeroSNR ? "on" : "off"
    case .clip: settings.clipSample.map { $0 ? "on" : "off" } ?? "file"
    case .eta: Format.plain(settings.eta)
    case .consistent: settings.consistentPrevious ? "on" : "off"
    case .posterior: settings.posterior.rawValue
    case .finalSample: settings.finalSample.rawValue
    case .resolution: String(settings.processingResolution)
    case .resize: settings.resize.rawValue
    case .domain: settings.domain.rawValue
    }
  }
}
