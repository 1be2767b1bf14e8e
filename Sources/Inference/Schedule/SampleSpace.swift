/// How a run's sample mixes the clean sample and the noise.
public enum SampleSpace: String, Sendable, Hashable, Codable {
  /// x = √ᾱ x0 + √(1−ᾱ) ε: of unit variance (DDPM and all that follow it).
  case variancePreserving
  /// x = x0 + σ ε: grows with the noise and is divided by √(σ²+1) for the network (Karras and others 2022).
  case varianceExploding
  /// x = (1−s) x0 + s ε (flow matching), s being σ / (σ+1).
  case flow

  /// The factors of x0 and ε at a level, in the scale that the network sees.
  func factors(_ level: NoiseLevel) -> (signal: Float, noise: Float) {
    guard self == .flow else { return (level.signal, level.noise) }
    let sum = level.signal + level.noise
    return (level.signal / sum, level.noise / sum)
  }
}

extension Plan.Entry {
  /// The sample as the network wants it.
  ///
  /// - Shapes: alike.
  public func networkInput(_ sample: Tensor) -> Tensor {
    space == .varianceExploding ? sample.scaled(by: plannedLevel.signal) : sample
  }

  /// The sample of this entry from what the entry before left, which may have been of another scheduler.
  func received(_ sample: Tensor, from last: Plan.Entry) -> Tensor {
    switch (last.space, space) {
    case (.varianceExploding, .variancePreserving):
      sample.scaled(by: last.previousLevel.signal)
    case (.variancePreserving, .varianceExploding):
      // By the level this entry expects, so that the network sees the sample as it was.
      sample.scaled(by: 1 / plannedLevel.signal)
    default: sample
    }
  }

  /// A variance-exploding sample as it would be if it held the noise the network is told.
  func believed(_ sample: Tensor) -> Tensor {
    guard level != plannedLevel else { return sample }
    return sample.scaled(by: plannedLevel.signal / level.signal)
  }
}
