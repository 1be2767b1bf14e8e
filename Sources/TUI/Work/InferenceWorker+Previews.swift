import Foundation
import Inference

/// Previews: a decode teaches the fit that shows other steps at once; a tiny autoencoder needs none.
extension InferenceWorker {
  /// A run begins: what is known of its autoencoder stands in for decodes until it has its own.
  func offerPreviews(_ id: RunID) {
    guard let run = runs[id] else { return }
    if let maker = maker(id, run) { show(maker, id, run) } else { hide(id) }
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
    if let own { compare(own, id, run, map) }
    offerPreviews(id)
    // The next step may have come, and its decode been asked for, while this one was decoded.
    if own != nil, store.hasPreviews(id) { queue.leaveToPreviews(id, after: index) }
  }

  /// Looks which comes nearer to the decoder: the run's fit or a tiny autoencoder.
  private func compare(_ fit: LatentFit, _ id: RunID, _ run: Run, _ map: DecodedMap) {
    guard tiny.choice == .auto, isWorthwhile(run), let tiny = tinyAutoencoder(id, run) else {
      return
    }
    // One that cannot decode is no better either.
    let isNearer = (try? run.estimator.isNearer(fit, than: tiny, to: map)) ?? true
    previews.compared(run.folder.autoencoder, isFitNearer: isNearer)
  }

  /// What makes a run's previews; nil for none.
  private func maker(_ id: RunID, _ run: Run) -> PreviewMaker? {
    guard tiny.choice != .off, isWorthwhile(run) else { return nil }
    let prefersFit = tiny.choice == .auto && previews.isFitNearer(run.folder.autoencoder)
    if !prefersFit, let tiny = tinyAutoencoder(id, run) { return .tiny(tiny) }
    return previews.fit(run.folder.autoencoder, of: id).map(PreviewMaker.linear)
  }

  /// The tiny autoencoder for a run's latents; nil where there is none, or no room for what it computes.
  private func tinyAutoencoder(_ id: RunID, _ run: Run) -> TinyAutoencoder? {
    let name = URL(fileURLWithPath: run.folder.path).lastPathComponent
    guard
      let found = tiny.autoencoder(
        for: run.estimator, of: name, { post(.model(.remark($0))) })
    else { return nil }
    // What was shown once stays: its memory is in use already.
    if case .tiny = store.previews(of: id)?.maker { return found }
    let bytes = found.bytes(forLatents: Self.pixels(run.image.mean))
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

  private func isWorthwhile(_ run: Run) -> Bool {
    previews.areWorthwhile(
      run.folder.autoencoder, pixels: Self.pixels(run.image.mean),
      isLarge: run.estimator.hasLargeAutoencoder)
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
