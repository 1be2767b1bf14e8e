internal import Foundation

/// How far a depth map is from its ground truth.
public struct DepthMetrics: Sendable, Hashable, Codable {
  /// How a map is compared.
  public struct Options: Sendable, Hashable, Codable {
    /// Whether scale and shift are fitted first; otherwise the prediction is taken as it is.
    public var aligns: Bool
    /// Whether the prediction is compared, and fitted, as depth, as its inverse or by its logarithm.
    public var space: DepthSpace
    /// Only ground truth inside counts, and the prediction is clipped to it: NYUv2 uses 0.001…10.
    public var depthRange: ClosedRange<Double>
    /// The prediction is clipped from below to this as well.
    public var floor: Double

    /// Options; by default every positive ground truth counts and nothing is clipped but to 10⁻⁶.
    public init(
      aligns: Bool = true, depthRange: ClosedRange<Double> = .leastNormalMagnitude ... .infinity,
      floor: Double = 1e-6, space: DepthSpace = .depth
    ) {
      self.aligns = aligns
      self.space = space
      self.depthRange = depthRange
      self.floor = floor
    }

    /// The shipped scenes: metres, every pixel, aligned depth at least a centimetre.
    public static let shippedScenes = Options(floor: 0.01)
  }

  /// Mean of |a − d| / d.
  public let absRel: Double
  /// Mean of (a − d)² / d.
  public let sqRel: Double
  /// Root of the mean of (a − d)².
  public let rmse: Double
  /// Root of the mean of (ln a − ln d)².
  public let logRMSE: Double
  /// Mean of |log₁₀ a − log₁₀ d|.
  public let log10: Double
  /// Share of pixels with max(a/d, d/a) < 1.25.
  public let delta1: Double
  /// Share below 1.25².
  public let delta2: Double
  /// Share below 1.25³.
  public let delta3: Double
  /// Root of the mean of (1/a − 1/d)², per metre where the ground truth is in metres.
  public let iRMSE: Double
  /// 100 times the standard deviation of ln a − ln d: what is left after the best scale.
  public let siLog: Double
  /// The alignment that was used; scale 1 and shift 0 when there was none.
  public let alignment: Alignment
  /// How many pixels counted.
  public let pixels: Int

  /// Compares a prediction with its ground truth: align, clip, measure.
  ///
  /// - Parameters:
  ///   - prediction: `[H, W]`, of any scale when it is aligned.
  ///   - groundTruth: `[H, W]`, depth above 0.
  ///   - mask: which pixels count, row by row; nil for all.
  ///   - options: alignment and clipping.
  /// - Returns: the metrics over the pixels that count.
  /// - Throws: `shapeMismatch`; `invalidSetting` when no pixel counts or `floor` is not above 0.
  /// - Source: Marigold's `src/util/metric.py` and `alignment.py`; Eigen et al. 2014.
  public static func compare(
    _ prediction: Tensor, to groundTruth: Tensor, mask: [Bool]? = nil, options: Options = Options()
  ) throws(InferenceError) -> DepthMetrics {
    guard options.floor > 0 else {
      throw .invalidSetting(name: "floor", value: "\(options.floor)", allowed: "numbers above 0")
    }
    // Ground truth of 0 means "not measured" in every data set.
    let lowest = max(options.depthRange.lowerBound, .leastNormalMagnitude)
    guard lowest <= options.depthRange.upperBound else { throw ValidPixels.nothingValid }
    let valid = try ValidPixels(
      prediction, groundTruth, mask: mask, range: lowest...options.depthRange.upperBound)
    let alignment =
      options.aligns
      ? try options.space.fit(valid.pairs) : Alignment(scale: 1, shift: 0)
    let pairs = valid.pairs.map { pair in
      let depth = options.space.depth(pair.prediction, alignment)
      let clipped = min(max(depth, options.depthRange.lowerBound), options.depthRange.upperBound)
      return (prediction: max(clipped, options.floor), truth: pair.truth)
    }
    return DepthMetrics(pairs, alignment)
  }

  private init(_ pairs: [(prediction: Double, truth: Double)], _ alignment: Alignment) {
    var sums = Sums()
    for pair in pairs { sums.add(pair.prediction, pair.truth) }
    let count = Double(pairs.count)
    absRel = sums.relative / count
    sqRel = sums.squareRelative / count
    rmse = (sums.square / count).squareRoot()
    logRMSE = (sums.squareLog / count).squareRoot()
    log10 = sums.absoluteLog10 / count
    delta1 = Double(sums.within.0) / count
    delta2 = Double(sums.within.1) / count
    delta3 = Double(sums.within.2) / count
    iRMSE = (sums.squareInverse / count).squareRoot()
    let mean = sums.log / count
    siLog = 100 * max(0, sums.squareLog / count - mean * mean).squareRoot()
    self.alignment = alignment
    pixels = pairs.count
  }

  private struct Sums {
    var relative = 0.0
    var squareRelative = 0.0
    var square = 0.0
    var log = 0.0
    var squareLog = 0.0
    var squareInverse = 0.0
    var absoluteLog10 = 0.0
    var within = (0, 0, 0)

    mutating func add(_ prediction: Double, _ truth: Double) {
      let difference = prediction - truth
      relative += abs(difference) / truth
      squareRelative += difference * difference / truth
      square += difference * difference
      let inverse = 1 / prediction - 1 / truth
      squareInverse += inverse * inverse
      let logarithm = Foundation.log(prediction) - Foundation.log(truth)
      log += logarithm
      squareLog += logarithm * logarithm
      absoluteLog10 += abs(logarithm) / Foundation.log(10)
      let ratio = max(prediction / truth, truth / prediction)
      if ratio < 1.25 { within.0 += 1 }
      if ratio < 1.25 * 1.25 { within.1 += 1 }
      if ratio < 1.25 * 1.25 * 1.25 { within.2 += 1 }
    }
  }
}
