/// Keys that are not in the file: the class decides, and another class decides otherwise.
extension SchedulerLint {
  mutating func checkDefaults() {
    // A flow has neither betas nor spacing, and nothing to clip.
    guard SchedulerKeys.byClass[className] != nil, !isFlow else { return }
    checkSpacingDefault()
    if file.value("prediction_type") == nil {
      add(
        .warning, "default-prediction_type",
        "prediction_type is not in the file, so \(className) takes epsilon; Marigold, GeoWizard and "
          + "E2E-FT predict v, Lotus x0.", advice: "write the prediction type of the model")
    }
    if file.value("clip_sample") == nil, isClass("DDIMScheduler", "DDPMScheduler") {
      add(
        .error, "default-clip_sample",
        "clip_sample is not in the file, so \(className) takes true and cuts every x0 to ±1, which "
          + "latents exceed.", advice: "write \"clip_sample\": false")
    }
    if file.value("set_alpha_to_one") == nil, isClass("DDIMScheduler", "LCMScheduler") {
      add(
        .note, "default-set_alpha_to_one",
        "set_alpha_to_one is not in the file, so \(className) takes true; Stable Diffusion's files "
          + "say false.", advice: "write false for the published numbers")
    }
    checkBetaDefaults()
  }

  private mutating func checkSpacingDefault() {
    guard file.value("timestep_spacing") == nil, className != "LCMScheduler" else { return }
    let isLinspace = (try? SchedulerConfig(file))?.timestepSpacing == .linspace
    add(
      spacing: .warning, "default-timestep_spacing",
      "timestep_spacing is not in the file, so \(className) takes "
        + (isLinspace ? "linspace" : "leading")
        + "; loaded as another class the same file means "
        + (isLinspace
          ? "leading (DDIM, DDPM, PNDM)." : "linspace (Euler, Heun, DPM-Solver, UniPC)."),
      advice: "write the spacing that is meant, trailing for few steps",
      sources: [LintSource.endToEnd])
    if file.value("steps_offset") == nil, !isLinspace {
      add(
        .note, "default-steps_offset",
        "steps_offset is not in the file, so \(className) takes 0 and leading ends at t = 0; Stable "
          + "Diffusion's files say 1.", advice: "write \"steps_offset\": 1")
    }
  }

  private mutating func checkBetaDefaults() {
    guard file.present("trained_betas") == nil else { return }
    let keys = ["beta_schedule", "beta_start", "beta_end"]
    let missing = keys.filter { file.value($0) == nil }
    guard let config = try? SchedulerConfig(file) else { return }
    let isStableDiffusion =
      config.betaSchedule == .scaledLinear && abs(config.betaStart - 0.00085) < 1e-9
      && abs(config.betaEnd - 0.012) < 1e-9
    guard !isStableDiffusion else { return }
    let found = "\(config.betaSchedule.rawValue) \(config.betaStart)…\(config.betaEnd)"
    let wanted = "Stable Diffusion was trained with scaled_linear 0.00085…0.012"
    if missing.isEmpty {
      add(
        .warning, "other-betas", "beta_schedule", "The betas are \(found); \(wanted).",
        advice: "keep them only if the model was trained with them")
    } else {
      add(
        .error, "default-betas",
        "\(missing.joined(separator: ", ")) not in the file, so \(className) takes \(found); "
          + "\(wanted).", advice: "write all three keys")
    }
  }
}
