import TestSupport
import Testing

@testable import Inference

@Suite(
  "Convolutions in bfloat16", .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason))
struct BF16ConvolutionTests {
  typealias Case = ConvolutionTests.Case

  static let cases =
    ConvolutionAlgorithmTests.strideOne.filter { $0.inputs > 1 } + [
      Case(height: 17, width: 20, inputs: 33, outputs: 40, stride: 2),
      Case(height: 9, width: 8, inputs: 33, outputs: 40, kernel: 1, surrounded: true),
    ]

  @Test(
    "every algorithm is near the definition", arguments: ConvolutionAlgorithm.allCases, cases)
  func definition(algorithm: ConvolutionAlgorithm, test: Case) throws {
    var test = test
    test.precision = .bf16
    let (found, expected) = try test.run(algorithm: algorithm)
    #expect(found.shape == expected.shape)
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.half)
  }

  @Test("the bits do not depend on threads", arguments: cases)
  func threads(test: Case) throws {
    for algorithm in ConvolutionAlgorithm.allCases {
      let results = try [1, 2, 3, 5].map { threads in
        var test = test
        test.precision = .bf16
        test.threads = threads
        return try test.run(algorithm: algorithm).found.scalars.map(\.bitPattern)
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }
  }

  @Test("weights that halves cannot hold stay in 32 bits", arguments: [1e-5, 1e6] as [Float])
  func outOfRange(scale: Float) throws {
    let weight = ReferenceNumbers.tensor([16, 16, 3, 3], seed: 1, scale: scale)
    let weights = try Tiles.without { try ConvolutionWeights(weight, precision: .bf16) }
    #expect(weights.packed.storage == .floats)
    #expect(try weights.winograd(.two, Compute(threads: 1)).storage == .floats)
  }

  @Test("what is kept takes half the memory")
  func storage() throws {
    let weight = ReferenceNumbers.tensor([16, 16, 3, 3], seed: 1)
    let weights = try Tiles.without { try ConvolutionWeights(weight, precision: .bf16) }
    #expect(weights.packed.storage == .halves)
    #expect(try weights.winograd(.two, Compute(threads: 1)).storage == .bf16)
    #expect(try weights.winograd(.four, Compute(threads: 1)).storage == .floats)
    let strided = try ConvolutionWeights(weight, stride: 2, precision: .bf16)
    #expect(strided.packed.storage == .bf16)
  }
}
