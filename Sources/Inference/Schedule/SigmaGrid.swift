/// The noise levels of the solvers that count in σ: read off the schedule, ending at 0.
enum SigmaGrid {
  /// ᾱ that stands for no signal, so that σ stays finite: 4096.
  ///
  /// - Source: diffusers 0.42.1 `scheduling_euler_discrete.py`, `__init__`.
  static let terminalAlphaCumprod: Float = 0x1p-24

  /// One entry for each timestep, each leading to the next one's level and the last to σ = 0.
  ///
  /// Between timesteps σ is interpolated.
  ///
  /// - Throws: `unsupported` for a schedule with a timestep of no noise or no signal, where σ or its
  ///   logarithm is not a number.
  static func entries(
    _ timesteps: [Float], _ schedule: NoiseSchedule, needsNoise: Bool = false, space: SampleSpace
  ) throws(InferenceError) -> [Plan.Entry] {
    let levels = timesteps.map { NoiseLevel(sigma: sigma(at: $0, schedule)) }
    for (timestep, level) in zip(timesteps, levels)
    where !(level.noise > 0 && level.signal > 0) {
      throw .unsupported(
        what: "The schedule at timestep \(Int(timestep))", found: "σ = \(level.sigma)",
        supported: "finite σ above 0 with this scheduler")
    }
    return timesteps.indices.map { index in
      let isLast = index == timesteps.count - 1
      return Plan.Entry(
        timestep: timesteps[index], previousTimestep: isLast ? nil : timesteps[index + 1],
        level: levels[index],
        previousLevel: isLast ? NoiseLevel(alphaCumprod: 1) : levels[index + 1],
        needsNoise: needsNoise, space: space)
    }
  }

  /// √((1−ᾱ) / ᾱ) at a timestep, linear between two.
  private static func sigma(at timestep: Float, _ schedule: NoiseSchedule) -> Float {
    func sigma(_ index: Int) -> Float {
      let alpha = schedule.alphasCumprod[index]
      return ((1 - alpha) / alpha).squareRoot()
    }
    let below = min(max(0, Int(timestep)), schedule.trainTimesteps - 1)
    let fraction = Double(timestep) - Double(below)
    guard fraction > 0, below + 1 < schedule.trainTimesteps else { return sigma(below) }
    let start = Double(sigma(below))
    return Float((Double(sigma(below + 1)) - start) * fraction + start)
  }

  /// The factor on unit noise: the largest σ, and with `leading` what gives the sample that variance on
  /// top of the clean sample's.
  static func initNoiseSigma(_ spacing: TimestepSpacing, _ entries: [Plan.Entry]) -> Float {
    let largest = entries.map(\.level.sigma).max() ?? 1
    return spacing == .leading ? (largest * largest + 1).squareRoot() : largest
  }

  /// x̂0 of a variance-exploding sample.
  ///
  /// - Shapes: alike.
  static func predOriginalSample(
    _ modelOutput: Tensor, _ sample: Tensor, sigma: Float, _ type: PredictionType
  ) -> Tensor {
    let variance = sigma * sigma + 1
    return switch type {
    case .sample: modelOutput
    case .epsilon: sample.zipped(modelOutput) { $0 - sigma * $1 }
    case .vPrediction, .flow:
      sample.zipped(modelOutput) { $1 * (-sigma / variance.squareRoot()) + $0 / variance }
    }
  }
}
