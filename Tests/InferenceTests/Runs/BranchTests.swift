import Inference
import TestSupport
import Testing

/// Runs that go on from the middle, with the same scheduler or with another.
@Suite("Branching with every scheduler")
struct BranchTests {
  /// Those that can run the shipped models, which predict v.
  static let schedulers = SchedulerID.all(for: .vPrediction)

  private static func settings(_ id: SchedulerID, _ estimator: Estimator) -> RunSettings {
    var settings = estimator.family.defaults
    settings.steps = 3
    return Planning.switching(settings, to: id, estimator.schedulerConfig)
  }

  private static func run(_ denoising: Denoising) throws -> Trajectory {
    var denoising = denoising
    while try denoising.next() != nil {}
    return denoising.trajectory
  }

  @Test("resuming a run after any step gives the run", arguments: schedulers)
  func resumes(_ id: SchedulerID) throws {
    let (estimator, image) = try Self.prepared.get()
    let settings = Self.settings(id, estimator)
    let straight = try Self.run(estimator.begin(image, settings))
    #expect(straight.isComplete && straight.steps.count == id.networkCalls(steps: 3))
    for count in 0..<straight.steps.count {
      let resumed = try Self.run(estimator.resume(straight, after: count, settings))
      #expect(resumed.steps.map(\.result) == straight.steps.map(\.result), "after \(count)")
    }
  }

  @Test("any scheduler takes over from any other: the network sees the sample as it was left")
  func switches() throws {
    let (estimator, image) = try Self.prepared.get()
    for first in [SchedulerID.ddim, .euler, .heun, .pndm] {
      let straight = try Self.run(estimator.begin(image, Self.settings(first, estimator)))
      for second in Self.schedulers where second != first {
        let count = straight.plan.entries.count - 1
        let branch = try Self.run(
          estimator.resume(straight, after: count, Self.settings(second, estimator)))
        #expect(branch.isComplete && branch.steps.prefix(count) == straight.steps.prefix(count))
        let old = straight.steps[count]
        let new = branch.steps[count]
        #expect(new.entry.restartLevel == nil)
        let seen = new.entry.networkInput(new.latents)
        // The two plans may differ by a timestep where they meet.
        let error = seen.meanAbsoluteDifference(to: old.entry.networkInput(old.latents))
        #expect(error < 0.02, "\(first.rawValue) to \(second.rawValue): \(error)")
        #expect(branch.finalLatents.statistics.nonfinite == 0)
      }
    }
  }

  @Test("a branch before the first step starts from the same noise at the new scale")
  func rescalesTheStart() throws {
    let (estimator, image) = try Self.prepared.get()
    let ddim = try Self.run(estimator.begin(image, Self.settings(.ddim, estimator)))
    let settings = Self.settings(.euler, estimator)
    let euler = try Self.run(estimator.resume(ddim, after: 0, settings))
    let straight = try Self.run(estimator.begin(image, settings)).with(euler.steps)
    #expect(euler == straight)
  }

  @Test("the noise of a scaled sample is measured as the network sees it")
  func measures() throws {
    let (estimator, image) = try Self.prepared.get()
    var settings = Self.settings(.euler, estimator)
    settings.timestepSpacing = .trailing
    let euler = try Self.run(estimator.begin(image, settings))
    let measured = Mismatch.measured(euler)
    let nominal = Mismatch.nominal(euler.plan, initialNoise: 1)
    for (one, other) in zip(measured, nominal) { #expect(abs(one - other.held) < 0.2) }
    #expect(euler.initialLatents.statistics.std > 1000)
  }

  @Test("a probe told the step's own timestep is the step's own x0 in the scaled space too")
  func probes() throws {
    let (estimator, image) = try Self.prepared.get()
    let run = try Self.run(estimator.begin(image, Self.settings(.euler, estimator)))
    let (sample, _) = run.sample(at: 1, holding: nil)
    let told = Int(run.steps[1].entry.timestep)
    let probed = try estimator.probe(sample, toldTimestep: told, of: run)
    #expect(probed.meanAbsoluteDifference(to: run.steps[1].result.predOriginalSample) < 1e-4)
  }

  private static let prepared = Result {
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    return (estimator, try estimator.prepare(Shipped.picture("scene-05"), resolution: 64))
  }
}

extension Trajectory {
  /// The same run with other steps, whose wall times are never the same.
  fileprivate func with(_ steps: [Step]) -> Trajectory {
    var result = self
    result.steps = steps
    return result
  }
}
