extension Estimator {
  /// The axes of a map under settings.
  ///
  /// - Throws: `invalidSetting` for sizes outside their range, and what the plan throws.
  public func errorMapGrid(
    columns: Int, rows: Int, _ settings: RunSettings
  ) throws(InferenceError) -> ErrorMapGrid {
    if let reason = family.controls.missing[.noise] {
      throw .invalidSetting(
        name: "The error map", value: "drawn for this model",
        allowed: "models that take a noisy sample; \(reason)")
    }
    guard settings.predictionType != .flow else {
      throw .invalidSetting(
        name: "The error map", value: "drawn for a flow",
        allowed: "models of timesteps; a flow's time runs from 0 to 1")
    }
    let (scheduler, _) = try plan(settings)
    return try ErrorMapGrid(columns: columns, rows: rows, schedule: scheduler.schedule)
  }

  /// A map around a run: its picture, its settings, its noise.
  ///
  /// A run that starts from zeros has no noise to hold: gaussian noise of its seed stands in.
  ///
  /// - Parameters:
  ///   - run: The run; it needs no steps where the clean latents are given.
  ///   - image: The picture, encoded.
  ///   - grid: The axes.
  ///   - measure: What the predictions are compared with.
  ///   - clean: z0, `[1, 4, h, w]`; nil takes the run's last x̂0.
  ///   - known: A map of the same axes and measure that was begun before.
  /// - Returns: The map, before its next cell.
  /// - Throws: `invalidSetting` where there are no clean latents, or where a told timestep has no x̂0.
  public func errorMapping(
    of run: Trajectory, _ image: PreparedImage, _ grid: ErrorMapGrid, _ measure: ErrorMeasure,
    clean: Tensor? = nil, resuming known: ErrorMap? = nil
  ) throws(InferenceError) -> ErrorMapping {
    guard let clean = clean ?? run.steps.last?.result.predOriginalSample else {
      throw .invalidSetting(
        name: "The error map", value: "begun before the first step",
        allowed: "after a run, or with ground truth")
    }
    guard clean.shape == run.initialLatents.shape else {
      throw .shapeMismatch(
        what: "The clean latents", expected: run.initialLatents.shape, found: clean.shape)
    }
    try check(run.settings, grid)
    let settings = run.settings
    let work = CellWork(
      clean: clean, noise: unitNoise(run),
      probe: { (sample, timestep, lane, checkpoint) throws(InferenceError) in
        try (lane ?? self).probe(sample, toldTimestep: timestep, of: run, checkpoint)
      },
      judge: { (latents, lane, checkpoint) throws(InferenceError) in
        guard measure != .latent else { return ErrorMeasure.rootMeanSquare(latents, clean) }
        let prediction = try (lane ?? self).predict(latents, of: image, settings, checkpoint)
        return try measure.error(of: prediction) ?? .nan
      })
    return ErrorMapping(known ?? ErrorMap(grid, measure.kind), work)
  }

  /// ε of a run, of unit variance.
  private func unitNoise(_ run: Trajectory) -> Tensor {
    guard run.initialNoise > 0 else {
      var random = TorchRandom(seed: run.settings.seed)
      return NoiseCatalog.latents(
        .gaussian, shape: run.initialLatents.shape, timestep: run.plan.entries[0].timestep,
        using: &random)
    }
    return run.initialLatents.scaled(by: 1 / run.plan.initNoiseSigma)
  }

  private func check(
    _ settings: RunSettings, _ grid: ErrorMapGrid
  ) throws(InferenceError) {
    let (scheduler, _) = try plan(settings)
    guard
      let timestep = grid.toldTimesteps.first(where: {
        Conversion.isUndefined(settings.predictionType, at: scheduler.schedule.level(at: $0))
      })
    else { return }
    throw .invalidSetting(
      name: "The error map",
      value: "told timestep \(timestep) with \(settings.predictionType.rawValue)",
      allowed: "another prediction type or no zero terminal SNR: that timestep gives no x0")
  }
}

extension Trajectory {
  /// Where each planned step lies on a map: what it is told, and what its sample is supposed to hold.
  public func path(on grid: ErrorMapGrid) -> [ErrorMapGrid.Place] {
    zip(plan.entries, Mismatch.nominal(plan, initialNoise: initialNoise)).map { entry, mismatch in
      grid.place(told: entry.timestep, held: mismatch.held)
    }
  }
}
