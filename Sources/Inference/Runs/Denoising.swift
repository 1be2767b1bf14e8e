internal import Dispatch

/// A run in the making: a sequence of steps that is pulled, one network call each.
public struct Denoising: Sendable {
  private let estimator: Estimator
  private let scheduler: any Scheduler
  /// Where the numbers of the next step come from.
  private(set) var random: TorchRandom
  /// Where the run started and the steps so far.
  public private(set) var trajectory: Trajectory

  init(
    estimator: Estimator, scheduler: any Scheduler, trajectory: Trajectory, random: TorchRandom
  ) {
    self.estimator = estimator
    self.scheduler = scheduler
    self.trajectory = trajectory
    self.random = random
  }

  /// Where the random numbers will be when all steps have drawn theirs.
  var randomAtEnd: TorchRandom {
    var random = random
    for entry in trajectory.plan.entries.dropFirst(trajectory.steps.count) where entry.needsNoise {
      _ = random.normal(count: trajectory.initialLatents.count)
    }
    return random
  }

  /// The next step, or nil when the plan is done.
  ///
  /// A step that throws leaves the run as it was: it can be tried again.
  ///
  /// - Parameters:
  ///   - checkpoint: Progress and cancellation.
  ///   - lane: The estimator of the lane that computes it, of the same weights; nil for the run's own.
  /// - Returns: The step.
  /// - Throws: `cancelled`, `notFinite` naming the block, or what the checkpoint's `reach` throws.
  public mutating func next(
    _ checkpoint: Checkpoint = Checkpoint(), on lane: Estimator? = nil
  ) throws(InferenceError) -> Step? {
    let index = trajectory.steps.count
    guard index < trajectory.plan.entries.count else { return nil }
    let start = DispatchTime.now().uptimeNanoseconds
    let entry = trajectory.plan.entries[index]
    let sample = trajectory.sample(for: entry)
    let output = try locating(index, sample) { () throws(InferenceError) in
      try (lane ?? estimator).modelOutput(
        scheduler.scale(sample, at: index, of: trajectory.plan), timestep: entry.timestep,
        of: trajectory, checkpoint)
    }
    var noise: Tensor?
    if entry.needsNoise {
      noise = try Tensor(random.normal(count: sample.count), shape: sample.shape)
    }
    let result = scheduler.step(
      StepInput(
        index: index, plan: trajectory.plan, modelOutput: output, sample: sample,
        history: trajectory.steps.last?.result.history, noise: noise,
        eta: trajectory.settings.eta))
    let step = Step(
      index: index, entry: entry, latents: sample, modelOutput: output, result: result,
      seconds: Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
    trajectory.steps.append(step)
    return step
  }
}
