import Inference
import Synchronization
import TestSupport
import Testing

/// A shipped model's error map against the same calls in diffusers.
@Suite("Error map of a shipped model")
struct ErrorMapGoldenTests {
  private static func golden() throws -> SafetensorsFile {
    try Golden("errormap/marigold-depth-tiny.safetensors")()
  }

  private static func run(
    _ model: String = "marigold-depth-tiny", steps: Int = 4, resolution: Int = 192,
    takesSteps: Bool = false
  ) throws -> (Estimator, PreparedImage, Trajectory) {
    let estimator = try Shipped.estimator(model)
    var settings = estimator.family.defaults
    settings.timestepSpacing = .trailing
    settings.steps = steps
    settings.processingResolution = resolution
    let image = try estimator.prepare(Shipped.picture("scene-05"), resolution: resolution)
    var denoising = try estimator.begin(image, settings)
    while takesSteps, try denoising.next() != nil {}
    return (estimator, image, denoising.trajectory)
  }

  private static func map(
    _ estimator: Estimator, _ image: PreparedImage, _ run: Trajectory, _ measure: ErrorMeasure,
    clean: Tensor?
  ) throws -> ErrorMap {
    let grid = try estimator.errorMapGrid(columns: 3, rows: 3, run.settings)
    var mapping = try estimator.errorMapping(of: run, image, grid, measure, clean: clean)
    while try mapping.next() != nil {}
    return mapping.map
  }

  @Test("with ground truth: its latents, AbsRel and latent errors are those of diffusers' parts")
  func withGroundTruth() throws {
    let golden = try Self.golden()
    let (estimator, image, run) = try Self.run()
    let depth = try Shipped.depth("scene-05")
    let clean = try estimator.cleanLatents(depth: depth, of: image, run.settings)
    expectAgreement(
      clean, with: try golden.read("clean"), deviations: Tolerance.run, "the clean latents")
    let absRel = try Self.map(
      estimator, image, run, .absRel(depth, .shippedScenes), clean: clean)
    #expect(absRel.grid.toldTimesteps == [0, 500, 999])
    #expect(absRel.kind == .absRel)
    expectAgreement(
      absRel.tensor, with: try golden.read("abs_rel"), deviations: Tolerance.run, "AbsRel")
    let latent = try Self.map(estimator, image, run, .latent, clean: clean)
    expectAgreement(
      latent.tensor, with: try golden.read("latent_truth"), deviations: Tolerance.run, "latents")
    let leading = try #require(absRel[.init(column: 0, row: 2)])
    let trailing = try #require(absRel[.init(column: 2, row: 2)])
    #expect(trailing < leading / 2, "told nothing of pure noise is far worse than told all")
  }

  @Test("without ground truth the run's last x0 is the clean sample")
  func withoutGroundTruth() throws {
    let (estimator, image, run) = try Self.run(takesSteps: true)
    let map = try Self.map(estimator, image, run, .latent, clean: nil)
    expectAgreement(
      map.tensor, with: try Self.golden().read("latent_run"), deviations: Tolerance.run,
      "latents of the run")
  }

  @Test("the path of leading's one step is at the far end from told = held; trailing's is on it")
  func paths() throws {
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    let image = try estimator.prepare(Shipped.picture("scene-05"), resolution: 64)
    var settings = estimator.family.defaults
    settings.steps = 1
    let grid = try estimator.errorMapGrid(columns: 21, rows: 17, settings)
    settings.timestepSpacing = .leading
    let leading = try estimator.begin(image, settings).trajectory.path(on: grid)
    settings.timestepSpacing = .trailing
    let trailing = try estimator.begin(image, settings).trajectory.path(on: grid)
    #expect(leading.map(\.row) == [16] && leading[0].column < 0.05)
    #expect(trailing == [.init(column: 20, row: 16)])
  }

  @Test("a run from zeros is mapped with gaussian noise of its seed")
  func fromZeros() throws {
    var (estimator, image, run) = try Self.run("e2eft-depth-tiny", steps: 1, resolution: 64)
    #expect(run.initialNoise == 0)
    let zeros = try Self.map(estimator, image, run, .latent, clean: Self.clean(run))
    var settings = run.settings
    settings.noise = .gaussian
    run = try estimator.begin(image, settings).trajectory
    let gaussian = try Self.map(estimator, image, run, .latent, clean: Self.clean(run))
    #expect(zeros == gaussian)
  }

  private static func clean(_ run: Trajectory) -> Tensor { run.imageLatents }

  @Test("a cell can be cancelled inside the network")
  func cancels() throws {
    let (estimator, image, run) = try Self.run(resolution: 64)
    let grid = try estimator.errorMapGrid(columns: 3, rows: 3, run.settings)
    var mapping = try estimator.errorMapping(
      of: run, image, grid, .latent, clean: Self.clean(run))
    let blocks = Mutex(0)
    let checkpoint = Checkpoint(reach: { _ throws(InferenceError) in
      let reached = blocks.withLock { value in
        value += 1
        return value
      }
      if reached == 3 { throw .cancelled }
    })
    #expect(throws: InferenceError.cancelled) { try mapping.next(checkpoint) }
    #expect(mapping.map.count == 0)
    #expect(try mapping.next() == mapping.map.grid.order.first)
  }

  @Test("what cannot be mapped is refused with the reason")
  func refusals() throws {
    let lotus = try Shipped.estimator("lotus-d-depth-tiny")
    let noNoise = #expect(throws: InferenceError.self) {
      try lotus.errorMapGrid(columns: 3, rows: 3, lotus.family.defaults)
    }
    #expect(noNoise?.description.contains("without noise") == true)
    let (estimator, image, run) = try Self.run(resolution: 64)
    let grid = try estimator.errorMapGrid(columns: 3, rows: 3, run.settings)
    let noRun = #expect(throws: InferenceError.self) {
      try estimator.errorMapping(of: run, image, grid, .latent)
    }
    #expect(noRun?.description.contains("after a run") == true)
    let small = #expect(throws: InferenceError.self) {
      try estimator.cleanLatents(depth: Tensor(zeros: [3, 4]), of: image, run.settings)
    }
    #expect(small?.description.contains("without a single valid pixel") == true)
    var settings = run.settings
    settings.predictionType = .epsilon
    settings.rescaleBetasZeroSNR = true
    settings.timestepSpacing = .leading
    let noSignal = try estimator.begin(image, settings).trajectory
    let undefined = #expect(throws: InferenceError.self) {
      try estimator.errorMapping(of: noSignal, image, grid, .latent, clean: Self.clean(run))
    }
    #expect(undefined?.description.contains("gives no x0") == true)
  }
}
