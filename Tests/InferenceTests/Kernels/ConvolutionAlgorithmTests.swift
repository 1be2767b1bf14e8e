import Synchronization
import TestSupport
import Testing

@testable import Inference

@Suite("Convolution algorithms")
struct ConvolutionAlgorithmTests {
  typealias Case = ConvolutionTests.Case

  static let strideOne: [Case] = [
    Case(height: 1, width: 1), Case(height: 2, width: 3, inputs: 1, outputs: 1),
    Case(height: 4, width: 4, inputs: 16, outputs: 16),
    Case(height: 5, width: 6, inputs: 17, outputs: 33, surrounded: true),
    Case(height: 7, width: 4, inputs: 16, outputs: 3, groups: 4, surrounded: true),
    Case(batch: 2, height: 9, width: 13, inputs: 20, outputs: 18, groups: 5, surrounded: true),
    Case(batch: 2, height: 33, width: 31, inputs: 8, outputs: 16, groups: 8, threads: 2),
    Case(height: 24, width: 24, inputs: 64, outputs: 32, surrounded: true, threads: 2),
    Case(height: 3, width: 150, inputs: 5, outputs: 9, threads: 2),
    Case(height: 150, width: 3, inputs: 9, outputs: 5, threads: 2),
    Case(height: 14, width: 15, inputs: 130, outputs: 20, threads: 2),
    Case(height: 14, width: 15, inputs: 20, outputs: 130, threads: 2),
    Case(height: 8, width: 9, inputs: 6, outputs: 7, padding: .none),
    Case(height: 8, width: 9, inputs: 6, outputs: 7, padding: .bottomRight),
    Case(height: 6, width: 5, inputs: 18, outputs: 16, target: [12, 10], groups: 2),
    Case(height: 6, width: 5, inputs: 4, outputs: 4, target: [11, 9], surrounded: true),
  ]

  @Test(
    "every algorithm equals the definition", arguments: ConvolutionAlgorithm.allCases, strideOne)
  func definition(algorithm: ConvolutionAlgorithm, test: Case) throws {
    let (found, expected) = try test.run(algorithm: algorithm)
    #expect(found.shape == expected.shape)
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.kernel)
  }

  /// The layouts of a weight this processor can multiply; 0 is OpenBLAS's.
  static let panels = [0, 16, 32].filter { $0 <= PanelLayout(outputs: 1).panel }

  @Test("every layout of the weight gives the same", arguments: strideOne, panels)
  func layouts(test: Case, panel: Int) throws {
    for algorithm in ConvolutionAlgorithm.allCases {
      var test = test
      test.panel = panel
      let (found, expected) = try test.run(algorithm: algorithm)
      #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.kernel)
    }
  }

  @Test("the result does not depend on the number of threads", arguments: strideOne)
  func threads(test: Case) throws {
    for algorithm in ConvolutionAlgorithm.allCases {
      var (one, three) = (test, test)
      one.threads = 1
      three.threads = 3
      let expected = try one.run(algorithm: algorithm).found
      let found = try three.run(algorithm: algorithm).found
      #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= 1e-11)
    }
  }

  @Test("an algorithm is chosen only for shapes it can compute")
  func choice() throws {
    for kernel in [1, 3] {
      for stride in [1, 2] {
        for edge in [1, 2, 3, 8, 16, 24, 64] {
          for channels in [1, 3, 16, 64, 320, 1280] {
            let shape = try #require(
              ConvolutionShape(
                batch: 1, height: edge, width: edge, inputs: channels, outputs: channels,
                kernel: kernel, stride: stride, padding: .same))
            for plain in [true, false] {
              let chosen = ConvolutionAlgorithm.fastest(for: shape, plain: plain)
              #expect(chosen.supports(shape, plain: plain))
            }
          }
        }
      }
    }
  }

  @Test(
    "the blocks of a Winograd plan cover every tile within the bounds on memory",
    arguments: [[1, 1], [3, 900], [64, 64], [513, 511], [24, 24]], [1, 2, 16])
  func plan(size: [Int], threads: Int) throws {
    for channels in [16, 128, 512, 2560] {
      for tile in [WinogradTile.two, .four] {
        let shape = try #require(
          ConvolutionShape(
            batch: 1, height: size[0], width: size[1], inputs: channels, outputs: channels,
            kernel: 3, stride: 1, padding: .same))
        let plan = WinogradPlan(shape, tile: tile, threads: threads)
        #expect(plan.rows >= 1 && plan.columns >= 1)
        #expect(plan.blocksDown * plan.rows >= plan.down)
        #expect(plan.blocksAcross * plan.columns >= plan.across)
        #expect(plan.down * tile.edge >= size[0] && plan.across * tile.edge >= size[1])
        #expect(plan.rows * plan.columns <= (threads > 1 ? 64 : 96))
        let floats = plan.rows * plan.columns * tile.points * 2 * channels
        #expect(floats <= max(4 << 20, 64 * tile.points * 2 * channels))
      }
    }
  }

  @Test(
    "Winograd's method equals the definition wherever its weights are", arguments: strideOne,
    TransformedWeight.Holding.allCases)
  func holding(test: Case, holding: TransformedWeight.Holding) throws {
    for panel in Self.panels {
      for algorithm in [ConvolutionAlgorithm.winograd2, .winograd4] {
        var test = test
        (test.panel, test.holding) = (panel, holding)
        let (found, expected) = try test.run(algorithm: algorithm)
        #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.kernel)
      }
    }
  }

  @Test("transformed weights are made once, and only for the algorithms that run")
  func lazyWeights() throws {
    let compute = Compute(threads: 2)
    let weights = try ConvolutionWeights(ReferenceNumbers.tensor([16, 16, 3, 3], seed: 1))
    let first = try weights.winograd(.four, compute)
    #expect(try weights.winograd(.four, compute).buffer === first.buffer)
    #expect(try weights.winograd(.two, compute).buffer !== first.buffer)
  }

  @Test("a cancelled convolution stops within a chunk a thread", arguments: [1, 2])
  func cancellation(threads: Int) throws {
    let asked = Mutex(0)
    let limit = 5
    let checkpoint = Checkpoint(isCancelled: {
      asked.withLock {
        $0 += 1
        return $0 > limit
      }
    })
    let compute = Compute(checkpoint: checkpoint, threads: threads)
    let convolution = try Convolution(
      weight: ReferenceNumbers.tensor([32, 32, 3, 3], seed: 1), bias: nil)
    let input = try Activation(Tensor(zeros: [1, 32, 512, 512]), compute)
    #expect(throws: InferenceError.cancelled) { try convolution(input, compute) }
    // Every worker asks at most once more after the first refusal.
    #expect(asked.withLock { $0 } <= limit + threads)
  }
}
