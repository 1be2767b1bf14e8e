internal import Dispatch
internal import Synchronization

/// How fast this machine's kernels are, as measured with a small piece of work each.
public struct EngineSpeed: Sendable, Equatable {
  private var secondsPerOperation = [Double](repeating: 0, count: Work.Kernel.allCases.count)

  /// A speed from the seconds that an operation of each kernel takes.
  init(_ seconds: (Work.Kernel) -> Double) {
    for kernel in Work.Kernel.allCases { secondsPerOperation[kernel.rawValue] = seconds(kernel) }
  }

  /// Seconds that work takes.
  public func seconds(_ work: Work) -> Double {
    Work.Kernel.allCases.reduce(0) {
      $0 + work[$1] * secondsPerOperation[$1.rawValue]
    }
  }

  private static let cache = Mutex<[Int: EngineSpeed]>([:])

  /// This machine's speed with the threads chosen now: measured once for each number of threads, which takes a
  /// tenth of a second or two.
  ///
  /// - Throws: `outOfMemory`.
  public static func measured(threads: Int = Threads.count) throws(InferenceError) -> EngineSpeed {
    try cache.withLock { cache throws(InferenceError) in
      if let known = cache[threads] { return known }
      let speed = try measure(Compute(threads: threads))
      cache[threads] = speed
      return speed
    }
  }

  private static func measure(_ compute: Compute) throws(InferenceError) -> EngineSpeed {
    var seconds: [Work.Kernel: Double] = [:]
    for kernel in Work.Kernel.allCases where kernel != .weights && kernel != .transform {
      seconds[kernel] = try secondsPerOperation(kernel, compute)
    }
    (seconds[.weights], seconds[.transform]) = try weights(640, compute)
    return EngineSpeed { seconds[$0] ?? 0 }
  }

  private static func secondsPerOperation(
    _ kernel: Work.Kernel, _ compute: Compute
  ) throws(InferenceError) -> Double {
    switch kernel {
    case .weights, .transform: return 0
    case .winograd4: return try convolution(256, edge: 48, .winograd4, compute)
    case .winograd2: return try convolution(512, edge: 16, .winograd2, compute)
    case .gathered: return try convolution(512, edge: 8, .gathered, compute)
    case .linear:
      let layer = try Linear(weight: values([1280, 640]), bias: nil)
      let input = try Activation(values([1, 1024, 640]), compute)
      return try time { () throws(InferenceError) in _ = try layer(input, compute) }
        / (2 * 1024 * 640 * 1280)
    case .attention:
      let tokens = try Activation(values([1, 1024, 320]), compute)
      return try time { () throws(InferenceError) in
        _ = try Attention.run(query: tokens, key: tokens, value: tokens, heads: 5, compute)
      } / (4 * 1024 * 1024 * 320)
    case .values:
      let norm = GroupNorm(
        weight: Tensor(zeros: [320]), bias: Tensor(zeros: [320]), groups: 32, eps: 1e-5)
      let input = try Activation(values([1, 320, 48, 48]), compute)
      return try time { () throws(InferenceError) in _ = try norm(input, silu: true, compute) }
        / (2 * 48 * 48 * 320)
    }
  }

  private static func convolution(
    _ channels: Int, edge: Int, _ algorithm: ConvolutionAlgorithm, _ compute: Compute
  ) throws(InferenceError) -> Double {
    let layer = try Convolution(weight: values([channels, channels, 3, 3]), bias: nil)
    let input = try Activation(values([1, channels, edge, edge]), compute)
    let seconds = try time { () throws(InferenceError) in
      _ = try layer(input, algorithm: algorithm, compute)
    }
    return seconds / (2 * Double(edge * edge) * 9 * Double(channels * channels))
  }

  /// Seconds to read a byte of weights and to write a value of transformed ones.
  ///
  /// A layer of a full-size network on a single tile: its first call transforms the weights, into memory that
  /// is new as it is in a run, and the later ones do little but read them.
  private static func weights(
    _ channels: Int, _ compute: Compute
  ) throws(InferenceError) -> (read: Double, transform: Double) {
    let layer = try Convolution(weight: values([channels, channels, 3, 3]), bias: nil)
    let input = try Activation(values([1, channels, 4, 4]), compute)
    let start = DispatchTime.now().uptimeNanoseconds
    _ = try layer(input, algorithm: .winograd4, compute)
    let first = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let later = try time { () throws(InferenceError) in
      _ = try layer(input, algorithm: .winograd4, compute)
    }
    let values = Double(WinogradTile.four.points * channels * channels)
    return (later / (4 * values), max(0, first - later) / values)
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
