import TestSupport
import Testing

@testable import Inference

/// Every kernel gives the same bits whatever the number of threads: at the sizes of full-size networks and at
/// those where a thread gets next to nothing.
@Suite("The bits of kernels do not depend on threads")
struct ThreadInvarianceTests {
  static let threads = [2, 3, 5]

  /// What `body` gives with one thread and with others.
  private func compare(_ body: (Compute) throws -> Tensor) throws {
    let one = try body(Compute(threads: 1))
    for count in Self.threads {
      let found = try body(Compute(threads: count))
      let differing = zip(found.scalars, one.scalars).count { $0.bitPattern != $1.bitPattern }
      #expect(differing == 0, "\(count) threads, of \(one.count) values")
    }
  }

  /// Batch, height, width, inputs, outputs.
  @Test(
    "convolutions by every algorithm and layout",
    arguments: [
      [1, 32, 32, 96, 80], [2, 13, 17, 33, 20], [1, 9, 8, 130, 260], [1, 70, 66, 16, 3],
    ], ConvolutionAlgorithmTests.panels)
  func convolutions(sizes: [Int], panel: Int) throws {
    let (inputs, outputs) = (sizes[3], sizes[4])
    let weight = ReferenceNumbers.tensor([outputs, inputs, 3, 3], seed: 1)
    let bias = ReferenceNumbers.tensor([outputs], seed: 2)
    let input = ReferenceNumbers.tensor([sizes[0], inputs, sizes[1], sizes[2]], seed: 3)
    let residual = ReferenceNumbers.tensor([sizes[0], outputs, sizes[1], sizes[2]], seed: 4)
    let affine = ReferenceNumbers.tensor([inputs], seed: 5)
    let norm = GroupNorm(weight: affine, bias: affine, groups: 1, eps: 1e-6)
    for algorithm in ConvolutionAlgorithm.allCases {
      try compare { compute in
        // A new one each time: its weights are transformed by as many threads.
        let convolution = try Convolution(weight: weight, bias: bias, panel: panel)
        return try convolution(
          Activation(input, compute), norm: norm, residual: Activation(residual, compute),
          scale: 0.7, algorithm: algorithm, compute
        ).tensor()
      }
    }
  }

  @Test(
    "products with a weight in every layout",
    arguments: [
      [1025, 64, 320], [77, 320, 257], [1, 1280, 130], [97, 1100, 33], [241, 7, 16],
    ],
    ConvolutionAlgorithmTests.panels)
  func products(size: [Int], panel: Int) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let packed = try PackedWeight(
      ReferenceNumbers.tensor([outputs, depth], seed: 1), outputs: outputs, inputs: depth, taps: 1,
      panel: panel)
    let left = try Buffer(ReferenceNumbers.values(rows * depth, seed: 2))
    try compare { compute in
      let result = try Buffer(floats: rows * outputs)
      let product = MatrixProduct(
        left: MatrixView(data: left.pointer, stride: depth), weight: packed,
        result: result.pointer, rows: rows)
      try product.run(compute) { _, _ in }
      return try Tensor((0..<(rows * outputs)).map { result.pointer[$0] }, shape: [rows, outputs])
    }
  }

  @Test(
    "attention", arguments: [[1, 1025, 1025, 5, 64], [2, 40, 77, 3, 40], [2, 300, 300, 1, 512]])
  func attention(size: [Int]) throws {
    let channels = size[3] * size[4]
    let query = ReferenceNumbers.tensor([size[0], size[1], channels], seed: 1)
    let key = ReferenceNumbers.tensor([size[0], size[2], channels], seed: 2)
    let value = ReferenceNumbers.tensor([size[0], size[2], channels], seed: 3)
    for reach in [Attention.Reach.image, .causal, .pair] where reach != .pair || size[0] == 2 {
      try compare { compute in
        try Attention.run(
          query: Activation(query, compute), key: Activation(key, compute),
          value: Activation(value, compute), heads: size[3], reach: reach, compute
        ).tokenTensor()
      }
    }
  }

  @Test("normalisations and gates", arguments: [[1, 33, 77, 66], [2, 320, 9, 9], [1, 10, 1, 3]])
  func elementwise(shape: [Int]) throws {
    let channels = shape[1]
    let input = ReferenceNumbers.tensor(shape, seed: 1)
    let tokens = ReferenceNumbers.tensor([shape[0], shape[2] * shape[3], 2 * channels], seed: 2)
    let weight = ReferenceNumbers.tensor([channels], seed: 3)
    let wide = ReferenceNumbers.tensor([2 * channels], seed: 3)
    let groups = GroupNorm(weight: weight, bias: weight, groups: 1, eps: 1e-6)
    let layer = LayerNorm(weight: wide, bias: wide, eps: 1e-5)
    try compare { try groups(Activation(input, $0), silu: true, $0).tensor() }
    try compare { try layer(Activation(tokens, $0), $0).tokenTensor() }
    try compare { try Activations.geglu(Activation(tokens, $0), $0).tokenTensor() }
  }
}
