import Foundation
import Inference

/// What `stepscope bench` prints; field names are the contract's (snake case through the encoder).
struct BenchReport: Codable, Equatable {
  struct Numbers: Codable, Equatable {
    var median: Double
    var min: Double
    var max: Double
    /// In the order of measurement.
    var samples: [Double]

    init(_ samples: Benchmark.Samples) {
      (median, min, max) = (samples.median, samples.min, samples.max)
      self.samples = samples.values
    }
  }

  struct Timing: Codable, Equatable {
    var wallSeconds: Numbers
    var cpuSeconds: Numbers

    init(_ timing: Benchmark.Timing) {
      (wallSeconds, cpuSeconds) = (Numbers(timing.wall), Numbers(timing.cpu))
    }
  }

  struct Timings: Codable, Equatable {
    var encode: Timing
    var step: Timing
    var decode: Timing
    var run: Timing
  }

  var program = "stepscope"
  var version = Version.current
  var model: String
  var family: String
  var parameters: Int
  /// The edge of the square picture, in pixels.
  var resolution: Int
  /// What the networks computed with.
  var precision: String
  /// `bands` or `passes` where the autoencoder worked so.
  var decoding: String?
  var threads: Int
  var processors: Int
  var openblasCore: String
  var openblasDetectedCore: String
  /// The instructions that multiply bfloat16; absent where there are none.
  var bf16Instructions: String?
  var `repeat`: Int
  var loadSeconds: Double
  var warmUpSeconds: Double
  var peakMemoryBytes: Int?
  var timings: Timings
  var layers: BenchLayers

  /// A report of what was measured, beside the operations a second that the processor reaches at most.
  init(
    model: String, _ estimator: Estimator, _ benchmark: Benchmark, _ result: Benchmark.Result,
    loadSeconds: Double, peak: Double
  ) {
    let engine = EngineFacts.current
    self.model = model
    family = type(of: estimator.family).id
    parameters = estimator.parameterCount
    resolution = benchmark.resolution
    precision = estimator.precision.rawValue
    decoding = estimator.decoding.unusual
    threads = Threads.count
    processors = engine.processors
    openblasCore = engine.core
    openblasDetectedCore = engine.detectedCore
    bf16Instructions = engine.bf16
    self.repeat = result.run.wall.values.count
    self.loadSeconds = loadSeconds
    warmUpSeconds = result.warmUp
    peakMemoryBytes = result.peakMemory
    timings = Timings(
      encode: Timing(result.encode), step: Timing(result.step), decode: Timing(result.decode),
      run: Timing(result.run))
    layers = BenchLayers(result.layers, timings, peak: peak)
  }

  /// A table that a person can read.
  var lines: [String] {
    let memory = peakMemoryBytes.map { String(format: "%.0f MB", Double($0) / 1e6) } ?? "unknown"
    let parts = [
      ("encode", timings.encode), ("UNet step", timings.step), ("decode", timings.decode),
      ("one-step run", timings.run),
    ]
    return [
      "\(Printable.clean(model)) (\(family)), \(resolution)×\(resolution) pixels, "
        + "\(products), \(threads) thread(s), OpenBLAS \(openblasCore), \(self.repeat) run(s) after a warm-up",
      Self.row("seconds", ["wall", "min", "max", "CPU", "min", "max"]),
    ]
      + parts.map { name, timing in
        Self.row(name, (Self.cells(timing.wallSeconds) + Self.cells(timing.cpuSeconds)))
      } + [
        "loading \(Self.digits(loadSeconds)) s, first run \(Self.digits(warmUpSeconds)) s, "
          + "peak memory \(memory)"
      ] + layers.lines
  }

  /// The precision, with the instructions where there is a choice, and what is not usual of the autoencoder.
  private var products: String {
    let way = decoding.map { ", autoencoder by \($0)" } ?? ""
    guard precision != Precision.fp32.rawValue, let bf16Instructions else { return precision + way }
    return "\(precision) by \(bf16Instructions)\(way)"
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 14, withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: Swift.max(1, 9 - $0.count)) + $0 }.joined()
  }

  private static func cells(_ numbers: Numbers) -> [String] {
    [numbers.median, numbers.min, numbers.max].map(digits)
  }

  /// Four decimals under ten seconds, two above.
  private static func digits(_ seconds: Double) -> String {
    String(format: seconds < 10 ? "%.4f" : "%.2f", seconds)
  }
}
