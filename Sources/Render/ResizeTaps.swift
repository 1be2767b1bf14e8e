/// Which source positions make each target position of one axis, and with what weight.
struct ResizeTaps {
  /// The taps of each target position, as a range into the two lists below.
  private(set) var ranges: [Range<Int>] = []
  private(set) var sources: [Int] = []
  private(set) var weights: [Float] = []

  /// Box coverage where the axis shrinks, linear interpolation where it grows; weights sum to one.
  init(from source: Int, to target: Int) {
    for index in 0..<target {
      let first = sources.count
      if target < source {
        appendCoverage(of: index, from: source, to: target)
      } else {
        appendNeighbours(of: index, from: source, to: target)
      }
      ranges.append(first..<sources.count)
    }
  }

  /// In units of 1/target of a source pixel everything is whole, so the edges are exact.
  private mutating func appendCoverage(of index: Int, from source: Int, to target: Int) {
    let start = index * source
    let end = start + source
    for position in (start / target)...((end - 1) / target) {
      let covered = min(end, (position + 1) * target) - max(start, position * target)
      append(position, Float(covered) / Float(source))
    }
  }

  private mutating func appendNeighbours(of index: Int, from source: Int, to target: Int) {
    let centre = (Double(index) + 0.5) * Double(source) / Double(target) - 0.5
    let place = max(0, min(Double(source - 1), centre))
    let left = Int(place)
    let fraction = Float(place - Double(left))
    append(left, 1 - fraction)
    // A weight of zero is left out: zero times NaN is NaN.
    if fraction > 0 { append(left + 1, fraction) }
  }

  private mutating func append(_ position: Int, _ weight: Float) {
    sources.append(position)
    weights.append(weight)
  }
}
