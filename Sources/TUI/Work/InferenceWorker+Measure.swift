import Inference

extension InferenceWorker {
  /// Measures a step's prediction as the model gives it; nothing where it has not been decoded.
  func measure(_ id: RunID, _ index: Int) {
    guard let run = runs[id], let prediction = store.prediction(id, index, .predOriginal),
      let metrics = try? Self.metrics(prediction, run, aligns: false)
    else { return }
    post(.run(id, .measured(index: index, metrics)))
  }

  /// Says between which values a view of a step lies; nothing where it is not there.
  func survey(_ picture: ImageKey.StepPicture) {
    guard let range = store.content(picture)?.range else { return }
    post(.surveyed(picture, range))
  }

  /// A prediction beside its ground truth; nil where there is none of its kind.
  ///
  /// - Throws: `shapeMismatch` when the sizes differ, `invalidSetting` when no pixel counts.
  static func metrics(
    _ prediction: Prediction, _ run: Run, aligns: Bool = true
  ) throws(InferenceError) -> StepMetrics? {
    guard
      let truth = run.picture.groundTruth(for: prediction.quantity)?.inAxes(
        of: run.estimator.family)
    else { return nil }
    let matched = run.estimator.matchingInput(prediction, of: run.image)
    switch (truth, matched.quantity) {
    case (.depth(let depth), .depth):
      var options = DepthMetrics.Options.shippedScenes
      options.aligns = aligns
      let metrics = try DepthMetrics.compare(matched.values, to: depth, options: options)
      return StepMetrics(
        absRel: Float(metrics.absRel), delta1: Float(metrics.delta1), rmse: Float(metrics.rmse),
        alignment: metrics.alignment)
    case (.normals(let normals), .normals):
      let metrics = try NormalMetrics.compare(matched.values, to: normals)
      return StepMetrics(meanAngle: Float(metrics.meanAngle))
    default: return nil
    }
  }
}
