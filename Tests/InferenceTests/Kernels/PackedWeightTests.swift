import TestSupport
import Testing

@testable import Inference

@Suite("Packed weights")
struct PackedWeightTests {
  /// Rows, depth and outputs: around every block's edge, and depths of several blocks.
  static let sizes =
    (1...13).map { [$0, 7, 33] } + (1...49).map { [5, 3, $0] }
    + [[25, 1, 70], [241, 40, 32], [3, 1023, 17], [13, 1536, 48], [2, 2600, 5]]

  @Test(
    "a product with a packed weight equals the definition", arguments: sizes,
    ConvolutionAlgorithmTests.panels)
  func definition(size: [Int], panel: Int) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let weight = ReferenceNumbers.tensor([outputs, depth], seed: 1)
    let input = ReferenceNumbers.values(rows * depth, seed: 2)
    let packed = try PackedWeight(
      weight, outputs: outputs, inputs: depth, taps: 1, panel: panel)
    try ProductCheck.expect(
      input, times: packed, rows: rows,
      gives: ReferenceAttention.linear(input, weight: weight, bias: nil))
  }

  @Test(
    "a weight that fits in halves is kept so, and multiplies the same", arguments: sizes,
    ConvolutionAlgorithmTests.panels)
  func halves(size: [Int], panel: Int) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    // Numbers of few bits and of the sizes that halves have, subnormal ones and zeros among them.
    let weight = ReferenceNumbers.tensor([outputs, depth], seed: 1).map {
      ($0 * 256).rounded() * ($0 > 0.5 ? 0x1p-24 : 0x1p-10)
    }
    let input = ReferenceNumbers.values(rows * depth, seed: 2)
    let packed = try PackedWeight(
      weight, outputs: outputs, inputs: depth, taps: 1, panel: panel, leastHalves: 0)
    #expect(packed.storage == (panel > 0 ? .halves : .floats))
    try ProductCheck.expect(
      input, times: packed, rows: rows,
      gives: ReferenceAttention.linear(input, weight: weight, bias: nil))
  }

  @Test(
    "one value that halves cannot hold keeps the whole weight in floats", arguments: [0, 8, 13],
    [0.1, 65_520, -1e-9, .nan] as [Float])
  func tooFine(place: Int, value: Float) throws {
    var weight = Tensor(zeros: [2, 7])
    weight.scalars[place] = value
    let packed = try PackedWeight(weight, outputs: 2, inputs: 7, taps: 1, leastHalves: 0)
    #expect((packed.storage == .halves) == (value.isNaN && PanelLayout(outputs: 2).panel > 0))
  }

  @Test(
    "products divided by columns and by rows are the same", arguments: [1, 40, 200], [1, 2, 5])
  func divided(rows: Int, threads: Int) throws {
    let weight = ReferenceNumbers.tensor([300, 20], seed: 1)
    let input = ReferenceNumbers.values(rows * 20, seed: 2)
    let packed = try PackedWeight(weight, outputs: 300, inputs: 20, taps: 1)
    let left = try Buffer(input)
    let result = try Buffer(floats: rows * 300)
    try MatrixProduct(
      left: MatrixView(data: left.pointer, stride: 20), weight: packed, result: result.pointer,
      rows: rows
    ).run(Compute(threads: threads)) { _, _ in }
    let found = (0..<(rows * 300)).map { result.pointer[$0] }
    let expected = ReferenceAttention.linear(input, weight: weight, bias: nil)
    #expect(ReferenceNumbers.error(found, expected) <= Tolerance.kernel)
  }
}
