import TestSupport
import Testing

@testable import Inference

@Suite("Linear")
struct LinearTests {
  @Test(
    "a linear layer equals its definition",
    arguments: [[1, 1, 1], [77, 33, 5], [300, 64, 130], [1, 320, 64], [1025, 8, 24]],
    [1, 2])
  func definition(sizes: [Int], threads: Int) throws {
    let (rows, inputs, outputs) = (sizes[0], sizes[1], sizes[2])
    let compute = Compute(threads: threads)
    let weight = ReferenceNumbers.tensor([outputs, inputs], seed: 1)
    let bias = ReferenceNumbers.tensor([outputs], seed: 2)
    let input = ReferenceNumbers.tensor([1, rows, inputs], seed: 3)
    let residual = ReferenceNumbers.tensor([1, rows, outputs], seed: 4)
    let linear = try Linear(weight: weight, bias: bias)
    let expected = ReferenceAttention.linear(input.scalars, weight: weight, bias: bias)
    let found = try linear(Activation(input, compute), compute).tokenTensor()
    #expect(ReferenceNumbers.error(found.scalars, expected) <= Tolerance.kernel)
    let added = try linear(
      Activation(input, compute), residual: Activation(residual, compute), compute
    ).tokenTensor()
    let sum = zip(expected, residual.scalars).map { $0 + $1 }
    #expect(ReferenceNumbers.error(added.scalars, sum) <= Tolerance.kernel)
    #expect(ReferenceNumbers.error(linear.apply(input.scalars), expected) <= Tolerance.kernel)
  }

  @Test("weights of 1x1 convolutions are taken, everything else that does not fit is refused")
  func refused() throws {
    let compute = Compute(threads: 1)
    #expect(try Linear(weight: Tensor(zeros: [4, 3, 1, 1]), bias: nil).inputs == 3)
    #expect(throws: InferenceError.self) {
      try Linear(weight: Tensor(zeros: [4, 3, 3, 3]), bias: nil)
    }
    #expect(throws: InferenceError.self) {
      try Linear(weight: Tensor(zeros: [4, 3]), bias: Tensor(zeros: [3]))
    }
    let linear = try Linear(weight: Tensor(zeros: [4, 3]), bias: nil)
    let input = try Activation(Tensor(zeros: [1, 2, 3]), compute)
    let wrong = try Activation(Tensor(zeros: [1, 2, 4]), compute)
    #expect(throws: InferenceError.self) { try linear(wrong, compute) }
    #expect(throws: InferenceError.self) { try linear(input, residual: input, compute) }
  }
}
