/// No noise at all, as E2E-FT starts.
///
/// - Source: Martin Garcia et al. 2024, section 4.
public struct ZerosNoise: NoiseSource {
  /// The name on the command line.
  public static let id = NoiseID.zeros
  /// The name on the screen.
  public static let title = "zeros"
  /// No noise.
  public let initialNoise: Float = 0

  /// The source.
  public init() {}

  /// Zeros; nothing is drawn.
  public func latents(
    shape: [Int], timestep: Float, trainTimesteps: Int, using random: inout TorchRandom
  ) -> Tensor {
    Tensor(zeros: shape)
  }
}
