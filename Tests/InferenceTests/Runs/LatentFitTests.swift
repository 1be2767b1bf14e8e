import TestSupport
import Testing

@testable import Inference

/// The fit that shows latents without the decoder.
@Suite("Previews by a linear fit")
struct LatentFitTests {
  /// A picture whose blocks are known factors of the channels, with a pattern of mean zero inside each.
  private func picture(_ latents: Tensor, _ factors: [[Float]], factor: Int) -> Tensor {
    let (rows, columns) = (latents.shape[2], latents.shape[3])
    let channels = latents.shape[1]
    var picture = Tensor(zeros: [1, 3, rows * factor, columns * factor])
    for colour in 0..<3 {
      for y in 0..<(rows * factor) {
        for x in 0..<(columns * factor) {
          var value = factors[colour][channels]
          for channel in 0..<channels {
            value +=
              factors[colour][channel]
              * latents.scalars[(channel * rows + y / factor) * columns + x / factor]
          }
          let pattern: Float = (x + y).isMultiple(of: 2) ? 0.25 : -0.25
          picture.scalars[(colour * rows * factor + y) * columns * factor + x] = value + pattern
        }
      }
    }
    return picture
  }

  private static let factors: [[Float]] = [
    [0.3, -0.2, 0.1, 0.05, 0.4], [0.2, 0.3, -0.1, 0.15, -0.1], [-0.1, 0.2, 0.25, -0.3, 0],
  ]

  @Test("the factors of a linear decoder are found, also of a picture that was cropped")
  func linear() throws {
    let latents = ReferenceNumbers.tensor([1, 4, 7, 9], seed: 1)
    let whole = picture(latents, Self.factors, factor: 8)
    for decoded in [whole, try whole.cropped(height: 51, width: 70)] {
      let fit = try #require(LatentFit(of: decoded, on: latents, factor: 8))
      for (found, expected) in zip(fit.factors, Self.factors) {
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-4) }
      }
      #expect(fit.residual < 1e-3)
      #expect(fit.channels == 4)
      let other = ReferenceNumbers.tensor([1, 4, 3, 5], seed: 2)
      let small = try fit.picture(of: other)
      #expect(small.shape == [1, 3, 3, 5])
      let expected = picture(other, Self.factors, factor: 2)
      for colour in 0..<3 {
        // The pattern's mean is zero in every block.
        let corner = (0..<2).flatMap { y in
          (0..<2).map { expected.scalars[(colour * 6 + y) * 10 + $0] }
        }
        let mean = corner.reduce(0, +) / 4
        #expect(abs(small.scalars[colour * 15] - mean) < 1e-3)
      }
    }
  }

  @Test("what the channels do not tell is said by the residual")
  func residual() throws {
    let latents = ReferenceNumbers.tensor([1, 4, 16, 16], seed: 1)
    let noise = ReferenceNumbers.tensor([1, 4, 16, 16], seed: 9)
    let unrelated = picture(noise, Self.factors, factor: 2)
    let fit = try #require(LatentFit(of: unrelated, on: latents, factor: 2))
    #expect(fit.residual > 0.9 && fit.residual <= 1)
  }

  @Test("nothing is made of too little, of a constant channel alone, or of what is not finite")
  func refused() throws {
    let latents = ReferenceNumbers.tensor([1, 4, 7, 9], seed: 1)
    var broken = picture(latents, Self.factors, factor: 8)
    broken.scalars[100] = .nan
    #expect(LatentFit(of: broken, on: latents, factor: 8) == nil)
    #expect(LatentFit(of: broken, on: latents, factor: 0) == nil)
    let tiny = ReferenceNumbers.tensor([1, 4, 3, 3], seed: 1)
    #expect(LatentFit(of: picture(tiny, Self.factors, factor: 8), on: tiny, factor: 8) == nil)
    // A channel without variation has no factor of its own, and takes nothing from the others.
    var flat = latents
    for index in 0..<63 { flat.scalars[index] = 0 }
    let fit = try #require(
      LatentFit(of: picture(flat, Self.factors, factor: 8), on: flat, factor: 8))
    #expect(abs(fit.factors[0][1] - Self.factors[0][1]) < 1e-4)
    #expect(throws: InferenceError.self) {
      try fit.picture(of: Tensor(zeros: [1, 8, 4, 4]))
    }
  }

  /// A run of four steps and its first fit.
  private func run(_ name: String) throws -> (Estimator, PreparedImage, Trajectory, LatentFit) {
    let estimator = try Shipped.estimator(name)
    var settings = estimator.family.defaults
    settings.steps = 4
    settings.timestepSpacing = .trailing
    let image = try estimator.prepare(try Shipped.picture("scene-05"), resolution: 192)
    var denoising = try estimator.begin(image, settings)
    while try denoising.next() != nil {}
    let trajectory = denoising.trajectory
    let first = try estimator.decodeMap(
      trajectory.steps[0].result.predOriginalSample, of: image, settings)
    return (estimator, image, trajectory, try #require(estimator.fit(first)))
  }

  @Test(
    "the shipped autoencoder's previews of later steps are near what it decodes",
    arguments: [("marigold-depth-tiny", 0.06), ("marigold-normals-tiny", 0.2)])
  func shipped(name: String, bound: Double) throws {
    let (estimator, image, trajectory, fit) = try run(name)
    #expect(fit.residual < 0.25, "\(fit.residual)")
    for step in trajectory.steps {
      let latents = step.result.predOriginalSample
      let full = try estimator.predict(
        latents, of: image, trajectory.settings, matchingInput: false)
      let preview = try estimator.preview(
        latents, by: fit, size: (image.height, image.width), trajectory.settings)
      #expect(preview.quantity == full.quantity)
      #expect(preview.values.shape == full.values.shape)
      let squares = zip(preview.values.scalars, full.values.scalars).reduce(0.0) {
        $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
      }
      let error = (squares / Double(full.values.count)).squareRoot()
      #expect(error < bound, "step \(step.index): \(error)")
    }
  }

  @Test("a map that the family does not have is refused")
  func missingMap() throws {
    let (estimator, image, trajectory, fit) = try run("marigold-depth-tiny")
    #expect(throws: InferenceError.self) {
      try estimator.preview(
        trajectory.finalLatents, by: fit, size: (image.height, image.width), trajectory.settings,
        modality: 1)
    }
  }
}
