internal import Foundation

/// What the values mean for a run.
extension SchedulerLint {
  mutating func checkMeaning() {
    let config: SchedulerConfig
    let schedule: NoiseSchedule
    do throws(InferenceError) {
      config = try SchedulerConfig(file)
      schedule = try NoiseSchedule(config)
    } catch {
      // Wrong types have their findings; what is left is a value out of its range.
      if !findings.contains(where: { ["wrong-type", "unknown-value"].contains($0.code) }) {
        add(.error, "out-of-range", error.description, advice: "correct the value")
      }
      return
    }
    if isFlow {
      checkFlow(config)
    } else {
      checkBounds(config)
      checkEnds(config, schedule)
    }
    for steps in context.steps { checkSteps(steps, config, schedule) }
  }

  /// A flow whose time does not run evenly is not the one that DepthFM was trained on.
  private mutating func checkFlow(_ config: SchedulerConfig) {
    for (key, allowed) in SchedulerID.flowEuler.options {
      guard let found = config.options[key], !allowed.contains(found) else { continue }
      add(
        .warning, "flow-uneven", key,
        "\(key) is \(found), while DepthFM's time runs in even steps, without fresh noise.",
        advice: "write \(allowed[0]), unless the model was trained with it")
    }
  }

  private mutating func checkBounds(_ config: SchedulerConfig) {
    if config.clipSample, file.value("clip_sample") != nil,
      isClass("DDIMScheduler", "DDPMScheduler", "LCMScheduler", "HeunDiscreteScheduler")
    {
      add(
        .error, "clip-sample", "clip_sample",
        "clip_sample is true, which cuts every x0 to ±\(config.clipSampleRange); latents exceed that.",
        advice: "write false")
    }
    if config.thresholding {
      add(
        .error, "thresholding", "thresholding",
        "thresholding is true, which is made for pixels; in latents it changes the scale of x0.",
        advice: "write false")
    }
    guard config.rescaleBetasZeroSNR else { return }
    if config.predictionType == .epsilon {
      add(
        .error, "zero-snr-epsilon", "rescale_betas_zero_snr",
        "With rescale_betas_zero_snr the last timestep holds no signal, and x0 from a predicted ε is a "
          + "division by zero there.", advice: "predict v or x0, or write false",
        sources: [LintSource.flawed])
    }
    if config.timestepSpacing == .leading, className != "LCMScheduler" {
      add(
        spacing: .warning, "zero-snr-leading",
        "rescale_betas_zero_snr is true and timestep_spacing leading, which never reaches the last "
          + "timestep that it is for.", advice: "write \"timestep_spacing\": \"trailing\"",
        sources: [LintSource.flawed])
    }
  }

  private mutating func checkEnds(_ config: SchedulerConfig, _ schedule: NoiseSchedule) {
    let last = schedule.level(at: schedule.trainTimesteps - 1)
    if last.signal > 0.001, !config.rescaleBetasZeroSNR {
      add(
        .note, "no-zero-snr", "rescale_betas_zero_snr",
        "At t = \(schedule.trainTimesteps - 1) a share √ᾱ = \(Self.text(last.signal)) of the signal is "
          + "left, while runs start from pure noise.",
        advice: "leave it, unless the model was trained with zero terminal SNR",
        sources: [LintSource.flawed])
    }
    guard isClass("DDIMScheduler", "LCMScheduler", "PNDMScheduler"), !config.setAlphaToOne else {
      return
    }
    let floor = schedule.level(at: nil).noise
    add(
      .note, "final-alpha", "set_alpha_to_one",
      "set_alpha_to_one is false, so the last step leaves noise of \(Self.text(floor)) in prev_sample; "
        + "pred_original_sample has none.",
      advice: "nothing; decode pred_original_sample where one step is taken",
      sources: [LintSource.endToEndIssue])
  }

  static func text(_ value: Float) -> String { String(format: "%.4f", Double(value)) }
}
