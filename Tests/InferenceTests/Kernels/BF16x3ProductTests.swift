import CKernels
import TestSupport
import Testing

@testable import Inference

@Suite("Three products of bfloat16 for one")
struct BF16x3ProductTests {
  /// What splitting can take from one product, relative to it.
  ///
  /// A bfloat16 has eight digits, so the high part is off by 2^-8 of a number at most, and the sum of both by 2^-17.
  /// A product lacks that of either side, 2^-16 together, and 2^-8 * 2^-8 for the product of both low parts.
  private static let split = 0x1p-15
  /// The same for a weight that is a half, of which nothing is lost.
  private static let splitHalf = 0x1.8p-16
  /// The root of the mean square of what splitting takes: roundings are spread evenly, which is a third of the square
  /// of the largest, twice for the numbers' rests and a third of a third for the product of the low parts.
  private static let usual = (2.0 / 3 * 0x1p-34 + 1.0 / 9 * 0x1p-32).squareRoot()
  /// Two additions in 32 bits.
  private static let sums = 0x1p-23

  /// The columns of a weight of `outputs`, one row at a time: each row of the left side has a single number.
  private func singles(
    _ weight: Tensor, depth: Int, outputs: Int
  ) throws -> [(found: Double, expected: Double)] {
    let values = ReferenceNumbers.values(depth, seed: 2)
    var left = [Float](repeating: 0, count: depth * depth)
    for row in 0..<depth { left[row * depth + row] = values[row] }
    let found = try Self.product(left, weight, rows: depth, depth: depth, outputs: outputs)
    return (0..<(depth * outputs)).map { index in
      let (row, output) = (index / outputs, index % outputs)
      let expected = Double(values[row]) * Double(weight.scalars[output * depth + row])
      return (Double(found[index]), expected)
    }
  }

  private static func product(
    _ input: [Float], _ weight: Tensor, rows: Int, depth: Int, outputs: Int, threads: Int? = nil
  ) throws -> [Float] {
    let packed = try PackedWeight(
      weight, outputs: outputs, inputs: depth, taps: 1, as: .split)
    #expect(packed.storage == .split)
    let left = try Buffer(input)
    // What lies behind the result must stay as it is.
    let result = try Buffer([Float](repeating: 7, count: rows * outputs + 40))
    let product = MatrixProduct(
      left: MatrixView(data: left.pointer, stride: depth), weight: packed,
      result: result.pointer, rows: rows)
    if let threads {
      try product.run(Compute(threads: threads)) { _, _ in }
    } else {
      product.multiply()
    }
    #expect((0..<40).allSatisfy { result.pointer[rows * outputs + $0] == 7 })
    return (0..<(rows * outputs)).map { result.pointer[$0] }
  }

  @Test(
    "a single product is as near as its four parts without the smallest",
    .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason),
    arguments: [(1, 1), (7, 33), (64, 16), (131, 40), (520, 20)])
  func single(depth: Int, outputs: Int) throws {
    let weight = ReferenceNumbers.tensor([outputs, depth], seed: 1)
    let halves = weight.map { Float(Float16($0)) }
    for (weight, bound) in [(weight, Self.split), (halves, Self.splitHalf)] {
      let wrong = try singles(weight, depth: depth, outputs: outputs).count {
        !(abs($0.found - $0.expected) <= (bound + Self.sums) * abs($0.expected))
      }
      #expect(wrong == 0, "of \(depth * outputs)")
    }
  }

  @Test(
    "a product is that of doubles, sums in 32 bits aside",
    .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason),
    arguments: BF16ProductTests.sizes)
  func definition(size: [Int]) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let weight = ReferenceNumbers.tensor([outputs, depth], seed: 1)
    let input = ReferenceNumbers.values(rows * depth, seed: 2)
    let found = try Self.product(input, weight, rows: rows, depth: depth, outputs: outputs)
    var (difference, norm, wrong) = (0.0, 0.0, 0)
    for row in 0..<rows {
      for output in 0..<outputs {
        var (sum, magnitude) = (0.0, 0.0)
        for k in 0..<depth {
          let term =
            Double(input[row * depth + k]) * Double(weight.scalars[output * depth + k])
          sum += term
          magnitude += abs(term)
        }
        let gap = abs(Double(found[row * outputs + output]) - sum)
        // Each of three sums rounds as often as it has terms.
        if !(gap <= (Self.split + Double(depth + 4) * 0x1p-24) * magnitude) { wrong += 1 }
        difference += gap * gap
        norm += sum * sum
      }
    }
    #expect(wrong == 0, "of \(found.count)")
    // Independent numbers err by the root of the sum of squares, as their sum is large by it.
    if depth >= 16 { #expect((difference / norm).squareRoot() <= Self.usual) }
  }

  @Test(
    "the bits do not depend on threads",
    .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason),
    arguments: [
      [1025, 64, 320], [77, 320, 257], [1, 1280, 130], [97, 1101, 33], [241, 7, 16],
    ])
  func threads(size: [Int]) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let weight = ReferenceNumbers.tensor([outputs, depth], seed: 1)
    let input = ReferenceNumbers.values(rows * depth, seed: 2)
    let results = try [1, 2, 3, 5].map {
      try Self.product(
        input, weight, rows: rows, depth: depth, outputs: outputs, threads: $0
      ).map(\.bitPattern)
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test("a half is the sum of its two parts, another number nearly")
  func parts() {
    let halves = (0..<UInt16.max).map { Float(Float16(bitPattern: $0)) }.filter(\.isFinite)
    let others = ReferenceNumbers.values(16 * 101, seed: 3)
    for (values, bound) in [(halves, 0), (others, 0x1p-17 as Float)] {
      let depth = values.count / 16
      let count = 16 * (depth + depth % 2)
      var parts = [UInt16](repeating: 7, count: 2 * count + 8)
      ck_pack_bf16x3(values, depth, 16, &parts)
      var wrong = 0
      func part(_ place: Int) -> Float { Float(bitPattern: UInt32(parts[place]) << 16) }
      for index in 0..<(16 * depth) {
        let (k, output) = (index / 16, index % 16)
        let place = k / 2 * 32 + 2 * output + k % 2
        let (high, low) = (part(place), part(count + place))
        let isNearest = high == ReferenceBF16.nearest(values[index])
        let isWhole = abs(high + low - values[index]) <= bound * abs(values[index])
        if !isNearest || !isWhole { wrong += 1 }
      }
      #expect(wrong == 0, "of \(values.count)")
      #expect(parts.suffix(8).allSatisfy { $0 == 7 })
      guard depth % 2 == 1 else { continue }
      // A depth that is odd is filled up with nothing.
      for output in 0..<16 {
        let place = (depth / 2) * 32 + 2 * output + 1
        #expect(parts[place] == 0 && parts[count + place] == 0)
      }
    }
  }

  @Test(
    "a value that is not finite is not hidden",
    .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason),
    arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(value: Float) throws {
    let weight = ReferenceNumbers.tensor([20, 30], seed: 1)
    var input = ReferenceNumbers.values(5 * 30, seed: 2)
    input[2 * 30 + 7] = value
    let found = try Self.product(input, weight, rows: 5, depth: 30, outputs: 20)
    for (index, number) in found.enumerated() { #expect(number.isFinite == (index / 20 != 2)) }
  }

  @Test("without the kernels a weight is kept as in 32 bits", arguments: [0, 16])
  func otherPanels(panel: Int) throws {
    let weight = ReferenceNumbers.tensor([20, 30], seed: 1)
    let packed = try PackedWeight(
      weight, outputs: 20, inputs: 30, taps: 1, as: .split, panel: panel)
    #expect(packed.storage == .floats)
  }
}
