/// One network call and what the scheduler made of it.
public struct Step: Sendable, Equatable {
  /// Position in the run, from 0.
  public let index: Int
  /// The plan's entry that was followed.
  public let entry: Plan.Entry
  /// x_t as the step found it, `[B, 4, h, w]`.
  public let latents: Tensor
  /// The network's raw output.
  public let modelOutput: Tensor
  /// x_{t-1} and x̂0.
  public let result: StepOutput
  /// Wall time of the network call and the update.
  public let seconds: Double

  /// A step from its parts.
  public init(
    index: Int, entry: Plan.Entry, latents: Tensor, modelOutput: Tensor, result: StepOutput,
    seconds: Double
  ) {
    self.index = index
    self.entry = entry
    self.latents = latents
    self.modelOutput = modelOutput
    self.result = result
    self.seconds = seconds
  }
}
