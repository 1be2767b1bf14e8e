import Foundation
import Inference

/// Previews: a decode teaches the fit that shows other steps at once; a tiny autoencoder needs none.
extension InferenceWorker {
  /// A run begins: what is known of its autoencoder stands in for decodes until it has its own.
  func offerPreviews(_ id: RunID) {
    guard let run = runs[id] else { return }
    if let maker = maker(PreviewSubject(run, id)) { show(maker, id, run) } else { hide(id) }
  }

  /// Another choice of previews, for the runs there are as well.
  func usePreviews(_ choice: PreviewChoice) {
    tiny.use(choice)
    if choice.isDemanding { _ = tiny.autoencoder { post(.model(.remark($0))) } }
    for id in runs.keys.sorted(by: { $0.number < $1.number }) { offerPreviews(id) }
  }

  /// Takes note of a decode of x̂0, whose fit is the run's from then on.
  func learn(
    _ map: DecodedMap, _ id: RunID, _ index: Int, _ target: DecodeTarget, seconds: Double
  ) {
    guard target.part == .predOriginal, let run = runs[id] else { return }
    let own = previews.decoded(
      run.folder.autoencoder, id, pixels: Self.pixels(map.latents), seconds: seconds
    ) { run.estimator.fit(map) }
    guard own != nil || store.hasPreviews(id) else { return }
    if let own { compare(own, PreviewSubject(run, id), map) }
    offerPreviews(id)
    // The next step may have come, and its decode been asked for, while this one was decoded.
    if own != nil, store.hasPreviews(id) { queue.leaveToPreviews(id, after: index) }
  }

  /// What latents of a run, other than those of its steps, will look like; nil where they wait for their decode.
  func preview(
    of latents: Tensor, _ id: RunID, _ modality: Int
  ) -> (Prediction, RunPreview.Kind)? {
    guard let run = runs[id], let source = store.previews(of: id) else { return nil }
    let prediction = try? source.maker.prediction(
      latents, run.estimator, size: (source.height, source.width), source.settings,
      modality: modality)
    return prediction.map { ($0, source.maker.kind) }
  }

  /// Looks which comes nearer to the decoder: the run's fit or a tiny autoencoder.
  private func compare(_ fit: LatentFit, _ subject: PreviewSubject, _ map: DecodedMap) {
    guard tiny.choice == .auto, isWorthwhile(subject), let tiny = tinyAutoencoder(subject) else {
      return
    }
    // One that cannot decode is no better either.
    let isNearer = (try? subject.estimator.isNearer(fit, than: tiny, to: map)) ?? true
    previews.compared(subject.folder.autoencoder, isFitNearer: isNearer)
  }

  /// What makes previews of latents; nil for none.
  private func maker(_ subject: PreviewSubject) -> PreviewMaker? {
    guard tiny.choice != .off, isWorthwhile(subject) else { return nil }
    let autoencoder = subject.folder.autoencoder
    let prefersFit = tiny.choice == .auto && previews.isFitNearer(autoencoder)
    if !prefersFit, let tiny = tinyAutoencoder(subject) { return .tiny(tiny) }
    let fit = subject.run.map { previews.fit(autoencoder, of: $0) } ?? previews.fit(autoencoder)
    return fit.map(PreviewMaker.linear)
  }

  /// The tiny autoencoder for latents; nil where there is none, or no room for what it computes.
  private func tinyAutoencoder(_ subject: PreviewSubject) -> TinyAutoencoder? {
    let name = URL(fileURLWithPath: subject.folder.path).lastPathComponent
    guard
      let found = tiny.autoencoder(
        for: subject.estimator, of: name, { post(.model(.remark($0))) })
    else { return nil }
    // What was shown once stays: its memory is in use already.
    if let run = subject.run, case .tiny = store.previews(of: run)?.maker { return found }
    let bytes = found.bytes(forLatents: Self.pixels(subject.image.mean))
    // Beside a step of the run, which is under way meanwhile.
    let room = MemoryRoom.now(limit: MemoryLimit.preferred)?.bytes
    return bytes <= (room ?? .max) / 2 ? found : nil
  }

  /// Decodes turned out to be quick, or previews are not wanted.
  private func hide(_ id: RunID) {
    guard store.hasPreviews(id) else { return }
    store.add(nil, id)
    post(.run(id, .previews(nil)))
  }

  private func show(_ maker: PreviewMaker, _ id: RunID, _ run: Run) {
    if let shown = store.previews(of: id)?.maker, shown.isSame(as: maker) { return }
    previewCount += 1
    store.add(
      PreviewSource(
        version: previewCount, maker: maker, height: run.image.height, width: run.image.width,
        settings: run.denoising.trajectory.settings), id)
    post(
      .run(
        id,
        .previews(
          RunPreview(
            version: previewCount, kind: maker.kind, width: run.image.width,
            height: run.image.height))))
  }

  private func isWorthwhile(_ subject: PreviewSubject) -> Bool {
    previews.areWorthwhile(
      subject.folder.autoencoder, pixels: Self.pixels(subject.image.mean),
      isLarge: subject.estimator.hasLargeAutoencoder)
  }

  /// This thread's processor time: what other programs take does not make a decode look longer.
  static func ownSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func pixels(_ latents: Tensor) -> Int {
    latents.shape.suffix(2).reduce(1, *)
  }
}

/// Members of an ensemble.
extension InferenceWorker {
  /// What makes previews of an ensemble's members; nil where they wait for their decodes.
  func maker(_ group: SeedsGrower.Group) -> PreviewMaker? {
    maker(
      PreviewSubject(
        run: nil, folder: group.folder, estimator: group.estimator, image: group.image))
  }

  /// Shows the member whose steps are all there and whose decode is to come.
  func showPreview(_ id: SeedsID) {
    guard let group = seeds.groups[id], let maker = maker(group), let member = group.undecoded
    else { return }
    var maps: [Prediction] = []
    for place in group.estimator.modalities(group.settings).indices {
      guard
        let map = try? maker.prediction(
          member.trajectory.finalLatents, group.estimator,
          size: (group.image.height, group.image.width), group.settings, modality: place)
      else { return }
      maps.append(map)
    }
    let number = group.maps.count
    for (place, map) in maps.enumerated() { store.add(map, id, member: number, place) }
    post(.seeds(id, .previewed(count: number + 1, maps: maps, maker.kind)))
  }

  /// Takes note of a member's decode, whose fit shows the next where nothing else does.
  func learn(_ map: DecodedMap, _ group: SeedsGrower.Group, seconds: Double) {
    let fit = previews.decoded(
      group.folder.autoencoder, nil, pixels: Self.pixels(map.latents), seconds: seconds
    ) { group.estimator.fit(map) }
    guard let fit else { return }
    compare(
      fit,
      PreviewSubject(
        run: nil, folder: group.folder, estimator: group.estimator, image: group.image), map)
  }
}

/// Whose latents are to be shown before they are decoded.
private struct PreviewSubject {
  /// The run that they belong to; nil for a member of an ensemble.
  var run: RunID?
  var folder: ModelFolder
  var estimator: Estimator
  var image: PreparedImage
}

extension PreviewSubject {
  init(_ run: InferenceWorker.Run, _ id: RunID) {
    self.init(run: id, folder: run.folder, estimator: run.estimator, image: run.image)
  }
}
