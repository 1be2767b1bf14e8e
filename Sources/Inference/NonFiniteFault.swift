/// Where NaN or infinity first appeared in a computation.
public struct NonFiniteFault: Sendable, Hashable {
  /// What is known of the tensors that the block is made of.
  public enum Cause: Sendable, Hashable {
    /// One holds such a value itself: its name, the position of the value and the value.
    case tensor(name: String, index: Int, value: String)
    /// All of them are finite.
    case computing
  }

  /// `unet`, `vae.encoder`, `vae.decoder`, `text_encoder`, `image_encoder` or `scheduler`.
  public var network: String
  /// The first block with such values, by its name in the checkpoint; empty for the scheduler.
  public var block: String
  /// How many of the block's values are not finite.
  public var count: Int
  /// How many values the block gives.
  public var total: Int
  /// The step of the run, from 0; nil outside the steps.
  public var step: Int?
  /// How many steps the run has.
  public var stepCount: Int?
  /// Why; nil when the tensors were not looked at.
  public var cause: Cause?

  /// A fault from its parts.
  public init(
    network: String, block: String, count: Int, total: Int, step: Int? = nil,
    stepCount: Int? = nil, cause: Cause? = nil
  ) {
    self.network = network
    self.block = block
    self.count = count
    self.total = total
    self.step = step
    self.stepCount = stepCount
    self.cause = cause
  }

  /// The component of the checkpoint that the network is: `unet`, `vae`, ….
  public var component: String { String(network.prefix { $0 != "." }) }

  /// Step and block: `at step 3 of 10 in block mid_block.resnets.0`; empty where neither is known.
  public var place: String {
    var words: [String] = []
    if let step {
      words.append("at step \(step + 1)" + (stepCount.map { " of \($0)" } ?? ""))
    }
    if !block.isEmpty { words.append("in block \(Printable.clean(block))") }
    return words.joined(separator: " ")
  }

  /// One sentence: what, where, why and what to do.
  public var sentence: String {
    let title = NetworkName(rawValue: network)?.title ?? network
    return
      "The \(title) gives NaN or infinity \(place): \(count) of \(total) values are not finite; "
      + reason + "."
  }

  private var reason: String {
    switch cause {
    case nil where network == "scheduler":
      "choose another prediction type, spacing or scheduler"
    case nil: "check the checkpoint with a fresh download"
    case .tensor(let name, let index, let value):
      "value \(index) of the tensor \(Printable.clean(name)) is \(value), so fetch the checkpoint "
        + "again, and stepscope verify checks it"
    case .computing:
      "the block's own tensors are finite, so its values grew too large: try another picture, "
        + "resolution or checkpoint"
    }
  }
}

extension InferenceError {
  /// The same error; where NaN or infinity appeared and no step is known, with the step.
  ///
  /// - Parameters:
  ///   - step: The step, from 0.
  ///   - count: How many steps the run has.
  /// - Returns: The error.
  public func located(atStep step: Int, of count: Int) -> InferenceError {
    guard case .notFinite(var fault) = self, fault.step == nil else { return self }
    fault.step = step
    fault.stepCount = count
    return .notFinite(fault)
  }
}
