import Foundation
import Inference
import Synchronization
import TestSupport
import Testing

/// Runs as sequences of steps: branching, probing, cancelling, and what decides their bits.
@Suite("Denoising")
struct DenoisingTests {
  private static func prepared(
    _ model: String = "marigold-depth-tiny"
  ) throws -> (Estimator, PreparedImage) {
    let estimator = try Shipped.estimator(model)
    return (estimator, try estimator.prepare(Shipped.picture("scene-05"), resolution: 64))
  }

  private static func run(
    _ estimator: Estimator, _ image: PreparedImage, _ settings: RunSettings
  ) throws -> Trajectory {
    var denoising = try estimator.begin(image, settings)
    while try denoising.next() != nil {}
    return denoising.trajectory
  }

  @Test("the same settings give the same bits, another seed others")
  func repeatable() throws {
    let (estimator, image) = try Self.prepared()
    var settings = estimator.family.defaults
    settings.steps = 2
    let one = try Self.run(estimator, image, settings)
    let other = try Self.run(estimator, image, settings)
    #expect(one.steps.map(\.result) == other.steps.map(\.result))
    settings.seed = 7
    #expect(try Self.run(estimator, image, settings).initialLatents != one.initialLatents)
  }

  @Test("resuming a run gives the run, with fresh noise in every step too", arguments: [0, 0.7])
  func resumes(eta: Float) throws {
    let (estimator, image) = try Self.prepared()
    var settings = estimator.family.defaults
    settings.steps = 4
    settings.eta = eta
    let straight = try Self.run(estimator, image, settings)
    for count in 0..<4 {
      var resumed = try estimator.resume(straight, after: count, settings)
      while try resumed.next() != nil {}
      #expect(
        resumed.trajectory.steps.map(\.result) == straight.steps.map(\.result), "after \(count)")
    }
  }

  @Test("a branch keeps the steps before it and follows its own settings after")
  func branches() throws {
    let (estimator, image) = try Self.prepared()
    var settings = estimator.family.defaults
    settings.steps = 4
    let straight = try Self.run(estimator, image, settings)
    settings.toldTimesteps = straight.plan.entries.map { Int($0.timestep) }
    settings.toldTimesteps?[2] = 900
    var branch = try estimator.resume(straight, after: 2, settings)
    while try branch.next() != nil {}
    #expect(branch.trajectory.steps.prefix(2) == straight.steps.prefix(2))
    #expect(branch.trajectory.steps[2].entry.timestep == 900)
    #expect(branch.trajectory.steps[2].latents == straight.steps[2].latents)
    #expect(branch.trajectory.steps[2].modelOutput != straight.steps[2].modelOutput)
  }

  @Test("a branch after the last step is refused with a sentence")
  func refusesLateBranch() throws {
    let (estimator, image) = try Self.prepared()
    let run = try Self.run(estimator, image, estimator.family.defaults)
    let error = #expect(throws: InferenceError.self) {
      try estimator.resume(run, after: run.steps.count, estimator.family.defaults)
    }
    #expect(error?.description.contains("after step") == true)
  }

  @Test("a probe told the step's own timestep is the step's own x0")
  func probes() throws {
    let (estimator, image) = try Self.prepared()
    var settings = estimator.family.defaults
    settings.steps = 2
    let run = try Self.run(estimator, image, settings)
    let step = run.steps[1]
    let probed = try estimator.probe(step.latents, toldTimestep: Int(step.entry.timestep), of: run)
    #expect(probed == step.result.predOriginalSample)
    let other = try estimator.probe(step.latents, toldTimestep: 999, of: run)
    #expect(other != probed)
  }

  @Test("a held noise level is mixed from the last x0 and the initial noise")
  func holdsNoise() throws {
    let (estimator, image) = try Self.prepared()
    var settings = estimator.family.defaults
    settings.steps = 2
    let run = try Self.run(estimator, image, settings)
    #expect(run.sample(at: 1, holding: nil).sample == run.steps[1].latents)
    #expect(run.sample(at: 0, holding: 1).sample == run.initialLatents)
    #expect(run.sample(at: 0, holding: 0).sample == run.steps[1].result.predOriginalSample)
  }

  @Test("cancelling between blocks ends the step and leaves the run as it was")
  func cancels() throws {
    let (estimator, image) = try Self.prepared()
    var denoising = try estimator.begin(image, estimator.family.defaults)
    let seen = Atomic<Int>(0)
    let checkpoint = Checkpoint(reach: { _ throws(InferenceError) in
      if seen.add(1, ordering: .relaxed).newValue == 3 { throw .cancelled }
    })
    #expect(throws: InferenceError.cancelled) { try denoising.next(checkpoint) }
    #expect(seen.load(ordering: .relaxed) == 3)
    #expect(denoising.trajectory.steps.isEmpty)
    #expect(try denoising.next()?.index == 0)
  }

  @Test("E2E-FT starts from zeros and holds no noise; Marigold holds all of it")
  func initialNoise() throws {
    let (e2e, image) = try Self.prepared("e2eft-depth-tiny")
    let zeros = try e2e.begin(image, e2e.family.defaults).trajectory
    #expect(zeros.initialLatents.scalars.allSatisfy { $0 == 0 })
    #expect(zeros.initialNoise == 0)
    let (marigold, picture) = try Self.prepared()
    #expect(try marigold.begin(picture, marigold.family.defaults).trajectory.initialNoise == 1)
  }

  @Test("initial latents of another shape are refused, saying which is needed")
  func refusesShape() throws {
    let (estimator, image) = try Self.prepared()
    let error = #expect(throws: InferenceError.self) {
      try estimator.begin(
        image, estimator.family.defaults, initialLatents: Tensor(zeros: [1, 4, 3, 3]))
    }
    #expect(error?.description.contains("[1, 4, 8, 8]") == true)
  }

  @Test("the posterior's draw does not move the initial latents")
  func posterior() throws {
    let (estimator, image) = try Self.prepared("lotus-g-depth-tiny")
    var settings = estimator.family.defaults
    #expect(settings.posterior == .sample)
    let sampled = try estimator.begin(image, settings).trajectory
    settings.posterior = .mean
    let mean = try estimator.begin(image, settings).trajectory
    #expect(sampled.initialLatents == mean.initialLatents)
    #expect(sampled.imageLatents != mean.imageLatents)
    #expect(sampled.imageLatents.meanAbsoluteDifference(to: mean.imageLatents) < 0.2)
  }
}
