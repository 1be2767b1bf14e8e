/// ᾱ of every training timestep.
public struct NoiseSchedule: Sendable, Hashable {
  /// β_t.
  public let betas: [Float]
  /// ᾱ_t, the running product of 1 − β.
  public let alphasCumprod: [Float]
  /// ᾱ after the last step.
  public let finalAlphaCumprod: Float

  /// A schedule from its tables.
  public init(betas: [Float], alphasCumprod: [Float], finalAlphaCumprod: Float) {
    self.betas = betas
    self.alphasCumprod = alphasCumprod
    self.finalAlphaCumprod = finalAlphaCumprod
  }
}
