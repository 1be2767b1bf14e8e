import TestSupport
import Testing

@testable import Inference

/// Weights that are transformed panel by panel, at sizes whose depth and image are divided; small ones are among
/// the cases of `ConvolutionAlgorithmTests`.
@Suite("Winograd's method with weights by panels")
struct WinogradPanelsTests {
  /// A layer with everything around it, and its input.
  private struct Layer {
    let input: Tensor
    let residual: Tensor
    let norm: GroupNorm
    let weight: Tensor
    let bias: Tensor

    /// A layer of batch, height, width, inputs, outputs.
    init(_ sizes: [Int]) {
      let (batch, height, width) = (sizes[0], sizes[1], sizes[2])
      let (inputs, outputs) = (sizes[3], sizes[4])
      input = ReferenceNumbers.tensor([batch, inputs, height, width], seed: 1)
      residual = ReferenceNumbers.tensor([batch, outputs, height, width], seed: 2)
      let affine = ReferenceNumbers.tensor([inputs], seed: 3)
      norm = GroupNorm(weight: affine, bias: affine, groups: 1, eps: 1e-6)
      weight = ReferenceNumbers.tensor([outputs, inputs, 3, 3], seed: 4).map { Float(Float16($0)) }
      bias = ReferenceNumbers.tensor([outputs], seed: 5)
    }

    func run(
      _ algorithm: ConvolutionAlgorithm, _ holding: TransformedWeight.Holding = .panels,
      _ precision: Precision = .fp32, threads: Int = 1
    ) throws -> [Float] {
      let compute = Compute(threads: threads)
      let convolution = try Convolution(
        weight: weight, bias: bias, precision: precision, holding: holding)
      return try convolution(
        Activation(input, compute), norm: norm, residual: Activation(residual, compute),
        scale: 0.7, algorithm: algorithm, compute
      ).tensor().scalars
    }
  }

  /// More than one part of the depth, more than one block of tiles, panels that are not full, an odd number of inputs.
  static let sizes = [
    [1, 24, 24, 1050, 48], [2, 9, 11, 777, 70], [1, 8, 8, 770, 33], [3, 5, 7, 520, 17],
  ]

  @Test(
    "the result is that of gathered pixels", arguments: sizes,
    [ConvolutionAlgorithm.winograd2, .winograd4])
  func gathered(sizes: [Int], algorithm: ConvolutionAlgorithm) throws {
    let layer = Layer(sizes)
    let expected = try layer.run(.gathered)
    for holding in TransformedWeight.Holding.allCases {
      let found = try layer.run(algorithm, holding)
      #expect(ReferenceNumbers.error(found, expected) <= Tolerance.kernel)
    }
  }

  @Test(
    "in bfloat16 the bits are those of weights that are kept",
    arguments: sizes.filter { $0[3].isMultiple(of: 2) })
  func rounded(sizes: [Int]) throws {
    let layer = Layer(sizes)
    let expected = try layer.run(.winograd2, .kept, .bf16)
    let found = try layer.run(.winograd2, .panels, .bf16)
    // The depth is divided alike, so that sums are taken in the same order.
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(
    "the bits do not depend on threads", arguments: sizes, [Precision.fp32, .bf16])
  func threads(sizes: [Int], precision: Precision) throws {
    let layer = Layer(sizes)
    for algorithm in [ConvolutionAlgorithm.winograd2, .winograd4] {
      let one = try layer.run(algorithm, .panels, precision).map(\.bitPattern)
      for count in ThreadInvarianceTests.threads {
        let found = try layer.run(algorithm, .panels, precision, threads: count)
        #expect(found.map(\.bitPattern) == one)
      }
    }
  }

  @Test("only large layers transform their weights for each call")
  func holdings() throws {
    let layout = PanelLayout(outputs: 1, panel: 32)
    func holding(
      _ edge: Int, _ channels: Int, _ tile: WinogradTile
    ) throws -> TransformedWeight.Holding {
      let shape = try #require(
        ConvolutionShape(
          batch: 1, height: edge, width: edge, inputs: channels, outputs: channels, kernel: 3,
          stride: 1, padding: .same))
      return .best(for: shape, tile, layout)
    }
    #expect(try holding(512, 128, .four) == .kept)
    #expect(try holding(16, 1280, .two) == .panels)
    #expect(try holding(64, 320, .four) == .panels)
    #expect(try holding(512, 256, .four) == .called)
  }

  @Test(
    "a transform for a call is in the call's memory, and made anew for the next",
    .enabled(if: PanelLayout(outputs: 1).panel > 0, "OpenBLAS multiplies weights here"))
  func memory() throws {
    let before = Layer([1, 8, 8, 770, 130])
    let compute = Compute(threads: 1)
    let weights = try ConvolutionWeights(before.weight)
    #expect(weights.packed.storage == .halves)
    let shape = try #require(
      ConvolutionShape(
        batch: 1, height: 8, width: 8, inputs: 770, outputs: 130, kernel: 3, stride: 1,
        padding: .same))
    #expect(weights.holding(for: shape, .two) == .panels)
    let called = try weights.winograd(.four, isKept: false, compute)
    #expect(try weights.winograd(.four, isKept: false, compute).buffer !== called.buffer)
    #expect(compute.workspace.heldBytes >= 2 * 4 * called.buffer.count)
  }
}
