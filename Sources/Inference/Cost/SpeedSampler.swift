internal import Dispatch

/// Layers of a network that are timed to know how fast the kernels are.
struct SpeedSampler {
  /// What the layers compute with.
  let precision: Precision
  let compute: Compute

  /// A 3×3 convolution of as many outputs as inputs, whose weights are transformed already.
  func convolution(
    _ channels: Int, edge: Int, _ algorithm: ConvolutionAlgorithm
  ) throws(InferenceError) -> EngineSpeed.Sample {
    let layer = try Convolution(
      weight: values([channels, channels, 3, 3]), bias: nil, precision: precision, holding: .kept)
    let input = try Activation(values([1, channels, edge, edge]), compute)
    let seconds = try time { () throws(InferenceError) in
      _ = try layer(input, algorithm: algorithm, compute)
    }
    let (pixels, pairs) = (Double(edge * edge), Double(channels * channels))
    return EngineSpeed.Sample(
      operations: 2 * pixels * 9 * pairs, values: pixels * Double(2 * channels), seconds: seconds)
  }

  /// A layer on every row.
  func linear(
    _ inputs: Int, to outputs: Int, rows: Int
  ) throws(InferenceError) -> EngineSpeed.Sample {
    let layer = try Linear(weight: values([outputs, inputs]), bias: nil, precision: precision)
    let input = try Activation(values([1, rows, inputs]), compute)
    let seconds = try time { () throws(InferenceError) in _ = try layer(input, compute) }
    return EngineSpeed.Sample(
      operations: 2 * Double(rows * inputs * outputs), values: Double(rows * (inputs + outputs)),
      seconds: seconds)
  }

  /// Seconds of an operation of attention.
  func attention() throws(InferenceError) -> Double {
    let tokens = try Activation(values([1, 1024, 320]), compute)
    return try time { () throws(InferenceError) in
      _ = try Attention.run(
        query: tokens, key: tokens, value: tokens, heads: 5, precision: precision, compute)
    } / (4 * 1024 * 1024 * 320)
  }

  /// Seconds of a value that a normalisation reads.
  func normalisation() throws(InferenceError) -> Double {
    let norm = GroupNorm(
      weight: Tensor(zeros: [320]), bias: Tensor(zeros: [320]), groups: 32, eps: 1e-5)
    let input = try Activation(values([1, 320, 48, 48]), compute)
    return try time { () throws(InferenceError) in _ = try norm(input, silu: true, compute) }
      / (2 * 48 * 48 * 320)
  }

  /// Seconds to read a byte of weights from memory and to transform a value in the cache.
  ///
  /// A layer of a full-size network on a single tile does little else.
  func weights(
    _ channels: Int
  ) throws(InferenceError) -> (read: Double, transform: Double) {
    let count = Double(WinogradTile.four.points * channels * channels)
    let read = try tile(channels, .kept) / (count * Double(WeightStorage.floats.bytes))
    return (read, try tile(channels, .panels) / count)
  }

  /// Seconds of a layer on a single tile.
  private func tile(
    _ channels: Int, _ holding: TransformedWeight.Holding
  ) throws(InferenceError) -> Double {
    let layer = try Convolution(
      weight: values([channels, channels, 3, 3]), bias: nil, holding: holding)
    let input = try Activation(values([1, channels, 4, 4]), compute)
    return try time { () throws(InferenceError) in
      _ = try layer(input, algorithm: .winograd4, compute)
    }
  }

  /// The best of three, after once to warm up: what else goes on on the machine only ever adds.
  private func time(_ body: () throws(InferenceError) -> Void) throws(InferenceError)
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
  private func values(_ shape: [Int]) -> Tensor {
    var tensor = Tensor(zeros: shape)
    for index in tensor.scalars.indices { tensor.scalars[index] = Float(index % 13) / 16 - 0.375 }
    return tensor
  }
}
