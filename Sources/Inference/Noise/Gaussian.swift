/// Independent unit normals, as `torch.randn` gives them.
public struct GaussianNoise: NoiseSource {
  /// The name on the command line.
  public static let id = NoiseID.gaussian
  /// The name on the screen.
  public static let title = "gaussian"
  /// Pure noise.
  public let initialNoise: Float = 1

  /// The source.
  public init() {}

  /// `torch.randn(shape)`.
  public func latents(
    shape: [Int], timestep: Float, trainTimesteps: Int, using random: inout TorchRandom
  ) -> Tensor {
    random.normal(shape: shape)
  }
}
