import TestSupport
import Testing

@testable import Inference

/// What products with packed weights of every kind must hold.
enum ProductCheck {
  /// A product is the expected one, and what lies behind its result stays as it is.
  static func expect(
    _ input: [Float], times weight: PackedWeight, rows: Int, gives expected: [Float]
  ) throws {
    let left = try Buffer(input)
    let count = rows * weight.layout.outputs
    let result = try Buffer([Float](repeating: 7, count: count + 40))
    MatrixProduct(
      left: MatrixView(data: left.pointer, stride: weight.depth), weight: weight,
      result: result.pointer, rows: rows
    ).multiply()
    let found = (0..<count).map { result.pointer[$0] }
    #expect(ReferenceNumbers.error(found, expected) <= Tolerance.kernel)
    #expect((0..<40).allSatisfy { result.pointer[count + $0] == 7 })
  }
}
