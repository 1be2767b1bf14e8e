import Inference
import TestSupport
import Testing

/// `--resize original` against Pillow, torch and the authors' formulas.
@Suite("The authors' own resizing")
struct OriginalResizeTests {
  static let golden = Golden("original/golden.safetensors")
  static let sizes = [
    "17x9-8x4", "12x31-5x7", "6x5-6x13", "9x7-23x19",
    // One edge grows, or rows lose more than twice what columns do: Pillow then takes rows first.
    "20x10-9x21", "10x20-21x9", "13x9-8x7", "12x9-8x7", "12x7-11x9", "7x12-9x11",
  ]
  static let filters: [String: PillowResampling.Filter] = [
    "bicubic": .bicubic, "bilinear": .bilinear,
  ]

  @Test(
    "bytes come out as Pillow's, to the last bit", arguments: sizes, ["bicubic", "bilinear"])
  func bytes(size: String, filter: String) throws {
    let expected = try Self.golden().read("bytes-\(size).\(filter)")
    let found = PillowResampling.resizeBytes(
      try Self.golden().read("bytes-\(size).input"), height: expected.shape[1],
      width: expected.shape[2], try #require(Self.filters[filter]))
    #expect(found == expected)
  }

  @Test(
    "floating-point planes come out as Pillow's, to the last bit", arguments: sizes,
    ["bicubic", "bilinear"])
  func floats(size: String, filter: String) throws {
    let expected = try Self.golden().read("floats-\(size).\(filter)")
    let found = PillowResampling.resize(
      try Self.golden().read("floats-\(size).input"), height: expected.shape[1],
      width: expected.shape[2], try #require(Self.filters[filter]))
    #expect(found == expected)
  }

  @Test(
    "a picture is prepared as each family's authors do it",
    arguments: [(21, 29, 16), (20, 94, 48), (20, 26, 0), (60, 44, 16), (94, 30, 48)],
    [
      ("marigold-depth-v1-1", "bilinear-bytes"), ("lotus-depth-g", "bilinear"),
      ("geowizard-v1", "pillow-bicubic"),
    ])
  func prepares(size: (Int, Int, Int), family: (String, String)) throws {
    let name = "prepare-\(size.0)x\(size.1)-\(size.2)"
    let expected = try Self.golden().read("\(name).\(family.1)")
    let estimator = try Self.estimator(family.0)
    let found = try estimator.prepare(
      Self.unit(try Self.golden().read("\(name).input")), resolution: size.2, rule: .original)
    // To the last bit: what is not rounded to bytes is torch's sum in torch's order.
    #expect(found.input == (family.1 == "bilinear" ? expected : Self.unit(expected)))
    #expect(found.height == expected.shape[2] / 8 * 8)
    #expect(found.width == expected.shape[3] / 8 * 8)
  }

  @Test("DepthFM's picture goes through Pillow's triangle to multiples of 64")
  func preparesForDepthFM() throws {
    let found = try Self.estimator("depthfm").prepare(
      Self.unit(try Self.golden().read("prepare-depthfm.input")), resolution: 0, rule: .original)
    let expected = try Self.golden().read("prepare-depthfm.pillow-bilinear")
    #expect(found.input == Self.unit(expected))
  }

  @Test(
    "a whole run by the authors' rule gives the authors' map",
    arguments: [
      ("marigold-depth-v1-1", 4), ("marigold-normals-v1-1", 1), ("e2e-ft-depth", 1),
      ("e2e-ft-normals", 1), ("lotus-depth-g", 2), ("lotus-normal-g", 1), ("geowizard-v1", 2),
    ])
  func runs(name: String, steps: Int) throws {
    let estimator = try Self.estimator(name)
    var settings = estimator.family.defaults
    settings.steps = steps
    settings.seed = 7
    settings.domain = .outdoor
    settings.resize = .original
    let image = try estimator.prepare(
      try Self.golden().read("run.picture"), resolution: 27, rule: settings.resize)
    var run = try estimator.begin(image, settings)
    while try run.next() != nil {}
    for (place, modality) in estimator.modalities(settings).enumerated() {
      let expected = try Self.golden().read(
        "run.\(name)" + (place == 0 ? "" : "-" + modality.name))
      let found = try estimator.predict(
        run.trajectory.finalLatents, of: image, settings, modality: place)
      expectAgreement(
        found.values, with: expected, deviations: Tolerance.run, "\(name) \(modality.name)")
    }
  }

  /// The golden of the whole run is a result in 64 bits.
  ///
  /// The reference's own in 32 is 5.8e-4 from it, ours 4.9e-4 on the other side: the decoder's random weights
  /// carry the last bits of x̂0 that far, and depth is stretched afterwards. What is before and after that
  /// agrees with the 32 bits as everywhere.
  @Test("E2E-FT's depth agrees with its reference before and after what carries rounding furthest")
  func stretchedRun() throws {
    let name = "run.e2e-ft-depth"
    let estimator = try Self.estimator("e2e-ft-depth")
    var settings = estimator.family.defaults
    settings.resize = .original
    let image = try estimator.prepare(
      try Self.golden().read("run.picture"), resolution: 27, rule: settings.resize)
    var run = try estimator.begin(image, settings)
    let step = try #require(try run.next())
    let latents = try Self.golden().read(name + ".pred_original_sample")
    expectAgreement(
      step.result.predOriginalSample, with: latents, deviations: Tolerance.step, "x̂0")
    let single = try Self.golden().read(name + ".single")
    let found = try estimator.predict(latents, of: image, settings)
    expectAgreement(found.values, with: single, deviations: Tolerance.step, "from its x̂0")
    let exact = try Self.golden().read(name)
    let apart = zip(single.scalars, exact.scalars).map { abs($0 - $1) }.max() ?? 0
    #expect(apart > 0.5 * Tolerance.run * exact.statistics.std)
  }

  @Test("for some sizes the longest edge comes out one short, as it does there")
  func oneShort() throws {
    let found = try Self.estimator("marigold-depth-v1-1").prepare(
      Tensor(zeros: [1, 3, 20, 94]), resolution: 48, rule: .original)
    #expect(found.input.shape == [1, 3, 10, 47])
  }

  @Test("a resolution need not be a multiple of the factor, but a latent pixel must be left")
  func bounds() throws {
    let estimator = try Self.estimator("marigold-depth-v1-1")
    let image = Tensor(zeros: [1, 3, 20, 30])
    #expect(
      try estimator.prepare(image, resolution: 29, rule: .original).input.shape[3] == 29)
    #expect(throws: InferenceError.self) {
      try estimator.prepare(image, resolution: 8, rule: .original)
    }
    #expect(throws: InferenceError.self) {
      try estimator.prepare(image, resolution: -8, rule: .original)
    }
  }

  /// Bytes in −1…1.
  private static func unit(_ bytes: Tensor) -> Tensor { bytes.map { $0 / 255 * 2 - 1 } }

  private static func estimator(_ name: String) throws -> Estimator {
    try Estimator(folder: ModelFolder(path: Golden.folder + "/families/" + name))
  }
}
