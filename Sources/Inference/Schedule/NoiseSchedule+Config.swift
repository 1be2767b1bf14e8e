internal import Foundation

/// Building a schedule from a scheduler config.
extension NoiseSchedule {
  /// The longest schedule a config may ask for.
  static let maximumTrainTimesteps = 100_000

  /// The schedule of a diffusers scheduler config.
  ///
  /// - Throws: `unsupported` when the config's numbers do not make a schedule: T outside 1…100000,
  ///   trained betas of another length, or a β outside 0…1.
  /// - Source: Ho et al. 2020, Nichol and Dhariwal 2021 (cosine), Lin et al. 2023, algorithm 1 (zero
  ///   terminal SNR); diffusers 0.42.1 `scheduling_ddim.py`, with the roundings of torch on CPU.
  public init(_ config: SchedulerConfig) throws(InferenceError) {
    try self.init(config, terminalAlphaCumprod: nil)
  }

  /// The schedule, with another ᾱ at the last timestep where the betas are rescaled to zero SNR.
  init(_ config: SchedulerConfig, terminalAlphaCumprod: Float?) throws(InferenceError) {
    guard (1...Self.maximumTrainTimesteps).contains(config.trainTimesteps) else {
      throw .unsupported(
        what: "num_train_timesteps in scheduler_config.json", found: "\(config.trainTimesteps)",
        supported: "1…\(Self.maximumTrainTimesteps)")
    }
    var betas = try Self.betas(config)
    if config.rescaleBetasZeroSNR { betas = Self.rescaledToZeroTerminalSNR(betas) }
    if let bad = betas.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      throw .unsupported(
        what: "β of timestep \(bad), as scheduler_config.json has it,", found: "\(betas[bad])",
        supported: "0…1")
    }
    var alphasCumprod = Self.cumulativeProduct(betas.map { 1 - $0 })
    if config.rescaleBetasZeroSNR, let terminalAlphaCumprod {
      alphasCumprod[alphasCumprod.count - 1] = terminalAlphaCumprod
    }
    self.init(
      betas: betas, alphasCumprod: alphasCumprod,
      finalAlphaCumprod: config.setAlphaToOne ? 1 : alphasCumprod[0])
  }

  /// The level at a timestep; a negative one or nil stands for the end of the run.
  ///
  /// A timestep past the last one has the last one's level.
  public func level(at timestep: Int?) -> NoiseLevel {
    guard let timestep, timestep >= 0 else {
      return NoiseLevel(alphaCumprod: finalAlphaCumprod)
    }
    return NoiseLevel(alphaCumprod: alphasCumprod[min(timestep, alphasCumprod.count - 1)])
  }

  /// The number of training timesteps, T.
  public var trainTimesteps: Int { alphasCumprod.count }

  private static func betas(_ config: SchedulerConfig) throws(InferenceError) -> [Float] {
    let count = config.trainTimesteps
    if let trained = config.trainedBetas {
      guard trained.count == count else {
        throw .unsupported(
          what: "trained_betas in scheduler_config.json",
          found: "a list of \(trained.count) values",
          supported: "a list of num_train_timesteps = \(count) values")
      }
      return trained
    }
    switch config.betaSchedule {
    case .linear:
      return linspace(config.betaStart, config.betaEnd, count)
    case .scaledLinear:
      return linspace(config.betaStart.squareRoot(), config.betaEnd.squareRoot(), count)
        .map { $0 * $0 }
    case .squaredCosCapV2:
      return cosineBetas(count)
    }
  }

  /// `torch.linspace` in float32: counted from the nearer end, multiplied and added with one rounding.
  private static func linspace(_ start: Double, _ end: Double, _ count: Int) -> [Float] {
    let (start, end) = (Float(start), Float(end))
    guard count > 1 else { return [start] }
    let step = (end - start) / Float(count - 1)
    return (0..<count).map { index -> Float in
      if index < count / 2 { return start.addingProduct(step, Float(index)) }
      return end.addingProduct(-step, Float(count - 1 - index))
    }
  }

  /// β from ᾱ(t) = cos²((t + 0.008) / 1.008 · π / 2), at most 0.999.
  private static func cosineBetas(_ count: Int) -> [Float] {
    func alphaBar(_ time: Double) -> Double {
      pow(cos((time + 0.008) / 1.008 * .pi / 2), 2)
    }
    return (0..<count).map { index in
      let ratio =
        alphaBar(Double(index + 1) / Double(count)) / alphaBar(Double(index) / Double(count))
      return Float(min(1 - ratio, 0.999))
    }
  }

  /// Betas whose ᾱ keeps its first value and ends at exactly 0.
  private static func rescaledToZeroTerminalSNR(_ betas: [Float]) -> [Float] {
    var roots = cumulativeProduct(betas.map { 1 - $0 }).map { $0.squareRoot() }
    let (first, last) = (roots[0], roots[roots.count - 1])
    let factor = first / (first - last)
    roots = roots.map { ($0 - last) * factor }
    let alphasCumprod = roots.map { $0 * $0 }
    return alphasCumprod.indices.map { index in
      1 - (index == 0 ? alphasCumprod[0] : alphasCumprod[index] / alphasCumprod[index - 1])
    }
  }

  /// The running product, accumulated in double precision as torch does on CPU.
  private static func cumulativeProduct(_ values: [Float]) -> [Float] {
    var product = 1.0
    return values.map { value in
      product *= Double(value)
      return Float(product)
    }
  }
}
