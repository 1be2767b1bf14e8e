import Inference
import TestSupport
import Testing

/// Whole ensembles of the miniatures against diffusers' pipelines.
@Suite("Ensembles, from the noise to the merged map")
struct EnsembleRunTests {
  /// A miniature, its picture and settings.
  struct Case {
    let estimator: Estimator
    let image: PreparedImage
    var settings: RunSettings

    init(_ name: String, steps: Int) throws {
      estimator = try Estimator(
        folder: ModelFolder(path: Golden.folder + "/families/" + name))
      settings = estimator.family.defaults
      settings.steps = steps
      settings.seed = 7
      settings.processingResolution = name == "depthfm" ? 0 : 48
      let picture = try Golden("families/picture.safetensors")().read("picture")
      image = try estimator.prepare(picture, resolution: settings.processingResolution)
    }

    func rules(_ ensemble: EnsembleSettings) throws -> Ensembling {
      try ensemble.resolved(
        for: estimator.family, settings, estimator.plan(settings).plan)
    }

    /// The final latents and the maps of every member.
    func members(_ count: Int) throws -> (latents: [Tensor], maps: [[Tensor]]) {
      var run = try EnsembleRun(estimator, image, settings, count: count)
      return try members(&run)
    }

    func members(_ run: inout EnsembleRun) throws -> (latents: [Tensor], maps: [[Tensor]]) {
      var latents: [Tensor] = []
      var maps: [[Tensor]] = []
      while var member = try run.next() {
        while try member.next() != nil {}
        run.finish(member)
        latents.append(member.trajectory.finalLatents)
        maps.append(try estimator.memberMaps(latents[latents.count - 1], of: image, settings))
      }
      return (latents, maps)
    }
  }

  @Test(
    "members, merged map and uncertainty are diffusers'",
    arguments: [("depth", "marigold-depth-v1-1", 2, 3), ("normals", "marigold-normals-v1-1", 1, 3)])
  func agrees(key: String, model: String, steps: Int, count: Int) throws {
    let golden = try EnsembleTests.golden()
    let test = try Case(model, steps: steps)
    let (latents, maps) = try test.members(count)
    let expected = try golden.read("whole-\(key).latents")
    for (index, found) in latents.enumerated() {
      expectAgreement(
        found, with: expected.slice(index), deviations: Tolerance.run, "\(key) member \(index)")
    }
    let rules = try test.rules(EnsembleSettings(count: count))
    let merged = try test.estimator.merge(maps, of: test.image, test.settings, rules)
    expectAgreement(
      merged.prediction.values, with: try golden.read("whole-\(key)"), deviations: Tolerance.run,
      key)
    // Near a cosine of one the arc cosine loses half its digits.
    expectAgreement(
      merged.uncertainty, with: try golden.read("whole-\(key).uncertainty"),
      deviations: key == "normals" ? 5e-3 : Tolerance.run, "\(key) uncertainty")
  }

  @Test("of an LCM the steps' noise is drawn member by member after all initial latents")
  func lcm() throws {
    let test = try Case("marigold-depth-lcm", steps: 2)
    let expected = try EnsembleTests.golden().read("whole-lcm.latents")
    for (index, found) in try test.members(2).latents.enumerated() {
      expectAgreement(
        found, with: expected.slice(index), deviations: Tolerance.run, "member \(index)")
    }
  }

  @Test("a member that is added later is the one that a larger ensemble has in its place")
  func added() throws {
    let test = try Case("marigold-depth-v1-1", steps: 1)
    var run = try EnsembleRun(test.estimator, test.image, test.settings, count: 2)
    _ = try test.members(&run)
    try run.add()
    let third = try test.members(&run).latents
    #expect(third.count == 1)
    #expect(third.first == (try test.members(3).latents.last))
  }

  @Test("initial latents are taken as they are, and no member can be added to them")
  func given() throws {
    let test = try Case("marigold-depth-v1-1", steps: 1)
    var drawn = try EnsembleRun(test.estimator, test.image, test.settings, count: 2)
    let starts = try (0..<2).map { _ in try #require(try drawn.next()).trajectory.initialLatents }
    let all = try Tensor(
      starts.flatMap(\.scalars), shape: [2] + starts[0].shape.dropFirst())
    var run = try EnsembleRun(
      test.estimator, test.image, test.settings, count: 2, initialLatents: all)
    #expect(try run.next()?.trajectory.initialLatents == starts[0])
    #expect(try run.next()?.trajectory.initialLatents == starts[1])
    #expect(try run.next() == nil)
    #expect(throws: InferenceError.self) { try run.add() }
    #expect(throws: InferenceError.self) {
      try EnsembleRun(
        test.estimator, test.image, test.settings, count: 3, initialLatents: all)
    }
  }

  @Test("DepthFM averages logarithms and stretches their exponential")
  func depthFM() throws {
    let test = try Case("depthfm", steps: 1)
    let maps = try test.members(2).maps
    let rules = try test.rules(EnsembleSettings(count: 2))
    #expect(rules.alignment == nil && rules.reductions == [.mean])
    let merged = try test.estimator.merge(
      maps, of: test.image, test.settings, rules, matchingInput: false)
    let logarithms = zip(maps[0][0].scalars, maps[1][0].scalars).map { ($0 + $1) / 2 }
    let (low, high) = try (#require(logarithms.min()), #require(logarithms.max()))
    let place = try #require(logarithms.firstIndex(of: high))
    #expect(merged.prediction.values.scalars[place] == 1)
    let ratio = (merged.prediction.values.scalars[0] * (exponential(high - low) - 1) + 1)
    #expect(abs(ratio - exponential(logarithms[0] - low)) < 1e-4 * ratio)
  }

  /// The exponential by its series, to check the engine's.
  private func exponential(_ value: Float) -> Float {
    var (sum, term) = (1.0, 1.0)
    for order in 1..<40 {
      term *= Double(value) / Double(order)
      sum += term
    }
    return Float(sum)
  }

  @Test("GeoWizard aligns as at the time of the paper and takes the normals of one member")
  func geoWizard() throws {
    let test = try Case("geowizard-v1", steps: 1)
    let maps = try test.members(3).maps
    let rules = try test.rules(EnsembleSettings(count: 3, reduction: "mean"))
    #expect(rules.alignment == .paper && rules.reductions == [.mean] && rules.normals == [.member])
    let depth = try test.estimator.merge(maps, of: test.image, test.settings, rules)
    #expect(depth.alignments.count == 3 && depth.prediction.quantity == .depth)
    let normals = try test.estimator.merge(
      maps, of: test.image, test.settings, rules, modality: 1, matchingInput: false)
    #expect(maps.map { $0[1] }.contains(normals.prediction.values))
  }

  @Test("what a family does not do is refused in a sentence")
  func refusals() throws {
    let lotus = try Case("lotus-depth-g", steps: 1)
    #expect(throws: InferenceError.self) { try lotus.rules(EnsembleSettings(count: 2)) }
    let zeros = try Case("e2e-ft-depth", steps: 1)
    #expect(throws: InferenceError.self) { try zeros.rules(EnsembleSettings(count: 2)) }
    let marigold = try Case("marigold-depth-v1-1", steps: 1)
    for ensemble in [
      EnsembleSettings(count: 0), EnsembleSettings(count: 257),
      EnsembleSettings(count: 2, reduction: "closest"),
      EnsembleSettings(count: 2, reduction: "sum"),
    ] {
      #expect(throws: InferenceError.self) { try marigold.rules(ensemble) }
    }
    let normals = try Case("marigold-normals-v1-1", steps: 1)
    #expect(throws: InferenceError.self) {
      try normals.rules(EnsembleSettings(count: 2, alignment: .diffusers))
    }
    #expect(try normals.rules(EnsembleSettings(count: 2, reduction: "mean")).normals == [.mean])
  }
}
