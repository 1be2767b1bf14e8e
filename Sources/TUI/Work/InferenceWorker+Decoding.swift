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
      if let (preview, kind) = preview(of: latents, run, modality) {
        let probe = Probe(
          number: number, index: index, toldTimestep: told, heldNoise: noise,
          prediction: preview, preview: kind)
        probed = (run, probe, latents, modality)
        answer(probe, run)
        return queue.add(.decodeProbe(run, number: number))
      }
      let prediction = try current.estimator.predict(
        latents, of: current.image, trajectory.settings, modality: modality,
        matchingInput: false, checkpoint(run))
      answer(
        Probe(
          number: number, index: index, toldTimestep: told, heldNoise: noise,
          prediction: prediction, metrics: try Self.metrics(prediction, current)), run)
    }
  }

  /// The decode of a probe that was shown as a preview; a newer probe stops it.
  func decodeProbe(_ run: RunID, _ number: Int) {
    guard let current = runs[run], let probed, probed.run == run, probed.probe.number == number
    else { return }
    do throws(InferenceError) {
      var probe = probed.probe
      probe.prediction = try current.estimator.predict(
        probed.latents, of: current.image, current.denoising.trajectory.settings,
        modality: probed.modality, matchingInput: false, checkpoint(run))
      probe.preview = nil
      probe.metrics = try Self.metrics(probe.prediction, current)
      self.probed = nil
      answer(probe, run)
    } catch {
      // A run that goes on is not ended by what could not be decoded beside it.
      if error != .cancelled { post(.model(.remark(error.description))) }
    }
  }

  private func answer(_ probe: Probe, _ run: RunID) {
    store.add(probe, run)
    post(.run(run, .probed(probe)))
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
