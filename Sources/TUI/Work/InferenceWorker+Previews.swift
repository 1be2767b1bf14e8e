import Foundation
import Inference

/// Previews: a decode teaches the fit that shows other steps at once.
extension InferenceWorker {
  /// A run begins: the fit of an earlier decode of its autoencoder stands in until it has its own.
  func offerPreviews(_ id: RunID) {
    guard let run = runs[id], let fit = previews.fit(run.folder.autoencoder), isWorthwhile(run)
    else { return }
    show(fit, id, run)
  }

  /// Takes note of a decode of x̂0, whose fit is the run's from then on.
  func learn(
    _ map: DecodedMap, _ id: RunID, _ index: Int, _ target: DecodeTarget, seconds: Double
  ) {
    guard target.part == .predOriginal, let run = runs[id] else { return }
    let own = previews.decoded(
      run.folder.autoencoder, id, pixels: Self.pixels(map.latents), seconds: seconds
    ) { run.estimator.fit(map) }
    if !isWorthwhile(run) {
      hide(id)
    } else if let own {
      show(own, id, run)
      // The next step may have come, and its decode been asked for, while this one was decoded.
      queue.leaveToPreviews(id, after: index)
    }
  }

  /// Decodes turned out to be quick.
  private func hide(_ id: RunID) {
    guard store.hasPreviews(id) else { return }
    store.add(nil, id)
    post(.run(id, .previews(nil)))
  }

  private func show(_ fit: LatentFit, _ id: RunID, _ run: Run) {
    previewCount += 1
    store.add(
      PreviewSource(
        version: previewCount, fit: fit, height: run.image.height, width: run.image.width,
        settings: run.denoising.trajectory.settings), id)
    post(
      .run(
        id,
        .previews(
          RunPreview(
            version: previewCount, width: run.image.width, height: run.image.height))))
  }

  private func isWorthwhile(_ run: Run) -> Bool {
    previews.areWorthwhile(run.folder.autoencoder, pixels: Self.pixels(run.image.mean))
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
