internal import Synchronization

/// How long one block of a network took.
public struct BlockTime: Sendable, Hashable {
  /// `unet`, `vae.encoder`, `vae.decoder`, `text_encoder` or `image_encoder`.
  public let network: String
  /// The block by its name in the checkpoint; the first one's time holds what comes before it, such as
  /// the embedding of the timestep.
  public let block: String
  /// Wall time.
  public let seconds: Double

  /// A time from its parts.
  public init(network: String, block: String, seconds: Double) {
    self.network = network
    self.block = block
    self.seconds = seconds
  }
}

/// Collects how long the blocks of networks take.
public final class BlockTimes: Sendable {
  private let times = Mutex<[BlockTime]>([])

  /// Nothing collected.
  public init() {}

  /// The same checkpoint, which also collects.
  public func collecting(_ checkpoint: Checkpoint) -> Checkpoint {
    var result = checkpoint
    result.timed = { [self] time in times.withLock { $0.append(time) } }
    return result
  }

  /// What has been collected since the last time, in the order of computing.
  public func take() -> [BlockTime] {
    times.withLock { times in
      defer { times = [] }
      return times
    }
  }
}
