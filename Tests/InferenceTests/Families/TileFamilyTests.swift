import TestSupport
import Testing

@testable import Inference

/// Whole models by tiles, on one thread, which is the one that has them.
@Suite(
  "Families by tiles", .enabled(if: Tiles.areHere, Tiles.reason),
  .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason))
struct TileFamilyTests {
  /// A model whose networks stay on the calling thread.
  private func estimator(
    _ path: String, _ precision: Precision = .bf16
  ) throws -> Estimator {
    var estimator = try Estimator(folder: ModelFolder(path: path), precision: precision)
    estimator.unet.session = NetworkSession(threads: 1)
    estimator.vae.session = NetworkSession(threads: 1)
    return estimator
  }

  private func error(_ found: Tensor, _ expected: Tensor) -> Float {
    ReferenceNumbers.error(found.scalars, expected.scalars).squareRoot()
  }

  @Test(
    "a checkpoint gives its authors' numbers as nearly as torch does with the same rounding",
    arguments: FamilyGoldenTests.cases, [Precision.bf16, .bf16x3])
  func golden(test: FamilyGoldenTests.Case, precision: Precision) throws {
    func expect(_ found: Tensor, _ expected: Tensor, _ kind: String) throws {
      let error = error(found, expected)
      let bound = try #require(TorchRounding.bounds(test.name, precision)[kind])
      #expect(error <= bound, "\(kind)")
    }
    let golden = try Golden("families/\(test.name)/golden.safetensors")()
    let picture = try Golden("families/picture.safetensors")().read("picture")
    try Tiles.with {
      let estimator = try estimator(Golden.folder + "/families/" + test.name, precision)
      let settings = FamilyGoldenTests.settings(test, estimator.family.defaults)
      let image = try estimator.prepare(picture, resolution: settings.processingResolution)
      var run = try estimator.begin(image, settings)
      try expect(run.trajectory.imageLatents, golden.read("image_latents"), "image_latents")
      while let step = try run.next() {
        let expected = try golden.read("steps.\(step.index).model_output")
        try expect(step.modelOutput, expected, "model_output")
      }
      let prediction = try estimator.predict(run.trajectory.finalLatents, of: image, settings)
      try expect(prediction.values, golden.read("prediction"), "prediction")
    }
  }

  @Test("a shipped model predicts what it predicts in 32 bits")
  func shipped() throws {
    let path = Shipped.models + "e2eft-depth-tiny"
    let picture = try Shipped.picture("scene-05")
    func map(_ estimator: Estimator) throws -> Tensor {
      let image = try estimator.prepare(picture, resolution: 96)
      var run = try estimator.begin(image, estimator.family.defaults)
      while try run.next() != nil {}
      return try estimator.predict(
        run.trajectory.finalLatents, of: image, estimator.family.defaults
      ).values
    }
    let found = try Tiles.with { try map(estimator(path)) }
    let expected = try map(Estimator(folder: ModelFolder(path: path)))
    #expect(error(found, expected) <= Tolerance.halfNetwork)
    #expect(error(found, expected) > 1e-5)
  }

  @Test("weights that were kept without tiles are packed anew for them, and the other way round")
  func kept() throws {
    let fixture = try WeightCacheFixture()
    func isFromCache() throws -> Bool { try fixture.predict(fixture.cache()).isFromCache }
    #expect(try !Tiles.without { try isFromCache() })
    #expect(try !Tiles.assumed { try isFromCache() })
    #expect(try Tiles.assumed { try isFromCache() } && Tiles.without { try isFromCache() })
  }
}
