import Inference

extension SchedulerConfig {
  /// Stable Diffusion 2's scheduler as the depth estimators ship it.
  static func stableDiffusion(
    _ spacing: TimestepSpacing = .leading, _ type: PredictionType = .vPrediction,
    zeroSNR: Bool = false
  ) -> SchedulerConfig {
    var config = SchedulerConfig()
    config.betaStart = 0.00085
    config.betaEnd = 0.012
    config.betaSchedule = .scaledLinear
    config.clipSample = false
    config.setAlphaToOne = false
    config.stepsOffset = 1
    config.timestepSpacing = spacing
    config.predictionType = type
    config.rescaleBetasZeroSNR = zeroSNR
    return config
  }
}
