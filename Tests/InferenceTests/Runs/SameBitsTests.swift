import TestSupport
import Testing

@testable import Inference

/// A run's bits do not depend on the number of threads, so a session played elsewhere can be compared exactly.
@Suite("Runs give the same bits with any number of threads")
struct SameBitsTests {
  /// Image latents, every tensor of two steps and every prediction.
  private func tensors(
    _ name: String, _ scene: Tensor, resolution: Int, threads: Int
  ) throws -> [Tensor] {
    var estimator = try Shipped.estimator(name)
    estimator.unet.session = NetworkSession(threads: threads)
    estimator.vae.session = NetworkSession(threads: threads)
    var settings = estimator.family.defaults
    settings.steps = estimator.family.controls.missing[.steps] == nil ? 2 : 1
    let image = try estimator.prepare(scene, resolution: resolution)
    var denoising = try estimator.begin(image, settings)
    var tensors = [image.mean, image.logVariance]
    while let step = try denoising.next() {
      tensors += [step.modelOutput, step.result.predOriginalSample, step.result.prevSample]
    }
    for place in estimator.modalities(settings).indices {
      tensors.append(
        try estimator.predict(
          denoising.trajectory.finalLatents, of: image, settings, modality: place
        ).values)
    }
    return tensors
  }

  @Test(
    "encoder, network and decoder at 1, 2, 3 and 5 threads",
    arguments: ["marigold-depth-tiny", "lotus-d-depth-tiny", "e2eft-normals-tiny"], [192, 136])
  func runs(name: String, resolution: Int) throws {
    // Edges that no tile divides.
    let scene = try Shipped.picture("scene-05").cropped(height: 300, width: 384)
    let one = try tensors(name, scene, resolution: resolution, threads: 1)
    for threads in [2, 3, 5] {
      let found = try tensors(name, scene, resolution: resolution, threads: threads)
      #expect(found.count == one.count)
      for (place, pair) in zip(found, one).enumerated() {
        let differing = zip(pair.0.scalars, pair.1.scalars).count {
          $0.bitPattern != $1.bitPattern
        }
        #expect(differing == 0, "tensor \(place), \(threads) threads, of \(pair.1.count) values")
      }
    }
  }
}
