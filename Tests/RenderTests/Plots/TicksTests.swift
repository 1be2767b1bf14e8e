import Testing

@testable import Render

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0...1.0, 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0.0...1.0, 2, ["0", "0.5", "1.0"]),
    (1.0...999.0, 5, ["200", "400", "600", "800"]),
    (-1.0...1.0, 4, ["-1.0", "-0.5", "0", "0.5", "1.0"]),
    (0.0...0.003, 3, ["0", "0.001", "0.002", "0.003"]),
    (0.5...10.5, 5, ["2", "4", "6", "8", "10"]),
    (0.0...4e7, 4, ["0", "1e7", "2e7", "3e7", "4e7"]),
  ])
  func linearTicksAreRoundNumbers(range: ClosedRange<Double>, maximum: Int, labels: [String]) {
    #expect(Ticks.ticks(.init("", range), maximum: maximum).map(\.label) == labels)
  }

  @Test(arguments: [
    (0.001...1.0, 4, ["0.001", "0.01", "0.1", "1"]),
    (1.0...1000.0, 9, ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000"]),
    (1e-9...1.0, 3, ["1e-9", "1e-6", "0.001", "1"]),
  ])
  func logarithmicTicksAreDecades(range: ClosedRange<Double>, maximum: Int, labels: [String]) {
    let axis = Plot.Axis("", range, isLogarithmic: true)
    #expect(Ticks.ticks(axis, maximum: maximum).map(\.label) == labels)
  }

  @Test(arguments: [
    (0.0...0.0, 5), (0.0...1.0, 0), (-Double.infinity...1.0, 3), (1.0...1.000_000_000_000_1, 3),
    (-1e308...1e308, 4), (0.0...1e-300, 4),
  ])
  func oddRangesNeverTrap(range: ClosedRange<Double>, maximum: Int) {
    #expect(Ticks.ticks(.init("", range), maximum: maximum).count < 12)
    #expect(Ticks.ticks(.init("", range, isLogarithmic: true), maximum: maximum).count < 40)
  }

  @Test func ticksAreNeverManyMoreThanAskedFor() {
    var random = SeededRandom(1)
    for _ in 0..<500 {
      let low = Double.random(in: -1e4...1e4, using: &random)
      let high = low + Double.random(in: 1e-6...1e6, using: &random)
      let maximum = Int.random(in: 1...12, using: &random)
      let ticks = Ticks.ticks(.init("", low...high), maximum: maximum)
      #expect(ticks.count <= maximum + 1)
      #expect(ticks.allSatisfy { $0.value >= low - (high - low) * 1e-6 })
      #expect(ticks.allSatisfy { $0.value <= high + (high - low) * 1e-6 })
    }
  }
}
