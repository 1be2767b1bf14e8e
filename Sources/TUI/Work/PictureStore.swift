import Inference
import Synchronization

/// What pictures are made from: filled by the inference worker, read by the render worker.
final class PictureStore: Sendable {
  private struct DecodeKey: Hashable {
    var run: RunID
    var index: Int
    var target: DecodeTarget
  }

  private struct StepKey: Hashable {
    var run: RunID
    var index: Int
  }

  private struct KeptStep {
    var step: Step
    var type: PredictionType
    var estimator: Estimator

    func latents(_ target: DecodeTarget) -> Tensor? {
      guard let whole = step.tensor(target.part, type) else { return nil }
      let maps = estimator.latents(of: whole)
      return maps.indices.contains(target.modality) ? maps[target.modality] : nil
    }

    func preview(_ target: DecodeTarget, _ source: PreviewSource) -> Prediction? {
      guard let whole = step.tensor(target.part, type) else { return nil }
      return try? source.maker.prediction(
        whole, estimator, size: (source.height, source.width), source.settings,
        modality: target.modality)
    }
  }

  private struct ProbeKey: Hashable {
    var run: RunID
    var number: Int
  }

  private struct Content {
    var pictures: [PictureID: Picture] = [:]
    var steps: [StepKey: KeptStep] = [:]
    /// The picture that a run is of.
    var subjects: [RunID: PictureID] = [:]
    var predictions: [DecodeKey: Prediction] = [:]
    var previews: [RunID: PreviewSource] = [:]
    var previewed = PreviewCache<DecodeKey>()
    var probes: [ProbeKey: Prediction] = [:]
    /// Only the newest cell of a map is kept.
    var mapCell: MapPrediction?
    var seeds = SeedsContent()
  }

  private let content = Mutex(Content())

  /// Reads or changes what is kept of ensembles.
  func withSeeds<Result: Sendable>(_ body: (inout SeedsContent) -> Result) -> Result {
    content.withLock { body(&$0.seeds) }
  }

  func add(_ picture: Picture) {
    content.withLock { $0.pictures[picture.id] = picture }
  }

  /// A look at a picture that is not open; the one before is let go.
  func show(_ preview: Picture) {
    content.withLock { content in
      content.pictures = content.pictures.filter { $0.key.number >= 0 }
      content.pictures[preview.id] = preview
    }
  }

  /// A step with what its output is taken for.
  func add(_ step: Step, _ run: RunID, _ estimator: Estimator, _ type: PredictionType) {
    let kept = KeptStep(step: step, type: type, estimator: estimator)
    content.withLock { $0.steps[StepKey(run: run, index: step.index)] = kept }
  }

  /// The picture that a run is of.
  func add(_ run: RunID, of picture: PictureID) {
    content.withLock { $0.subjects[run] = picture }
  }

  /// What a run's previews are made with from now on; nil for none.
  func add(_ source: PreviewSource?, _ run: RunID) {
    content.withLock { $0.previews[run] = source }
  }

  /// What a run's previews are made with; nil where its steps wait for their decodes.
  func previews(of run: RunID) -> PreviewSource? { content.withLock { $0.previews[run] } }

  /// Whether a run's steps are shown before they are decoded.
  func hasPreviews(_ run: RunID) -> Bool { previews(of: run) != nil }

  /// A tensor of a step as a preview shows it; nil where previews are made with something else by now.
  ///
  /// What a tiny autoencoder made is kept: it takes as long as a few frames.
  func preview(
    _ run: RunID, _ index: Int, _ target: DecodeTarget, version: Int
  ) -> Prediction? {
    let key = DecodeKey(run: run, index: index, target: target)
    let (kept, source, made) = content.withLock {
      ($0.steps[StepKey(run: run, index: index)], $0.previews[run], $0.previewed[key, version])
    }
    guard let kept, let source, source.version == version else { return nil }
    if let made { return made }
    let preview = kept.preview(target, source)
    if let preview, case .tiny = source.maker {
      content.withLock { $0.previewed.keep(preview, key, version) }
    }
    return preview
  }

  func add(_ prediction: Prediction, _ run: RunID, _ index: Int, _ target: DecodeTarget) {
    content.withLock {
      $0.predictions[DecodeKey(run: run, index: index, target: target)] = prediction
    }
  }

  /// Only a run's newest probe is kept.
  func add(_ probe: Probe, _ run: RunID) {
    content.withLock { content in
      content.probes = content.probes.filter { $0.key.run != run }
      content.probes[ProbeKey(run: run, number: probe.number)] = probe.prediction
    }
  }

  func add(_ prediction: MapPrediction) {
    content.withLock { $0.mapCell = prediction }
  }

  /// The cell of a map that answers a question.
  func mapCell(_ number: Int) -> Prediction? {
    content.withLock { $0.mapCell?.number == number ? $0.mapCell?.prediction : nil }
  }

  /// Lets go of a run's decoded pictures and, unless only these are meant, of its latents.
  func forget(_ run: RunID, picturesOnly: Bool) {
    content.withLock { content in
      content.predictions = content.predictions.filter { $0.key.run != run }
      content.probes = content.probes.filter { $0.key.run != run }
      content.previewed.forget { $0.run == run }
      guard !picturesOnly else { return }
      content.steps = content.steps.filter { $0.key.run != run }
      content.subjects[run] = nil
      content.previews[run] = nil
    }
  }

  func picture(_ id: PictureID) -> Picture? { content.withLock { $0.pictures[id] } }

  /// A tensor of a step and one of its maps, `[1, 4, h, w]`.
  func latents(_ run: RunID, _ index: Int, _ target: DecodeTarget) -> Tensor? {
    content.withLock { $0.steps[StepKey(run: run, index: index)] }?.latents(target)
  }

  /// What a run's predictions of a quantity are compared with.
  func truth(of run: RunID, _ quantity: Quantity) -> GroundTruth? {
    content.withLock { content in
      content.subjects[run].flatMap { content.pictures[$0] }?.groundTruth(for: quantity)
    }
  }

  /// The family of the model that made a step.
  func family(of run: RunID, _ index: Int) -> (any ModelFamily)? {
    content.withLock { $0.steps[StepKey(run: run, index: index)]?.estimator.family }
  }

  func prediction(_ run: RunID, _ index: Int, _ target: DecodeTarget) -> Prediction? {
    content.withLock { $0.predictions[DecodeKey(run: run, index: index, target: target)] }
  }

  func probe(_ run: RunID, _ number: Int) -> Prediction? {
    content.withLock { $0.probes[ProbeKey(run: run, number: number)] }
  }
}
