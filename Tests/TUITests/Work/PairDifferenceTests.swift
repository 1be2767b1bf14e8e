import Inference
import Testing

@testable import TUI

/// How far two predictions are apart.
@Suite struct PairDifferenceTests {
  private func prediction(_ quantity: Quantity, _ shape: [Int], _ values: [Float]) -> Prediction {
    var tensor = Tensor(zeros: shape)
    tensor.scalars = values
    return Prediction(quantity: quantity, values: tensor)
  }

  @Test("depths that differ by scale and shift alone do not differ")
  func fits() throws {
    let a = prediction(.depth, [2, 2], [0, 0.25, 0.5, 1])
    let b = prediction(.depth, [2, 2], [0.1, 0.2, 0.3, 0.5])
    let figures = try #require(PairDifference(a, b))
    #expect(figures.largest < 1e-6)
    #expect(!figures.isAngle)
  }

  @Test("what no fit takes away is left")
  func remains() throws {
    let a = prediction(.depth, [1, 4], [0, 1, 0, 1])
    let b = prediction(.depth, [1, 4], [0, 0, 1, 1])
    let figures = try #require(PairDifference(a, b))
    #expect(abs(figures.mean - 0.5) < 1e-6)
    #expect(abs(figures.largest - 0.5) < 1e-6)
  }

  @Test("normals differ by their angle")
  func angles() throws {
    let a = prediction(.normals, [1, 2, 3], [0, 0, 1, 0, 0, 1])
    let b = prediction(.normals, [1, 2, 3], [0, 0, 1, 0, 1, 0])
    let figures = try #require(PairDifference(a, b))
    #expect(figures.isAngle)
    #expect(abs(figures.largest - 90) < 1e-3)
    #expect(abs(figures.mean - 45) < 1e-3)
  }

  @Test("two kinds or sizes cannot be subtracted")
  func refuses() {
    let a = prediction(.depth, [1, 2], [0, 1])
    #expect(PairDifference(a, prediction(.disparity, [1, 2], [0, 1])) == nil)
    #expect(PairDifference(a, prediction(.depth, [2, 1], [0, 1])) == nil)
    #expect(PairDifference(a, prediction(.depth, [1, 2], [.nan, .nan])) == nil)
  }
}
