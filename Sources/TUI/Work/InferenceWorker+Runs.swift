import Inference
import Render

/// Runs: begun, branched, brought back, and taken a step at a time.
extension InferenceWorker {
  func start(_ run: RunID, _ settings: RunSettings) {
    attempt(run) { () throws(InferenceError) in
      guard var model, let picture else {
        throw .invalidSetting(
          name: "A run", value: "without model and picture", allowed: "after both are loaded")
      }
      let decoding = try model.cost.decoding(settings, on: picture)
      if decoding != model.estimator.decoding { post(.model(.decoding(decoding))) }
      model.estimator.decoding = decoding
      self.model = model
      let image = try prepare(picture, settings, run)
      let denoising = try model.estimator.begin(image, settings)
      register(run, model.estimator, model.folder, image, picture, denoising)
    }
  }

  func branch(_ run: RunID, _ from: RunID, _ after: Int, _ settings: RunSettings) {
    attempt(run) { () throws(InferenceError) in
      guard let old = runs[from] else {
        throw .invalidSetting(name: "The branch", value: "a run that is gone", allowed: "another")
      }
      let denoising = try old.estimator.resume(old.denoising.trajectory, after: after, settings)
      register(run, old.estimator, old.folder, old.image, old.picture, denoising)
    }
  }

  func register(
    _ run: RunID, _ estimator: Estimator, _ folder: ModelFolder, _ image: PreparedImage,
    _ picture: Picture, _ denoising: Denoising
  ) {
    runs[run] = Run(
      estimator: estimator, folder: folder, image: image, picture: picture, denoising: denoising,
      started: Self.now())
    store.add(run, of: picture.id)
    announce(run, denoising.trajectory, estimator)
    queue.add(.step(run))
  }

  /// Says how a run begins, with the steps it has already.
  private func announce(_ run: RunID, _ trajectory: Trajectory, _ estimator: Estimator) {
    post(.run(run, .started(trajectory)))
    for step in trajectory.steps {
      store.add(step, run, estimator, trajectory.settings.predictionType)
    }
    offerPreviews(run)
  }

  /// A run that a session brought back: its first settings, and the branches that follow.
  func restore(_ run: RunID, _ stages: [Session.Stage]) {
    guard let first = stages.first else { return }
    start(run, first.settings)
    runs[run]?.stages = Array(stages.dropFirst())
  }

  /// Takes the next branch of a run that was brought back, once it has come that far.
  private func takeBranch(_ id: RunID, _ run: inout Run) throws(InferenceError) {
    let trajectory = run.denoising.trajectory
    guard let stage = run.stages.first, let after = stage.after,
      trajectory.steps.count >= after || trajectory.isComplete
    else { return }
    run.stages.removeFirst()
    run.denoising = try run.estimator.resume(trajectory, after: after, stage.settings)
    runs[id] = run
    announce(id, run.denoising.trajectory, run.estimator)
  }

  func prepare(
    _ picture: Picture, _ settings: RunSettings, _ run: RunID?
  ) throws(InferenceError) -> PreparedImage {
    let name = model?.name ?? ""
    if let prepared, prepared.picture == picture.id, prepared.model == name,
      prepared.resolution == settings.processingResolution, prepared.rule == settings.resize
    {
      return prepared.image
    }
    guard let estimator = model?.estimator else { throw .cancelled }
    let image = try estimator.prepare(
      Tensor(picture.raster), resolution: settings.processingResolution, rule: settings.resize,
      checkpoint(run))
    prepared = (picture.id, settings.processingResolution, settings.resize, name, image)
    if let run { tellTimes(nil, run) }
    return image
  }

  func step(_ run: RunID) {
    attempt(run) { () throws(InferenceError) in
      guard var current = runs[run] else { return queue.finish(run) }
      try takeBranch(run, &current)
      let step = try current.denoising.next(checkpoint(run))
      runs[run] = current
      guard let step else {
        queue.finish(run)
        post(.run(run, .noise(Mismatch.measured(current.denoising.trajectory))))
        return post(.run(run, .finished(seconds: Self.now() - current.started)))
      }
      stepSeconds = step.seconds
      store.add(
        step, run, current.estimator, current.denoising.trajectory.settings.predictionType)
      post(.run(run, .step(step)))
      tellTimes(step.index, run)
    }
  }

  func attempt(_ run: RunID, _ body: () throws(InferenceError) -> Void) {
    do throws(InferenceError) {
      try body()
    } catch {
      queue.finish(run)
      // A cancel was already told when it was asked for.
      if error != .cancelled { fail(run, error) }
    }
  }
}
