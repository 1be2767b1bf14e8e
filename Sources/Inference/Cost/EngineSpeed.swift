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

  private static let cache = Mutex<[Int: EngineSpeed]>([:])

  /// This machine's speed with the threads chosen now: measured once for each number of threads, which takes a
  /// part of a second.
  ///
  /// - Parameters:
  ///   - threads: Threads of the engine.
  ///   - newBytes: The memory that will be taken: the more, the larger the piece that is tried, for the first
  ///     megabytes may be quicker to get than the gigabytes after them.
  /// - Returns: The pace of every kernel.
  /// - Throws: `outOfMemory`.
  public static func measured(
    threads: Int = Threads.count, newBytes: Int = 0
  ) throws(InferenceError) -> EngineSpeed {
    let sample = min(max(newBytes / 8, leastSample), mostSample)
    return try cache.withLock { cache throws(InferenceError) in
      var speed: EngineSpeed
      if let known = cache[threads] {
        speed = known
      } else {
        speed = try measure(Compute(threads: threads))
      }
      if speed.sampledBytes < sample {
        speed.paces[Work.Kernel.memory.rawValue] = Pace(operation: try newMemory(sample))
        speed.sampledBytes = sample
      }
      cache[threads] = speed
      return speed
    }
  }

  private static let leastSample = 32 << 20
  private static let mostSample = 256 << 20

  /// Seconds to get a byte of new memory.
  private static func newMemory(_ bytes: Int) throws(InferenceError) -> Double {
    let buffer = try Buffer(floats: bytes / MemoryLayout<Float>.size)
    let start = DispatchTime.now().uptimeNanoseconds
    // A page is there once a value of it is written.
    for index in stride(from: 0, to: buffer.count, by: 1024) { buffer.pointer[index] = 0 }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 / Double(bytes)
  }

  private static func measure(_ compute: Compute) throws(InferenceError) -> EngineSpeed {
    var speed = EngineSpeed { _ in 0 }
    let weights = try weights(640, compute)
    let paces: [Work.Kernel: Pace] = [
      .winograd4: Pace(
        try convolution(256, edge: 48, .winograd4, compute),
        try convolution(32, edge: 96, .winograd4, compute)),
      .winograd2: Pace(
        try convolution(512, edge: 16, .winograd2, compute),
        try convolution(64, edge: 16, .winograd2, compute)),
      .gathered: Pace(
        try convolution(512, edge: 8, .gathered, compute),
        try convolution(32, edge: 32, .gathered, compute)),
      .linear: Pace(
        try linear(640, to: 1280, rows: 1024, compute), try linear(64, to: 64, rows: 1024, compute)),
      .attention: Pace(operation: try attention(compute)),
      .values: Pace(operation: try normalisation(compute)),
      .weights: Pace(operation: weights.read), .transform: Pace(operation: weights.transform),
    ]
    for (kernel, pace) in paces { speed.paces[kernel.rawValue] = pace }
    return speed
  }

  private static func convolution(
    _ channels: Int, edge: Int, _ algorithm: ConvolutionAlgorithm, _ compute: Compute
  ) throws(InferenceError) -> Sample {
    let layer = try Convolution(weight: values([channels, channels, 3, 3]), bias: nil)
    let input = try Activation(values([1, channels, edge, edge]), compute)
    let seconds = try time { () throws(InferenceError) in
      _ = try layer(input, algorithm: algorithm, compute)
    }
    let (pixels, pairs) = (Double(edge * edge), Double(channels * channels))
    return Sample(
      operations: 2 * pixels * 9 * pairs, values: pixels * Double(2 * channels), seconds: seconds)
  }

  private static func linear(
    _ inputs: Int, to outputs: Int, rows: Int, _ compute: Compute
  ) throws(InferenceError) -> Sample {
    let layer = try Linear(weight: values([outputs, inputs]), bias: nil)
    let input = try Activation(values([1, rows, inputs]), compute)
    let seconds = try time { () throws(InferenceError) in _ = try layer(input, compute) }
    return Sample(
      operations: 2 * Double(rows * inputs * outputs), values: Double(rows * (inputs + outputs)),
      seconds: seconds)
  }

  private static func attention(_ compute: Compute) throws(InferenceError) -> Double {
    let tokens = try Activation(values([1, 1024, 320]), compute)
    return try time { () throws(InferenceError) in
      _ = try Attention.run(query: tokens, key: tokens, value: tokens, heads: 5, compute)
    } / (4 * 1024 * 1024 * 320)
  }

  private static func normalisation(_ compute: Compute) throws(InferenceError) -> Double {
    let norm = GroupNorm(
      weight: Tensor(zeros: [320]), bias: Tensor(zeros: [320]), groups: 32, eps: 1e-5)
    let input = try Activation(values([1, 320, 48, 48]), compute)
    return try time { () throws(InferenceError) in _ = try norm(input, silu: true, compute) }
      / (2 * 48 * 48 * 320)
  }

  /// Seconds to read a byte of weights and to write a value of transformed ones, beside what its memory costs.
  ///
  /// A layer of a full-size network on a single tile: its first call transforms the weights, and the later ones do
  /// little but read them.
  private static func weights(
    _ channels: Int, _ compute: Compute
  ) throws(InferenceError) -> (read: Double, transform: Double) {
    let layer = try Convolution(weight: values([channels, channels, 3, 3]), bias: nil)
    let input = try Activation(values([1, channels, 4, 4]), compute)
    let values = Double(WinogradTile.four.points * channels * channels)
    let memory = try 4 * values * newMemory(Int(4 * values))
    let start = DispatchTime.now().uptimeNanoseconds
    _ = try layer(input, algorithm: .winograd4, compute)
    let first = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let later = try time { () throws(InferenceError) in
      _ = try layer(input, algorithm: .winograd4, compute)
    }
    return (later / (4 * values), max(0, first - later - memory) / values)
  }

  /// The best of three, after once to warm up: what else goes on on the machine only ever adds.
  private static func time(_ body: () throws(InferenceError) -> Void) throws(InferenceError)
    -> Double
  {
    try body()
    var best = Double.infinity
    for _ in 0..<3 {
      let start = DispatchTime.now().uptimeNanoseconds
      try body()
      best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
    }
    return best
  }

  /// Values of a shape that fit into binary16, as an fp16 checkpoint's do.
  private static func values(_ shape: [Int]) -> Tensor {
    var tensor = Tensor(zeros: shape)
    for index in tensor.scalars.indices { tensor.scalars[index] = Float(index % 13) / 16 - 0.375 }
    return tensor
  }
}
