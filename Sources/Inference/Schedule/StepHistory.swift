/// What a step hands on to the next one of the same scheduler.
///
/// It travels with the step's output, so that a run can be branched after any step; another scheduler,
/// or another reading of the network's output, does not see it and starts at first order.
public struct StepHistory: Sendable, Equatable {
  /// An earlier output and the noise level it was read at.
  public struct Item: Sendable, Equatable {
    /// The level the network was told.
    public let level: NoiseLevel
    /// What the scheduler keeps: x̂0, a derivative, or the raw output.
    public let value: Tensor
  }

  /// Who wrote it.
  let scheduler: SchedulerID
  /// What the network's outputs were taken for.
  let type: PredictionType
  /// Newest first.
  public let items: [Item]
  /// A sample to start again from, or to correct.
  public let sample: Tensor?

  init(
    _ scheduler: SchedulerID, _ type: PredictionType, _ items: [Item], sample: Tensor? = nil
  ) {
    self.scheduler = scheduler
    self.type = type
    self.items = items
    self.sample = sample
  }
}

extension StepInput {
  /// The history, if this scheduler wrote it.
  func history(of scheduler: SchedulerID, _ type: PredictionType) -> StepHistory? {
    guard let history, history.scheduler == scheduler, history.type == type else { return nil }
    return history
  }
}
