extension Denoising {
  /// The network's output for a step; an error over values that are not finite names the step.
  ///
  /// A sample that was not finite before the network saw it is the work of the step before.
  func locating(
    _ index: Int, _ sample: Tensor, _ body: () throws(InferenceError) -> Tensor
  ) throws(InferenceError) -> Tensor {
    do throws(InferenceError) {
      return try body()
    } catch {
      let count = trajectory.plan.entries.count
      let nonfinite = sample.scalars.count { !$0.isFinite }
      guard case .notFinite = error, nonfinite > 0 else {
        throw error.located(atStep: index, of: count)
      }
      guard index > 0 else {
        throw .invalidSetting(
          name: "The initial latents", value: "NaN or infinity in \(nonfinite) places",
          allowed: "finite values")
      }
      throw .notFinite(
        NonFiniteFault(
          network: "scheduler", block: "", count: nonfinite, total: sample.count,
          step: index - 1, stepCount: count))
    }
  }
}
