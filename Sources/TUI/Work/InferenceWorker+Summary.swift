import Inference

extension InferenceWorker {
  /// Tells the application of a model that was loaded.
  func tell(
    _ name: String, _ estimator: Estimator, _ cost: LoadedCost, _ folder: ModelFolder
  ) {
    let family = estimator.family
    post(
      .model(
        .loaded(
          ModelSummary(
            name: name, family: type(of: family).id, quantity: family.quantity,
            modalities: family.modalities(family.defaults),
            axes: family.axes, isMirrored: family.isMirrored, defaults: family.defaults,
            controls: family.controls, schedulerConfig: estimator.schedulerConfig,
            schedulerFile: try? SchedulerFile(path: LintCommand.file(in: folder.path)),
            parameters: estimator.parameterCount, precision: estimator.precision, cost: cost.model,
            speed: cost.speed,
            heldBefore: cost.heldBefore,
            isFromCache: estimator.isFromCache, noteBeyondOneStep: family.noteBeyondOneStep))))
  }
}
