import CKernels
import TestSupport
import Testing

@testable import Inference

@Suite("Products of bfloat16")
struct BF16ProductTests {
  /// Whether the processor has the instructions; else the tests are skipped with this comment.
  static let isSupported = Precision.bf16.isSupported
  static let reason: Comment = "this processor has no AVX512-BF16"

  static let sizes =
    PackedWeightTests.sizes + [[300, 513, 33], [500, 9, 70], [160, 767, 20], [240, 768, 64]]

  @Test("a value is rounded to the nearest bfloat16, ties to even")
  func rounding() {
    let values: [Float] = [
      0, -0.0, 1, 1.00390625, 1.01171875, -1.00390625, 1.0039063, 3.3895314e38, .infinity,
      -.infinity, 0.1, -7.3e-20,
    ]
    // A panel of sixteen outputs and one pair, of which the second is not there.
    var panel = values + [Float](repeating: 0, count: 16 - values.count)
    panel[15] = .nan
    var pairs = [UInt16](repeating: 7, count: 32)
    ck_pack_bf16(&panel, 1, 16, &pairs)
    for (index, value) in values.enumerated() {
      let found = Float(bitPattern: UInt32(pairs[2 * index]) << 16)
      #expect(found == ReferenceBF16.nearest(value), "\(value)")
      #expect(pairs[2 * index + 1] == 0)
    }
    #expect(Float(bitPattern: UInt32(pairs[30]) << 16).isNaN)
  }

  @Test(
    "a product equals that of rounded numbers", .enabled(if: isSupported, reason),
    arguments: sizes)
  func definition(size: [Int]) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let weight = ReferenceNumbers.tensor([outputs, depth], seed: 1)
    let input = ReferenceNumbers.values(rows * depth, seed: 2)
    let packed = try PackedWeight(
      weight, outputs: outputs, inputs: depth, taps: 1, as: .bf16)
    #expect(packed.storage == .bf16)
    try ProductCheck.expect(
      input, times: packed, rows: rows,
      gives: ReferenceAttention.linear(
        input.map(ReferenceBF16.nearest), weight: ReferenceBF16.nearest(weight), bias: nil))
  }

  @Test(
    "the bits do not depend on threads", .enabled(if: isSupported, reason),
    arguments: [
      [1025, 64, 320], [77, 320, 257], [1, 1280, 130], [97, 1101, 33], [241, 7, 16],
    ])
  func threads(size: [Int]) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let packed = try PackedWeight(
      ReferenceNumbers.tensor([outputs, depth], seed: 1), outputs: outputs, inputs: depth, taps: 1,
      as: .bf16)
    let left = try Buffer(ReferenceNumbers.values(rows * depth, seed: 2))
    let results = try [1, 2, 3, 5].map { threads in
      let result = try Buffer(floats: rows * outputs)
      let product = MatrixProduct(
        left: MatrixView(data: left.pointer, stride: depth), weight: packed,
        result: result.pointer, rows: rows)
      try product.run(Compute(threads: threads)) { _, _ in }
      return (0..<(rows * outputs)).map { result.pointer[$0].bitPattern }
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test("without the kernels a weight is kept as in 32 bits", arguments: [0, 16])
  func otherPanels(panel: Int) throws {
    let weight = ReferenceNumbers.tensor([20, 30], seed: 1)
    let packed = try PackedWeight(
      weight, outputs: 20, inputs: 30, taps: 1, as: .bf16, panel: panel)
    #expect(packed.storage == .floats)
  }
}
