import Inference
import Render
import Testing

@testable import TUI

/// Ensembles that grow in steps, and again in the same steps.
@Suite struct SeedsGrowerTests {
  private let id = SeedsID(number: 1)

  /// Two steps that add noise, so that what is drawn before a member decides it.
  private func source() throws -> (SeedsGrower.Source, RunSettings) {
    let folder = try Assets.model(Assets.defaultModel)
    let estimator = try Estimator(folder: folder)
    var settings = estimator.family.defaults
    settings.steps = 2
    settings.eta = 1
    settings.processingResolution = 64
    let raster = Raster(width: 64, height: 64, fill: RGB(90, 120, 200))
    let image = try estimator.prepare(Tensor(raster), resolution: 64, rule: settings.resize)
    let source = SeedsGrower.Source(
      estimator: estimator, folder: folder, image: image, picture: Scenario.picture())
    return (source, settings)
  }

  /// Steps as the worker takes them: until so many members are done, or so many steps are taken.
  private func grow(
    _ grower: inout SeedsGrower, to count: Int, steps: Int = .max,
    _ source: (SeedsGrower.Source, RunSettings)
  ) throws {
    var taken = 0
    while taken < steps {
      try grower.open(id, to: count, nil, source.1) { () throws(InferenceError) in source.0 }
      guard try grower.grow(id, to: count, Checkpoint()) != nil else { return }
      taken += 1
    }
  }

  private func members(_ grower: SeedsGrower) -> [[Float]] {
    (grower.groups[id]?.maps ?? []).map { $0.flatMap(\.scalars) }
  }

  @Test("what was asked for while a member was made, and after others, comes back to the bit")
  func again() throws {
    let source = try source()
    var first = SeedsGrower()
    try grow(&first, to: 2, steps: 1, source)
    try grow(&first, to: 3, source)
    try grow(&first, to: 5, steps: 2, source)
    let growth = try #require(first.groups[id]?.growth)
    #expect(growth.map(\.text) == ["2", "3 during 1", "5 after 3"])
    #expect(members(first).count == 4)
    var second = SeedsGrower()
    second.plans[id] = growth
    try grow(&second, to: 4, source)
    #expect(members(second) == members(first))
    #expect(second.groups[id]?.growth == growth)
    var atOnce = SeedsGrower()
    try grow(&atOnce, to: 4, source)
    #expect(members(atOnce) != members(first), "how it grew matters")
    try grow(&second, to: 6, source)
    #expect(second.groups[id]?.growth.last == SeedsGrowth(count: 6, done: 4))
  }

  @Test("where previews are shown, a member's decode is a turn of its own, with the same bits")
  func previews() throws {
    let source = try source()
    var plain = SeedsGrower()
    try grow(&plain, to: 2, source)
    var seen = SeedsGrower()
    try seen.open(id, to: 2, nil, source.1) { () throws(InferenceError) in source.0 }
    var undecoded = 0
    seen.groups[id]?.showsPreviews = true
    while let (_, maps) = try seen.grow(id, to: 2, Checkpoint()) {
      guard maps == nil else {
        #expect(seen.groups[id]?.lastDecoded?.map.latents.shape.count == 4)
        continue
      }
      if let member = seen.groups[id]?.undecoded {
        undecoded += 1
        #expect(member.trajectory.isComplete)
      }
    }
    #expect(undecoded > 0)
    #expect(members(seen) == members(plain))
  }
}
