/// The one hook into running networks: progress, cancellation and inspection.
///
/// `reach` is called between the blocks of a network; what it throws ends the computation. Kernels ask
/// `isCancelled` between chunks of work, so that a cancel is answered within one chunk.
public struct Checkpoint: Sendable {
  /// Where a computation stands.
  public struct Stage: Sendable, Hashable {
    /// `unet`, `vae.encoder`, `vae.decoder`, `text_encoder` or `image_encoder`.
    public let network: String
    /// The block just finished, by its name in the checkpoint: `down_blocks.1.resnets.0`.
    public let block: String
    /// How many blocks are done.
    public let completed: Int
    /// How many there are.
    public let total: Int

    /// A stage from its parts.
    public init(network: String, block: String, completed: Int, total: Int) {
      self.network = network
      self.block = block
      self.completed = completed
      self.total = total
    }
  }

  /// Called after each block.
  public var reach: @Sendable (Stage) throws(InferenceError) -> Void
  /// Asked between chunks of work on any thread.
  public var isCancelled: @Sendable () -> Bool
  /// Sees each block's output under its name, `[B, C, h, w]` or `[B, N, C]`.
  ///
  /// Tests compare it with the reference. Costs a copy a block.
  public var tap: (@Sendable (String, Tensor) -> Void)?
  /// Told how long each block took, its check for finite values included; nil reads no clock.
  public var timed: (@Sendable (BlockTime) -> Void)?
  /// Told how long each layer took; nil reads no clock.
  public var timedLayer: (@Sendable (LayerTime) -> Void)?

  /// Does nothing.
  public static func ignore(_ stage: Stage) throws(InferenceError) {}

  /// A checkpoint that calls back; by default it does nothing.
  public init(
    reach: @escaping @Sendable (Stage) throws(InferenceError) -> Void = Checkpoint.ignore,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    tap: (@Sendable (String, Tensor) -> Void)? = nil
  ) {
    self.reach = reach
    self.isCancelled = isCancelled
    self.tap = tap
  }
}
