internal import Foundation

/// How much signal and noise a sample holds at one diffusion time: x = signal · x0 + noise · ε.
public struct NoiseLevel: Sendable, Hashable, Codable {
  /// ᾱ, the share of the signal's variance, 0…1.
  public let alphaCumprod: Float
  /// √ᾱ.
  public let signal: Float
  /// √(1−ᾱ), the standard deviation of the noise.
  public let noise: Float
  /// σ = noise / signal, k-diffusion's measure; infinite for pure noise.
  public let sigma: Float

  /// The level with the given ᾱ.
  public init(alphaCumprod: Float) {
    self.alphaCumprod = alphaCumprod
    signal = alphaCumprod.squareRoot()
    noise = (1 - alphaCumprod).squareRoot()
    sigma = noise / signal
  }

  /// The level with the given σ, 0 or more and finite.
  ///
  /// Small σ keep their digits, which 1 − ᾱ would round away.
  public init(sigma: Float) {
    alphaCumprod = 1 / (sigma * sigma + 1)
    signal = alphaCumprod.squareRoot()
    noise = sigma * signal
    self.sigma = sigma
  }

  /// The natural logarithm of ᾱ / (1 − ᾱ).
  public var logSNR: Float { log(alphaCumprod / (1 - alphaCumprod)) }
}

extension NoiseLevel {
  /// λ, half the log SNR, in double precision: infinite without noise.
  var halfLogSNR: Double { log(Double(signal)) - log(Double(noise)) }
}
