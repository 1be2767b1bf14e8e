/// One axis of a picture or plane at another length.
enum ResizePass {
  /// Resamples the middle axis of `[rows, length, inner]`; every value is the sum of its taps in their order.
  static func run(
    _ source: [Float], rows: Int, length: Int, inner: Int, _ taps: ResizeTaps
  ) -> [Float] {
    let target = taps.ranges.count
    return [Float](unsafeUninitializedCapacity: rows * target * inner) { result, count in
      source.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let result = result.baseAddress else { return }
        for row in 0..<rows {
          let lines = Lines(
            source: source + row * length * inner, result: result + row * target * inner,
            inner: inner)
          switch inner {
          case 1: lines.mixValues(taps)
          case 3: lines.mixTriples(taps)
          default: lines.mixLines(taps)
          }
        }
      }
      count = rows * target * inner
    }
  }

  /// `length` lines of `inner` values, and those that are made of them.
  private struct Lines {
    let source: UnsafePointer<Float>
    let result: UnsafeMutablePointer<Float>
    let inner: Int

    /// One value a place.
    func mixValues(_ taps: ResizeTaps) {
      for (index, range) in taps.ranges.enumerated() {
        var sum = Float(0)
        for tap in range { sum += taps.weights[tap] * source[taps.sources[tap]] }
        result[index] = sum
      }
    }

    /// Colours and vectors.
    func mixTriples(_ taps: ResizeTaps) {
      for (index, range) in taps.ranges.enumerated() {
        var sum = SIMD3<Float>.zero
        for tap in range {
          let place = source + 3 * taps.sources[tap]
          sum += taps.weights[tap] * SIMD3(place[0], place[1], place[2])
        }
        for item in 0..<3 { result[3 * index + item] = sum[item] }
      }
    }

    /// Whole lines at a time.
    func mixLines(_ taps: ResizeTaps) {
      for (index, range) in taps.ranges.enumerated() {
        let line = result + index * inner
        line.initialize(repeating: 0, count: inner)
        for tap in range {
          let weight = taps.weights[tap]
          let input = source + taps.sources[tap] * inner
          for item in 0..<inner { line[item] += weight * input[item] }
        }
      }
    }
  }
}
