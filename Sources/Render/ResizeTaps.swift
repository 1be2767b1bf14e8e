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

  /// Taps of the part that begins at `start` and is `span` long, in pixels of a source of `source`.
  ///
  /// Sharp taps take the one pixel a target pixel lies in; others are as those of a whole axis.
  init(from source: Int, start: Double, span: Double, to target: Int, isSharp: Bool) {
    let scale = span / Double(target)
    for index in 0..<target {
      let first = sources.count
      let begin = start + Double(index) * scale
      if isSharp {
        append(min(max(Int((begin + scale / 2).rounded(.down)), 0), source - 1), 1)
      } else if scale > 1 {
        appendCoverage(from: begin, to: begin + scale, source)
      } else {
        appendNeighbours(of: begin + scale / 2 - 0.5, source)
      }
      ranges.append(first..<sources.count)
    }
  }

  /// The pixels between two places, each by how much of it lies between them.
  private mutating func appendCoverage(from begin: Double, to end: Double, _ source: Int) {
    let low = min(max(Int(begin.rounded(.down)), 0), source - 1)
    let high = min(max(Int(end.rounded(.up)) - 1, low), source - 1)
    let covered = (low...high).map { position in
      max(min(end, Double(position + 1)) - max(begin, Double(position)), 0)
    }
    let total = covered.reduce(0, +)
    guard total > 0 else { return append(low, 1) }
    for (position, share) in zip(low...high, covered) where share > 0 {
      append(position, Float(share / total))
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
    appendNeighbours(of: (Double(index) + 0.5) * Double(source) / Double(target) - 0.5, source)
  }

  private mutating func appendNeighbours(of centre: Double, _ source: Int) {
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
