import Foundation
import Inference

/// What is told while networks compute.
extension InferenceWorker {
  /// What a map around a run is made of.
  func mapSource(
    _ run: RunID
  ) -> (trajectory: Trajectory, estimator: Estimator, image: PreparedImage, picture: Picture)? {
    runs[run].map { ($0.denoising.trajectory, $0.estimator, $0.image, $0.picture) }
  }

  func checkpoint(_ run: RunID?) -> Checkpoint {
    times.collecting(
      Checkpoint(
        reach: { [self] stage throws(InferenceError) in
          if queue.isCancelled { throw .cancelled }
          tell(stage, run)
        },
        isCancelled: { [queue] in queue.isCancelled }))
  }

  /// At most twenty messages a second: the interface draws no more.
  private func tell(_ stage: Checkpoint.Stage, _ run: RunID?) {
    let now = Self.now()
    guard now - lastStage > 0.05 else { return }
    lastStage = now
    guard let run else { return post(.model(.stage(stage))) }
    post(.run(run, .stage(stage, secondsLeft: secondsLeft(stage, run))))
  }

  private func secondsLeft(_ stage: Checkpoint.Stage, _ run: RunID) -> Double? {
    guard stage.network == "unet", let stepSeconds, let current = runs[run] else { return nil }
    let trajectory = current.denoising.trajectory
    let whole = trajectory.plan.entries.count - trajectory.steps.count
    let done = Double(stage.completed) / Double(max(1, stage.total))
    return stepSeconds * (Double(whole) - done)
  }

  static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}
