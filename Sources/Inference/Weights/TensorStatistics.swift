/// What the values of a stored tensor are like.
public struct TensorStatistics: Sendable, Hashable {
  /// How many values there are.
  public var count = 0
  /// The smallest finite value; 0 when there is none.
  public var minimum: Float = 0
  /// The largest finite value; 0 when there is none.
  public var maximum: Float = 0
  /// The mean of the finite values.
  public var mean = 0.0
  /// The population standard deviation of the finite values.
  public var deviation = 0.0
  /// How many values are zero.
  public var zeros = 0
  /// How many values are not a number.
  public var nans = 0
  /// How many values are infinite.
  public var infinities = 0
  /// The position of the first value that is not finite, row-major.
  public var firstNonFinite: Int?
  /// The finite values counted in intervals of one width from the smallest to the largest; empty when there
  /// is no finite value.
  public var bins: [Int] = []

  /// Statistics of nothing.
  public init() {}

  /// How many values are NaN or infinite.
  public var nonfinite: Int { nans + infinities }
  /// How many values are finite.
  public var finite: Int { count - nonfinite }
  /// The share of zeros, 0…1.
  public var zeroShare: Double { count == 0 ? 0 : Double(zeros) / Double(count) }

  /// The middle of an interval of the histogram.
  public func middle(ofBin index: Int) -> Double {
    let width = (Double(maximum) - Double(minimum)) / Double(max(1, bins.count))
    return Double(minimum) + (Double(index) + 0.5) * width
  }
}

extension TensorStatistics {
  /// Adds a piece of the values to everything but the histogram.
  ///
  /// Mean and variance of pieces are merged, so that millions of values lose no digits.
  mutating func add(_ values: [Float]) {
    let piece = values.withUnsafeBufferPointer { Piece($0) }
    let before = Double(finite)
    if firstNonFinite == nil { firstNonFinite = piece.firstNonFinite.map { count + $0 } }
    if piece.finite > 0 {
      minimum = finite == 0 ? piece.low : min(minimum, piece.low)
      maximum = finite == 0 ? piece.high : max(maximum, piece.high)
    }
    count += values.count
    zeros += piece.zeros
    nans += piece.nans
    infinities += values.count - piece.finite - piece.nans
    guard piece.finite > 0 else { return }
    let all = before + Double(piece.finite)
    let gap = piece.mean - mean
    let squares =
      deviation * deviation * before + piece.squares
      + gap * gap * before * Double(piece.finite) / all
    mean += gap * Double(piece.finite) / all
    deviation = (squares / all).squareRoot()
  }

  /// Counts a piece of the values in the intervals.
  mutating func countBins(_ values: [Float]) {
    let low = Double(minimum)
    let width = Double(maximum) - low
    let last = bins.count - 1
    guard last >= 0 else { return }
    let factor = width > 0 ? Double(bins.count) / width : 0
    for value in values where value.isFinite {
      bins[max(0, min(last, Int((Double(value) - low) * factor)))] += 1
    }
  }

  /// What is known of some values in one go.
  private struct Piece {
    var finite = 0
    var nans = 0
    var zeros = 0
    var low = Float.infinity
    var high = -Float.infinity
    var mean = 0.0
    /// The sum of the squared distances from the mean.
    var squares = 0.0
    var firstNonFinite: Int?

    init(_ values: UnsafeBufferPointer<Float>) {
      var sum = 0.0
      for place in values.indices {
        let value = values[place]
        guard value.isFinite else {
          if firstNonFinite == nil { firstNonFinite = place }
          if value.isNaN { nans += 1 }
          continue
        }
        finite += 1
        if value == 0 { zeros += 1 }
        if value < low { low = value }
        if value > high { high = value }
        sum += Double(value)
      }
      guard finite > 0 else { return }
      mean = sum / Double(finite)
      for value in values where value.isFinite {
        squares += (Double(value) - mean) * (Double(value) - mean)
      }
    }
  }
}
