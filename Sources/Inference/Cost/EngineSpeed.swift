internal import Dispatch
internal import Synchronization

/// How fast this machine's kernels are, as measured with a small piece of work each.
public struct EngineSpeed: Sendable, Equatable {
  /// Seconds of one operation of a kernel, and of a value that its layers take or give.
  struct Pace: Sendable, Equatable {
    let operation: Double
    let value: Double

    /// What two layers of different width took, seen as so much an operation and so much a value.
    init(_ wide: Sample, _ narrow: Sample) {
      let determinant = wide.operations * narrow.values - narrow.operations * wide.values
      let own = (
        (wide.seconds * narrow.values - narrow.seconds * wide.values) / determinant,
        (narrow.seconds * wide.operations - wide.seconds * narrow.operations) / determinant
      )
      // A wide layer's time is mostly that of its operations; where it is not, a time was disturbed.
      let whole = wide.seconds / wide.operations
      let isSound = own.0 > whole / 2 && own.1 > 0
      operation = isSound ? own.0 : whole
      value = isSound ? own.1 : 0
    }

    init(operation: Double) {
      self.operation = operation
      value = 0
    }
  }

  /// A layer that was timed.
  struct Sample {
    var operations: Double
    var values: Double
    var seconds: Double
  }

  private var paces = [Pace](
    repeating: Pace(operation: 0), count: Work.Kernel.allCases.count)
  /// How much new memory its pace was measured on.
  private var sampledBytes = 0

  /// A speed from the seconds that an operation of each kernel takes.
  init(_ seconds: (Work.Kernel) -> Double) {
    for kernel in Work.Kernel.allCases {
      paces[kernel.rawValue] = Pace(operation: seconds(kernel))
    }
  }

  /// Seconds that work takes.
  public func seconds(_ work: Work) -> Double {
    Work.Kernel.allCases.reduce(0) {
      let pace = paces[$1.rawValue]
      return $0 + work[$1] * pace.operation + work[passing: $1] * pace.value
    }
  }

  /// What a speed is measured for.
  private struct Conditions: Hashable {
    let precision: Precision
    let threads: Int
  }

  private static let cache = Mutex<[Conditions: EngineSpeed]>([:])

  /// This machine's speed with the threads chosen now: measured once for each precision and number of
  /// threads, which takes a part of a second.
  ///
  /// - Parameters:
  ///   - precision: What the networks compute with.
  ///   - threads: Threads of the engine.
  ///   - newBytes: The memory that will be taken: the more, the larger the piece that is tried, for the first
  ///     megabytes may be quicker to get than the gigabytes after them.
  /// - Returns: The pace of every kernel.
  /// - Throws: `outOfMemory`.
  public static func measured(
    _ precision: Precision = .fp32, threads: Int = Threads.count, newBytes: Int = 0
  ) throws(InferenceError) -> EngineSpeed {
    let sample = min(max(newBytes / 8, leastSample), mostSample)
    let conditions = Conditions(precision: precision, threads: threads)
    return try cache.withLock { cache throws(InferenceError) in
      var speed: EngineSpeed
      if let known = cache[conditions] {
        speed = known
      } else {
        speed = try measure(precision, Compute(threads: threads))
      }
      if speed.sampledBytes < sample {
        speed.paces[Work.Kernel.memory.rawValue] = Pace(operation: try newMemory(sample))
        speed.sampledBytes = sample
      }
      cache[conditions] = speed
      return speed
    }
  }

  private static let leastSample = 32 << 20
  private static let mostSample = 256 << 20

  /// Seconds to get a byte of new memory.
  static func newMemory(_ bytes: Int) throws(InferenceError) -> Double {
    let buffer = try Buffer(floats: bytes / MemoryLayout<Float>.size)
    let start = DispatchTime.now().uptimeNanoseconds
    // A page is there once a value of it is written.
    for index in stride(from: 0, to: buffer.count, by: 1024) { buffer.pointer[index] = 0 }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 / Double(bytes)
  }

  private static func measure(
    _ precision: Precision, _ compute: Compute
  ) throws(InferenceError) -> EngineSpeed {
    var speed = EngineSpeed { _ in 0 }
    let sampler = SpeedSampler(precision: precision, compute: compute)
    let weights = try sampler.weights(640)
    let gathered = Pace(
      try sampler.convolution(512, edge: 8, .gathered),
      try sampler.convolution(32, edge: 32, .gathered))
    let paces: [Work.Kernel: Pace] = [
      .winograd4: Pace(
        try sampler.convolution(256, edge: 48, .winograd4),
        try sampler.convolution(32, edge: 96, .winograd4)),
      .winograd2: Pace(
        try sampler.convolution(512, edge: 16, .winograd2),
        try sampler.convolution(64, edge: 16, .winograd2)),
      .implicit: ConvolutionAlgorithm.hasTiles(precision)
        ? Pace(
          try sampler.convolution(512, edge: 32, .implicit),
          try sampler.convolution(32, edge: 96, .implicit)) : gathered,
      .gathered: gathered,
      .linear: Pace(
        try sampler.linear(640, to: 1280, rows: 1024),
        try sampler.linear(64, to: 64, rows: 1024)),
      .attention: Pace(operation: try sampler.attention()),
      .values: Pace(operation: try sampler.normalisation()),
      .weights: Pace(operation: weights.read), .transform: Pace(operation: weights.transform),
    ]
    for (kernel, pace) in paces { speed.paces[kernel.rawValue] = pace }
    return speed
  }
}
