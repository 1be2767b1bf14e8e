/// Makes the initial latents of a run.
public protocol NoiseSource: Sendable, Hashable {
  /// The name on the command line.
  static var id: NoiseID { get }
  /// The name on the screen.
  static var title: String { get }
  /// The noise level a plan may count on in these latents: 1 for noise, 0 for none.
  var initialNoise: Float { get }
  /// Initial latents.
  ///
  /// - Parameters:
  ///   - shape: `[B, C, h, w]`.
  ///   - timestep: the timestep the network is told first.
  ///   - trainTimesteps: T.
  ///   - random: where the numbers come from.
  /// - Returns: latents of unit variance, or zeros.
  func latents(
    shape: [Int], timestep: Float, trainTimesteps: Int, using random: inout TorchRandom
  ) -> Tensor
}

/// The kinds of noise there are.
public enum NoiseCatalog {
  /// All kinds, in the order menus show them.
  public static let all: [any NoiseSource] = [
    GaussianNoise(), PyramidNoise(), AnnealedNoise(), ZerosNoise(),
  ]

  /// The source of a name.
  public static func source(_ id: NoiseID) -> any NoiseSource {
    switch id {
    case .gaussian: GaussianNoise()
    case .pyramid: PyramidNoise()
    case .annealed: AnnealedNoise()
    case .zeros: ZerosNoise()
    }
  }

  /// Initial latents of a kind.
  ///
  /// - Parameters:
  ///   - id: the kind of noise.
  ///   - shape: `[B, C, h, w]`.
  ///   - timestep: the timestep the network is told first; only annealed noise asks for it.
  ///   - trainTimesteps: T.
  ///   - random: where the numbers come from.
  /// - Returns: latents of unit variance, or zeros.
  public static func latents(
    _ id: NoiseID, shape: [Int], timestep: Float, trainTimesteps: Int = 1000,
    using random: inout TorchRandom
  ) -> Tensor {
    source(id).latents(
      shape: shape, timestep: timestep, trainTimesteps: trainTimesteps, using: &random)
  }
}
