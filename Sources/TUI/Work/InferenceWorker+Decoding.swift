import Inference

/// Decoding and probing.
extension InferenceWorker {
  func decode(_ run: RunID, _ index: Int, _ target: DecodeTarget) {
    attempt(run) { () throws(InferenceError) in
      // It may have been asked for again while it was under way.
      guard let current = runs[run], index < current.denoising.trajectory.steps.count,
        store.prediction(run, index, target) == nil
      else { return }
      let settings = current.denoising.trajectory.settings
      let begin = Self.ownSeconds()
      let step = current.denoising.trajectory.steps[index]
      guard let latents = step.tensor(target.part, settings.predictionType) else { return }
      let map = try locating(index, current) { () throws(InferenceError) in
        try current.estimator.decodeMap(
          latents, of: current.image, settings, modality: target.modality, checkpoint(run))
      }
      let prediction = try current.estimator.prediction(
        of: map.picture, settings, modality: target.modality)
      let seconds = Self.ownSeconds() - begin
      tellTimes(index, run)
      store.add(prediction, run, index, target)
      let metrics =
        target.part == .predOriginal ? try Self.metrics(prediction, current) : nil
      post(.run(run, .decoded(index: index, target, prediction, metrics)))
      learn(map, run, index, target, seconds: seconds)
    }
  }

  func probe(
    _ run: RunID, _ index: Int, _ number: Int, _ told: Int, _ held: Float?, _ modality: Int
  ) {
    attempt(run) { () throws(InferenceError) in
      guard let current = runs[run], index < current.denoising.trajectory.steps.count else {
        return
      }
      let trajectory = current.denoising.trajectory
      let (sample, noise) = trajectory.sample(at: index, holding: held)
      let latents = try current.estimator.probe(
        sample, toldTimestep: told, of: trajectory, checkpoint(run))
      let prediction = try current.estimator.predict(
        latents, of: current.image, trajectory.settings, modality: modality,
        matchingInput: false, checkpoint(run))
      let probe = Probe(
        number: number, index: index, toldTimestep: told, heldNoise: noise,
        prediction: prediction, metrics: try Self.metrics(prediction, current))
      store.add(probe, run)
      post(.run(run, .probed(probe)))
    }
  }
}

extension Step {
  /// The tensor that a decode is asked for; nil where the output says nothing of it.
  func tensor(_ part: DecodeTarget.Part, _ type: PredictionType) -> Tensor? {
    switch part {
    case .predOriginal: result.predOriginalSample
    case .latents: entry.networkInput(latents)
    case .modelOutput: modelOutput
    case .epsilon: predEpsilon(type)
    case .velocity: predVelocity(type)
    }
  }
}
