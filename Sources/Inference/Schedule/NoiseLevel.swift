internal import Foundation

/// How much signal and noise a sample holds at one diffusion time: x = signal · x0 + noise · ε.
public struct NoiseLevel: Sendable, Hashable, Codable {
  /// ᾱ, the share of the signal's variance, 0…1.
  public let alphaCumprod: Float

  /// The level with the given ᾱ.
  public init(alphaCumprod: Float) {
    self.alphaCumprod = alphaCumprod
  }

  /// √ᾱ.
  public var signal: Float { alphaCumprod.squareRoot() }
  /// √(1−ᾱ), the standard deviation of the noise.
  public var noise: Float { (1 - alphaCumprod).squareRoot() }
  /// σ = noise / signal, k-diffusion's measure; infinite for pure noise.
  public var sigma: Float { noise / signal }
  /// The natural logarithm of ᾱ / (1 − ᾱ).
  public var logSNR: Float { log(alphaCumprod / (1 - alphaCumprod)) }
}
