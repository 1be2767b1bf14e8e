/// Keeping x̂0 in bounds: clipping and Imagen's dynamic thresholding.
enum Bounding {
  /// x̂0 as the config bounds it; thresholding goes before clipping, as in diffusers.
  ///
  /// - Shapes: `[B, …]`; thresholding looks at each item of the batch for itself.
  static func bounded(_ sample: Tensor, _ config: SchedulerConfig) -> Tensor {
    if config.thresholding { return thresholded(sample, config) }
    guard config.clipSample else { return sample }
    let bound = config.clipSampleRange
    var result = sample
    result.scalars = sample.scalars.map { $0.clamped(to: bound) }
    return result
  }

  /// Refuses bounds that are not numbers one can bound with.
  ///
  /// - Throws: `unsupported`.
  static func check(_ config: SchedulerConfig) throws(InferenceError) {
    if config.thresholding {
      guard (0...1).contains(config.dynamicThresholdingRatio) else {
        throw .unsupported(
          what: "dynamic_thresholding_ratio in scheduler_config.json",
          found: "\(config.dynamicThresholdingRatio)", supported: "0…1")
      }
      guard config.sampleMaxValue > 0, config.sampleMaxValue.isFinite else {
        throw .unsupported(
          what: "sample_max_value in scheduler_config.json", found: "\(config.sampleMaxValue)",
          supported: "finite numbers above 0")
      }
    } else if config.clipSample {
      guard config.clipSampleRange >= 0, config.clipSampleRange.isFinite else {
        throw .unsupported(
          what: "clip_sample_range in scheduler_config.json", found: "\(config.clipSampleRange)",
          supported: "finite numbers from 0")
      }
    }
  }

  /// Clips each item to ±s and divides by s, where s is a quantile of the item's |x|.
  ///
  /// - Source: Saharia et al. 2022, section 2.3; diffusers 0.42.1 `_threshold_sample`.
  private static func thresholded(_ sample: Tensor, _ config: SchedulerConfig) -> Tensor {
    guard let items = sample.shape.first, items > 0, sample.count > 0 else { return sample }
    let size = sample.count / items
    var values = sample.scalars
    for item in 0..<items {
      let range = item * size..<(item + 1) * size
      let quantile = quantile(config.dynamicThresholdingRatio, of: values[range].map(abs))
      let bound = min(max(quantile, 1), config.sampleMaxValue)
      for index in range { values[index] = values[index].clamped(to: bound) / bound }
    }
    var result = sample
    result.scalars = values
    return result
  }

  /// torch's quantile: linear between the two neighbours in rank; NaN when any value is.
  private static func quantile(_ ratio: Float, of values: [Float]) -> Float {
    if values.contains(where: \.isNaN) { return .nan }
    let sorted = values.sorted()
    let rank = ratio * Float(sorted.count - 1)
    let below = min(Int(rank), sorted.count - 1)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (rank - Float(below)) * (sorted[above] - sorted[below])
  }
}

extension Float {
  /// The value within ±bound; NaN stays NaN.
  fileprivate func clamped(to bound: Float) -> Float {
    isNaN ? self : Swift.min(Swift.max(self, -bound), bound)
  }
}
