import Testing

@testable import Inference

/// What the clock says is summed up rightly; how long anything takes is no business of a test.
@Suite("Benchmark figures")
struct BenchmarkTests {
  @Test(
    "the median is the middle, or the mean of the two middle ones, in any order",
    arguments: [
      ([3.0], 3.0), ([4, 1], 2.5), ([9, 1, 2], 2), ([1, 9, 2, 4], 3), ([], 0),
    ] as [([Double], Double)])
  func median(values: [Double], expected: Double) {
    #expect(Benchmark.Samples(values).median == expected)
  }

  @Test(
    "peak memory is read from the line of the kernel's status alone",
    arguments: [
      ("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    1536 kB\nVmRSS:\t 4 kB\n", 1_572_864),
      ("VmPeak:\t  9 kB\n", nil), ("", nil), ("VmHWM:\t12 MB\n", nil), ("VmHWM:\tmany kB\n", nil),
      ("VmHWM:\t9223372036854775807 kB\n", nil),
    ] as [(String, Int?)])
  func peakMemory(status: String, expected: Int?) {
    #expect(ResourceUse.peakMemory(status: status) == expected)
  }

  @Test("work costs processor time, waiting does not run it backwards")
  func use() {
    let before = ResourceUse.now
    var random = TorchRandom(seed: 1)
    var sum: Float = 0
    while ResourceUse.now.cpu - before.cpu < 0.02 { sum += random.uniform() }
    let after = ResourceUse.now
    #expect(sum > 0)
    #expect(after.wall > before.wall)
    #expect(after.cpu >= before.cpu + 0.02)
  }

  @Test("an edge that the autoencoder cannot divide is refused, the model's own is the default")
  func resolution() throws {
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    let (family, factor) = (estimator.family, estimator.factor)
    #expect(try Benchmark.Plan(family, factor: factor).resolution == 192)
    for edge in [-8, 0, 4, 100, 8200] {
      #expect(throws: InferenceError.self) {
        try Benchmark.Plan(family, factor: factor, resolution: edge)
      }
    }
    let benchmark = Benchmark(
      estimator, try Benchmark.Plan(family, factor: factor, resolution: 8))
    #expect(throws: InferenceError.self) { try benchmark.measure(repeating: 0) }
  }
}
