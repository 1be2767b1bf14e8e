internal import Dispatch
internal import Synchronization

/// The layers that networks spend their time in.
public enum LayerKind: String, Sendable, CaseIterable {
  /// 3×3 convolutions: by Winograd's method on 4×4 and 2×2 output pixels, by gathering their input, straight from it
  /// by tiles, and those that halve the picture.
  case winograd4 = "conv3x3_winograd4"
  case winograd2 = "conv3x3_winograd2"
  case gathered = "conv3x3_gathered"
  case implicit = "conv3x3_tiles"
  case strided = "conv3x3_stride2"
  /// 1×1 convolutions.
  case pointwise = "conv1x1"
  /// Layers on every token.
  case linear
  /// Attention of tokens to one another, and to those of the prompt.
  case selfAttention = "self_attention"
  case crossAttention = "cross_attention"
  /// Normalisations that are not part of a convolution.
  case groupNorm = "group_norm"
  case layerNorm = "layer_norm"
  /// The gates of feed-forward layers.
  case gate

  /// What a convolution counts as.
  init(_ algorithm: ConvolutionAlgorithm, _ shape: ConvolutionShape) {
    self =
      switch algorithm {
      case .winograd4: .winograd4
      case .winograd2: .winograd2
      case .pointwise: .pointwise
      case .implicit: shape.stride == 1 ? .implicit : .strided
      case .gathered: shape.kernel == 1 ? .pointwise : shape.stride == 1 ? .gathered : .strided
      }
  }
}

/// How long a layer took.
public struct LayerTime: Sendable, Equatable {
  /// Which layer.
  public let kind: LayerKind
  /// Operations that the plain method needs, two for a product and its sum; 0 where reading is what takes the time.
  public let operations: Double
  /// Wall time.
  public let seconds: Double
}

/// Collects how long layers take.
final class LayerTimes: Sendable {
  private let times = Mutex<[LayerTime]>([])

  /// The same checkpoint, which also collects.
  func collecting(_ checkpoint: Checkpoint) -> Checkpoint {
    var result = checkpoint
    result.timedLayer = { [self] time in times.withLock { $0.append(time) } }
    return result
  }

  /// What has been collected since the last time, in the order of computing.
  func take() -> [LayerTime] {
    times.withLock { times in
      defer { times = [] }
      return times
    }
  }
}

extension Compute {
  /// Does a layer's work and tells the checkpoint how long it took, where that wants to know.
  func timed<Result>(
    _ kind: LayerKind, operations: Double = 0, _ body: () throws(InferenceError) -> Result
  ) throws(InferenceError) -> Result {
    guard let tell = checkpoint.timedLayer else { return try body() }
    let start = DispatchTime.now().uptimeNanoseconds
    let result = try body()
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    tell(LayerTime(kind: kind, operations: operations, seconds: seconds))
    return result
  }
}
