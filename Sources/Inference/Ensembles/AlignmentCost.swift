internal import Synchronization

/// How far the aligned members of a depth ensemble are apart, and how far their merger is from 0…1.
///
/// The root mean square differences of all pairs, and a regulariser times |smallest| + |1 − largest| of
/// the merged map.
///
/// - Source: diffusers `ensemble_depth`; the original Marigold repository.
struct AlignmentCost {
  private static let regulariser = 0.02
  /// Pixels that a thread takes at a time.
  private static let chunk = 4096

  private let members: [[Float]]
  private let rule: DepthAlignment
  private let reduction: EnsembleReduction
  private let means: [Double]
  /// Of every two members.
  private let covariances: [[Double]]

  /// The cost for members `[H, W]` of one shape.
  init(_ members: [Tensor], _ rule: DepthAlignment, _ reduction: EnsembleReduction) {
    self.members = members.map(\.scalars)
    self.rule = rule
    self.reduction = reduction
    let means = members.map { $0.scalars.reduce(0) { $0 + Double($1) } / Double($0.count) }
    self.means = means
    covariances = members.indices.map { first in
      members.indices.map { second in
        zip(members[first].scalars, members[second].scalars).reduce(0) {
          $0 + (Double($1.0) - means[first]) * (Double($1.1) - means[second])
        } / Double(members[first].count)
      }
    }
  }

  /// The cost of scales s₁…s_N followed by shifts t₁…t_N.
  ///
  /// - Throws: `cancelled`.
  func callAsFunction(
    _ ends: [Double], _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Double {
    let count = members.count
    let (scales, shifts) = (Array(ends[..<count]), Array(ends[count...]))
    var sum = 0.0
    for first in 0..<count {
      for second in (first + 1)..<count {
        let distance =
          rule.isSingle
          ? distanceInSingle(first, second, scales, shifts)
          : distance(first, second, scales, shifts)
        sum += rule.isPooled ? distance * distance : distance
      }
    }
    let apart = rule.isPooled ? (sum / Double(count * (count - 1) / 2)).squareRoot() : sum
    let (smallest, largest) =
      rule.isSingle
      ? try extremes(scales.map { Float($0) }, shifts.map { Float($0) }, checkpoint)
      : try extremes(scales, shifts, checkpoint)
    return apart + (abs(smallest) + abs(1 - largest)) * Self.regulariser
  }

  /// The root mean square difference of two aligned members, from their means and covariances.
  private func distance(
    _ first: Int, _ second: Int, _ scales: [Double], _ shifts: [Double]
  ) -> Double {
    let (one, two) = (scales[first], scales[second])
    let spread =
      one * one * covariances[first][first] + two * two * covariances[second][second]
      - 2 * one * two * covariances[first][second]
    let offset = one * means[first] + shifts[first] - two * means[second] - shifts[second]
    return (max(0, spread) + offset * offset).squareRoot()
  }

  /// The same, computed pixel by pixel in 32 bits and summed in rows, as the reference does it.
  private func distanceInSingle(
    _ first: Int, _ second: Int, _ scales: [Double], _ shifts: [Double]
  ) -> Double {
    let (one, two) = (Float(scales[first]), Float(scales[second]))
    let (up, down) = (Float(shifts[first]), Float(shifts[second]))
    let (left, right) = (members[first], members[second])
    var sum: Float = 0
    for start in stride(from: 0, to: left.count, by: 512) {
      var row: Float = 0
      for index in start..<min(start + 512, left.count) {
        let difference = (left[index] * one + up) - (right[index] * two + down)
        row += difference * difference
      }
      sum += row
    }
    return Double((sum / Float(left.count)).squareRoot())
  }

  /// The smallest and largest value of the merged map, which is most of the cost's work.
  private func extremes<Scalar: BinaryFloatingPoint & Sendable>(
    _ scales: [Scalar], _ shifts: [Scalar], _ checkpoint: Checkpoint
  ) throws(InferenceError) -> (Double, Double) {
    let count = members[0].count
    let chunks = (count + Self.chunk - 1) / Self.chunk
    let found = Mutex((smallest: Scalar.infinity, largest: -Scalar.infinity))
    // Which chunk comes first changes nothing.
    try Parallel.run(chunks: chunks, threads: Threads.count, checkpoint: checkpoint) { chunk, _ in
      let pixels = (chunk * Self.chunk)..<min(count, (chunk + 1) * Self.chunk)
      let own = extremes(scales, shifts, of: pixels)
      found.withLock { $0 = (min($0.smallest, own.0), max($0.largest, own.1)) }
    }
    return found.withLock { (Double($0.smallest), Double($0.largest)) }
  }

  private func extremes<Scalar: BinaryFloatingPoint>(
    _ scales: [Scalar], _ shifts: [Scalar], of pixels: Range<Int>
  ) -> (Scalar, Scalar) {
    var smallest = Scalar.infinity
    var largest = -Scalar.infinity
    var values = [Scalar](repeating: 0, count: members.count)
    for pixel in pixels {
      for index in values.indices {
        values[index] = Scalar(members[index][pixel]) * scales[index] + shifts[index]
      }
      let value = reduction == .median ? Self.lowerMedian(&values) : Self.mean(values)
      smallest = min(smallest, value)
      largest = max(largest, value)
    }
    return (smallest, largest)
  }

  private static func mean<Scalar: BinaryFloatingPoint>(_ values: [Scalar]) -> Scalar {
    values.reduce(0, +) / Scalar(values.count)
  }

  /// Sorts a handful of values by insertion and takes the lower of the middle two.
  private static func lowerMedian<Scalar: BinaryFloatingPoint>(_ values: inout [Scalar]) -> Scalar {
    for index in 1..<values.count {
      let value = values[index]
      var place = index
      while place > 0, values[place - 1] > value {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = value
    }
    return values[(values.count - 1) / 2]
  }
}
