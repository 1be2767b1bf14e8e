import Inference
import TestSupport
import Testing

@testable import TUI

/// Growing ensembles in the queue and in the worker's hands.
@Suite struct SeedsQueueTests {
  private static let id = SeedsID(number: 1)

  private static func grow(_ count: Int) -> InferenceQueue.Job {
    .growSeeds(id, RunSettings(), to: count, nil)
  }

  private func wanted(_ queue: InferenceQueue) -> Int? {
    if case .growSeeds(_, _, let count, _) = queue.next(whenIdle: {}) { return count }
    return nil
  }

  @Test("a member's steps give way to runs and go on after them")
  func order() {
    let queue = InferenceQueue()
    let run = RunID(number: 1)
    queue.add(Self.grow(3))
    queue.add(.step(run))
    #expect(wanted(queue) == nil)
    queue.finish(run)
    #expect(wanted(queue) == 3)
    #expect(wanted(queue) == 3, "until it is finished")
    #expect(!queue.isIdle)
  }

  @Test("what was asked for while the last member came is not lost")
  func later() {
    let queue = InferenceQueue()
    queue.add(Self.grow(3))
    #expect(wanted(queue) == 3)
    queue.add(Self.grow(4))
    queue.finish(Self.id, at: 3)
    #expect(wanted(queue) == 4)
    #expect(!queue.isCancelled)
    queue.stopSeeds(Self.id)
    #expect(queue.isCancelled, "the step that is being computed ends")
  }

  @Test("members, stopped and gone on with, are those of the ensemble run at once")
  func grows() throws {
    let folder = try ModelFolder(path: Golden.folder + "/families/marigold-depth-v1-1")
    let estimator = try Estimator(folder: folder)
    var settings = estimator.family.defaults
    settings.steps = 2
    // Latents of a multiple of 16 values, so that drawn apart they are those drawn together.
    settings.processingResolution = 64
    let picture = try Golden("families/picture.safetensors")().read("picture")
    let image = try estimator.prepare(picture, resolution: 64)
    var grower = SeedsGrower()
    func open(_ count: Int) throws {
      try grower.open(Self.id, to: count, nil, settings) {
        SeedsGrower.Source(
          estimator: estimator, folder: folder, image: image, picture: Scenario.picture())
      }
    }
    try open(1)
    #expect(throws: InferenceError.cancelled) {
      _ = try grower.grow(Self.id, to: 1, Checkpoint(isCancelled: { true }))
    }
    #expect(try grower.grow(Self.id, to: 1, Checkpoint())?.maps == nil)
    #expect(try grower.grow(Self.id, to: 1, Checkpoint())?.maps?.count == 1)
    #expect(try grower.grow(Self.id, to: 1, Checkpoint()) == nil)
    #expect(try grower.merge(Self.id, Checkpoint()).isEmpty)
    try open(3)
    for _ in 0..<4 { _ = try grower.grow(Self.id, to: 3, Checkpoint()) }
    let group = try #require(grower.groups[Self.id])
    var run = try EnsembleRun(estimator, image, settings, count: 3)
    var maps: [[Tensor]] = []
    var latents: [[Float]] = []
    while var member = try run.next() {
      while try member.next() != nil {}
      run.finish(member)
      maps.append(
        try estimator.memberMaps(member.trajectory.finalLatents, of: image, settings))
      latents.append(member.trajectory.steps[0].result.predOriginalSample.scalars)
      let kept = group.members[maps.count - 1].trajectory
      #expect(kept.finalLatents == member.trajectory.finalLatents, "with its steps")
    }
    #expect(group.maps == maps && group.members.count == 3)
    var variance = 0.0
    for place in latents[0].indices {
      let values = latents.map { Double($0[place]) }
      let mean = values.reduce(0, +) / 3
      variance += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
    }
    let expected = Float((variance / Double(latents[0].count)).squareRoot())
    #expect(abs(group.deviations[0].value - expected) < 1e-4 * expected)
    #expect(try grower.merge(Self.id, Checkpoint()).count == 1)
  }

  /// Grows an ensemble of an LCM, which draws between steps, as `growths` ask for members; returns its members'
  /// last latents and how it says it grew.
  private func grown(
    _ estimator: Estimator, _ folder: ModelFolder, _ image: PreparedImage, threads: Int,
    asking growths: [(count: Int, afterJobs: Int)], repeating plan: [SeedsGrowth]? = nil
  ) throws -> (latents: [Tensor], growth: [SeedsGrowth], jobs: Int) {
    var settings = estimator.family.defaults
    settings.steps = 2
    settings.processingResolution = 64
    var grower = SeedsGrower()
    grower.plans[Self.id] = plan
    var jobs = 0
    for place in growths.indices {
      while place + 1 == growths.count || jobs < growths[place + 1].afterJobs {
        try grower.open(Self.id, to: growths[place].count, nil, settings) {
          SeedsGrower.Source(
            estimator: estimator, folder: folder, image: image, picture: Scenario.picture(),
            threads: threads)
        }
        guard try grower.grow(Self.id, to: growths[place].count, Checkpoint()) != nil else { break }
        jobs += 1
      }
    }
    let group = try #require(grower.groups[Self.id])
    return (group.members.map(\.trajectory.finalLatents), group.growth, jobs)
  }

  @Test("members that grow side by side are those that a session computes again one by one")
  func sideBySide() throws {
    let folder = try ModelFolder(path: Golden.folder + "/families/marigold-depth-lcm")
    let estimator = try Estimator(folder: folder)
    let picture = try Golden("families/picture.safetensors")().read("picture")
    let image = try estimator.prepare(picture, resolution: 64)
    let alone = try grown(estimator, folder, image, threads: 1, asking: [(5, 0)])
    for threads in [2, 3, 5] {
      let beside = try grown(estimator, folder, image, threads: threads, asking: [(5, 0)])
      #expect(beside.latents == alone.latents && beside.growth == alone.growth)
      #expect(beside.jobs < alone.jobs)
      // More are asked for while some are in the making, and when one of them has been taken in.
      for moment in 1...3 {
        let asked = try grown(
          estimator, folder, image, threads: threads, asking: [(3, 0), (5, moment)])
        let again = try grown(
          estimator, folder, image, threads: threads, asking: [(5, 0)], repeating: asked.growth)
        #expect(asked.growth.count == 2 && again.growth == asked.growth)
        #expect(again.latents == asked.latents, "\(threads) threads, after \(moment) jobs")
      }
    }
  }

  @Test("Lotus is merged without alignment, zeros are refused")
  func rules() throws {
    func estimator(_ name: String) throws -> Estimator {
      try Estimator(folder: ModelFolder(path: Golden.folder + "/families/" + name))
    }
    let lotus = try estimator("lotus-depth-g")
    let rules = try SeedsGrower.rules(.mean, lotus, lotus.family.defaults)
    #expect(rules.alignment == nil && rules.reductions == [.mean])
    let normals = try estimator("marigold-normals-v1-1")
    // Normals have no median: their own way stays.
    let own = try SeedsGrower.rules(.median, normals, normals.family.defaults)
    #expect(own.normals == [.closest])
    let zeros = try estimator("e2e-ft-depth")
    #expect(throws: InferenceError.self) {
      try SeedsGrower.rules(nil, zeros, zeros.family.defaults)
    }
  }
}
