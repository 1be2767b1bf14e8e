import TestSupport
import Testing

@testable import Inference

@Suite("Convolution")
struct ConvolutionTests {
  /// A convolution with everything that may surround it.
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 1
    var height = 9
    var width = 9
    var inputs = 3
    var outputs = 5
    var kernel = 3
    var stride = 1
    var padding = Convolution.Padding.same
    var target: [Int]?
    var groups: Int?
    var surrounded = false
    var threads = 1
    var panel = PanelLayout(outputs: 1).panel
    var precision = Precision.fp32
    var holding: TransformedWeight.Holding?

    var testDescription: String {
      "\(batch)x\(height)x\(width), \(inputs) to \(outputs) channels, \(kernel)x\(kernel), "
        + "stride \(stride), \(padding), resized \(target ?? []), \(groups ?? 0) groups, "
        + "surrounded \(surrounded), \(threads) threads, panels of \(panel)"
    }

    /// The convolution and its twin.
    func run(
      algorithm: ConvolutionAlgorithm? = nil
    ) throws -> (found: Tensor, expected: Tensor) {
      let compute = Compute(threads: threads)
      let weight = ReferenceNumbers.tensor([outputs, inputs, kernel, kernel], seed: 1)
      let bias = ReferenceNumbers.tensor([outputs], seed: 2)
      let input = ReferenceNumbers.tensor([batch, inputs, height, width], seed: 3)
      let gain = ReferenceNumbers.tensor([inputs], seed: 4)
      let shift = ReferenceNumbers.tensor([inputs], seed: 5)
      var image = input
      if let groups {
        image = ReferenceNorms.group(
          image, weight: gain, bias: shift, groups: groups, eps: 1e-5, silu: true)
      }
      if let target {
        image = ReferenceConvolution.resized(image, height: target[0], width: target[1])
      }
      var expected = ReferenceConvolution.run(
        image, weight: weight, bias: bias, stride: stride, zeros: zeros)
      let channelBias = ReferenceNumbers.values(batch * outputs, seed: 6)
      let residual = ReferenceNumbers.tensor(expected.shape, seed: 7)
      if surrounded {
        let pixels = expected.shape[2] * expected.shape[3]
        for index in expected.scalars.indices {
          expected.scalars[index] += channelBias[index / pixels] + residual.scalars[index]
          expected.scalars[index] *= 0.7
        }
      }
      let convolution = try Convolution(
        weight: weight, bias: bias, stride: stride, padding: padding, precision: precision,
        panel: panel, holding: holding)
      let found = try convolution(
        Activation(input, compute),
        norm: groups.map { GroupNorm(weight: gain, bias: shift, groups: $0, eps: 1e-5) },
        channelBias: surrounded ? channelBias : nil,
        residual: surrounded ? Activation(residual, compute) : nil,
        upsampledTo: target.map { ($0[0], $0[1]) }, scale: surrounded ? 0.7 : 1,
        algorithm: algorithm, compute)
      return (try found.tensor(), expected)
    }

    private var zeros: ReferenceConvolution.Zeros {
      switch padding {
      case _ where kernel == 1: ReferenceConvolution.Zeros(before: 0, after: 0)
      case .none: ReferenceConvolution.Zeros(before: 0, after: 0)
      case .same: ReferenceConvolution.Zeros(before: 1, after: 1)
      case .bottomRight: ReferenceConvolution.Zeros(before: 0, after: 1)
      }
    }
  }

  static let cases = [
    Case(), Case(height: 1, width: 1), Case(height: 2, width: 31, inputs: 1, outputs: 1),
    Case(kernel: 1), Case(height: 17, width: 5, inputs: 33, outputs: 7, kernel: 1, groups: 11),
    Case(kernel: 1, stride: 2), Case(kernel: 1, target: [11, 20], surrounded: true),
    Case(stride: 2), Case(height: 8, width: 10, stride: 2),
    Case(stride: 2, padding: .bottomRight),
    Case(height: 8, width: 6, stride: 2, padding: .bottomRight),
    Case(padding: .none), Case(height: 3, width: 3, padding: .none),
    Case(height: 3, width: 3, stride: 2, padding: .none),
    Case(batch: 2, inputs: 6, outputs: 4, groups: 3, surrounded: true, threads: 2),
    Case(height: 5, width: 7, target: [10, 14]), Case(height: 5, width: 7, target: [9, 13]),
    Case(batch: 2, inputs: 4, stride: 2, groups: 2, surrounded: true),
    Case(height: 13, width: 70, inputs: 130, outputs: 2, groups: 2, surrounded: true, threads: 2),
    Case(height: 40, width: 37, inputs: 8, outputs: 16, surrounded: true, threads: 2),
    Case(height: 64, width: 48, inputs: 2, outputs: 130, threads: 2),
    Case(height: 3, width: 300, inputs: 70, outputs: 3, threads: 2),
  ]

  @Test("a convolution equals its definition", arguments: cases)
  func definition(_ test: Case) throws {
    let (found, expected) = try test.run()
    #expect(found.shape == expected.shape)
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.kernel)
  }

  @Test("what does not fit is refused")
  func refused() throws {
    let compute = Compute(threads: 1)
    #expect(throws: InferenceError.self) {
      try Convolution(weight: Tensor(zeros: [4, 3, 5, 5]), bias: nil)
    }
    #expect(throws: InferenceError.self) {
      try Convolution(weight: Tensor(zeros: [4, 3, 3, 3]), bias: nil, stride: 3)
    }
    #expect(throws: InferenceError.self) {
      try Convolution(weight: Tensor(zeros: [4, 3, 3, 3]), bias: Tensor(zeros: [3]))
    }
    let convolution = try Convolution(
      weight: Tensor(zeros: [4, 3, 3, 3]), bias: nil, padding: .none)
    let wrongChannels = try Activation(Tensor(zeros: [1, 4, 8, 8]), compute)
    #expect(throws: InferenceError.self) { try convolution(wrongChannels, compute) }
    let tooSmall = try Activation(Tensor(zeros: [1, 3, 2, 8]), compute)
    #expect(throws: InferenceError.self) { try convolution(tooSmall, compute) }
    let fitting = try Activation(Tensor(zeros: [1, 3, 8, 8]), compute)
    #expect(throws: InferenceError.self) {
      try convolution(fitting, channelBias: [1], compute)
    }
    #expect(throws: InferenceError.self) {
      try convolution(fitting, residual: fitting, compute)
    }
  }
}
