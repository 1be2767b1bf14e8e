import TestSupport
import Testing

@testable import Inference

@Suite(
  "Convolutions by three products of bfloat16",
  .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason))
struct BF16x3ConvolutionTests {
  typealias Case = ConvolutionTests.Case

  @Test(
    "every algorithm is nearly the definition, as a kernel of 32 bits is",
    arguments: ConvolutionAlgorithm.allCases, BF16ConvolutionTests.cases)
  func definition(algorithm: ConvolutionAlgorithm, test: Case) throws {
    var test = test
    test.precision = .bf16x3
    let (found, expected) = try test.run(algorithm: algorithm)
    #expect(found.shape == expected.shape)
    let error = ReferenceNumbers.error(found.scalars, expected.scalars)
    #expect(error.squareRoot() <= Tolerance.split)
  }

  @Test("the bits do not depend on threads", arguments: BF16ConvolutionTests.cases)
  func threads(test: Case) throws {
    for algorithm in ConvolutionAlgorithm.allCases {
      let results = try [1, 2, 3, 5].map { threads in
        var test = test
        test.precision = .bf16x3
        test.threads = threads
        return try test.run(algorithm: algorithm).found.scalars.map(\.bitPattern)
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }
  }

  @Test(
    "what may be transformed is kept without loss, all else is split",
    arguments: [1e-5, 1, 1e6] as [Float])
  func storage(scale: Float) throws {
    let weight = ReferenceNumbers.tensor([16, 16, 3, 3], seed: 1, scale: scale)
    let weights = try ConvolutionWeights(weight, precision: .bf16x3)
    let compute = Compute(threads: 1)
    #expect(try weights.winograd(.four, compute).storage == .floats)
    #expect(try weights.winograd(.two, compute).storage == .floats)
    let strided = try ConvolutionWeights(weight, stride: 2, precision: .bf16x3)
    #expect(strided.packed.storage == .split)
    let halves = try ConvolutionWeights(
      ReferenceNumbers.tensor([512, 64, 3, 3], seed: 1).map { Float(Float16($0)) },
      precision: .bf16x3)
    #expect(halves.packed.storage == .halves)
  }

  @Test("where 32 bits compute, the bits are those of 32 bits")
  func largeMaps() throws {
    let results = try [Precision.fp32, .bf16x3].map { precision in
      var test = Case(height: 24, width: 24, inputs: 64, outputs: 32, surrounded: true)
      test.precision = precision
      return try test.run(algorithm: .winograd4).found.scalars.map(\.bitPattern)
    }
    #expect(results[0] == results[1])
  }
}
