import CKernels
import TestSupport
import Testing

@testable import Inference

/// The kernels in bfloat16 by tiles, which need AVX512-BF16 besides, as all processors with tiles have it.
@Suite(
  "Products and attention by tiles", .enabled(if: Tiles.areHere, Tiles.reason),
  .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason))
struct TileProductTests {
  @Test("a product equals that of rounded numbers", arguments: BF16ProductTests.sizes)
  func definition(size: [Int]) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let weight = ReferenceNumbers.tensor([outputs, depth], seed: 1)
    let input = ReferenceNumbers.values(rows * depth, seed: 2)
    let packed = try PackedWeight(weight, outputs: outputs, inputs: depth, taps: 1, as: .bf16)
    let expected = ReferenceAttention.linear(
      input.map(ReferenceBF16.nearest), weight: ReferenceBF16.nearest(weight), bias: nil)
    try Tiles.with {
      try ProductCheck.expect(input, times: packed, rows: rows, gives: expected)
    }
  }

  @Test("three products for one are those without tiles", arguments: BF16ProductTests.sizes)
  func threeForOne(size: [Int]) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let packed = try PackedWeight(
      ReferenceNumbers.tensor([outputs, depth], seed: 1), outputs: outputs, inputs: depth, taps: 1,
      as: .split)
    let left = try Buffer(ReferenceNumbers.values(rows * depth, seed: 2))
    func run() throws -> [Float] {
      let result = try Buffer(floats: rows * outputs)
      packed.multiply(
        MatrixView(data: left.pointer, stride: depth), into: result.pointer, rows: rows,
        columns: 0..<outputs)
      return (0..<(rows * outputs)).map { result.pointer[$0] }
    }
    let found = try Tiles.with { try run() }
    // What two bfloat16 of a number leave of it is 2^-34 of its square.
    #expect(try ReferenceNumbers.error(found, Tiles.without { try run() }) <= 0x1p-36)
  }

  @Test(
    "the bits do not depend on how rows and columns are divided",
    arguments: [[161, 64, 70], [77, 320, 257], [97, 1101, 33], [241, 7, 16]])
  func division(size: [Int]) throws {
    let (rows, depth, outputs) = (size[0], size[1], size[2])
    let packed = try PackedWeight(
      ReferenceNumbers.tensor([outputs, depth], seed: 1), outputs: outputs, inputs: depth, taps: 1,
      as: .bf16)
    let left = try Buffer(ReferenceNumbers.values(rows * depth, seed: 2))
    func bits(rowsAtOnce: Int, columnsAtOnce: Int) throws -> [UInt32] {
      let result = try Buffer(floats: rows * outputs)
      for row in stride(from: 0, to: rows, by: rowsAtOnce) {
        for column in stride(from: 0, to: outputs, by: columnsAtOnce) {
          packed.multiply(
            MatrixView(data: left.pointer + row * depth, stride: depth),
            into: result.pointer + row * outputs, rows: min(rowsAtOnce, rows - row),
            columns: column..<min(outputs, column + columnsAtOnce))
        }
      }
      return (0..<(rows * outputs)).map { result.pointer[$0].bitPattern }
    }
    try Tiles.with {
      let whole = try bits(rowsAtOnce: rows, columnsAtOnce: outputs)
      #expect(try bits(rowsAtOnce: 19, columnsAtOnce: 32) == whole)
      #expect(try bits(rowsAtOnce: 48, columnsAtOnce: 64) == whole)
    }
  }

  @Test("attention equals that without tiles", arguments: BF16AttentionTests.cases)
  func attention(_ test: AttentionTests.Case) throws {
    let channels = test.heads * test.width
    let compute = Compute(threads: 1)
    let query = try Activation(
      ReferenceNumbers.tensor([test.batch, test.queries, channels], seed: 1, scale: test.scale),
      compute)
    let key = try Activation(
      ReferenceNumbers.tensor([test.batch, test.keys, channels], seed: 2, scale: test.scale),
      compute)
    let value = try Activation(
      ReferenceNumbers.tensor([test.batch, test.keys, channels], seed: 3), compute)
    func run() throws -> [Float] {
      try Attention.run(
        query: query, key: key, value: value, heads: test.heads, precision: .bf16, compute
      ).tokenTensor().scalars
    }
    let found = try Tiles.with { try run() }
    let expected = try Tiles.without { try run() }
    #expect(ReferenceNumbers.error(found, expected) <= Tolerance.halfAttention)
  }

  @Test("a value that is not finite is not hidden", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    var input = ReferenceNumbers.values(20 * 40, seed: 1)
    input[5 * 40 + 3] = value
    let packed = try PackedWeight(
      ReferenceNumbers.tensor([33, 40], seed: 2), outputs: 33, inputs: 40, taps: 1, as: .bf16)
    let left = try Buffer(input)
    let result = try Buffer(floats: 20 * 33)
    Tiles.with {
      packed.multiply(
        MatrixView(data: left.pointer, stride: 40), into: result.pointer, rows: 20,
        columns: 0..<33)
    }
    for index in 0..<(20 * 33) {
      #expect(result.pointer[index].isFinite == (index / 33 != 5))
    }
  }
}
