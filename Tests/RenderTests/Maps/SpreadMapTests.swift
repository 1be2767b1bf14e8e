import Inference
import Testing

@testable import Render

/// The standard deviation over steps, and the ball of normals.
@Suite struct SpreadMapTests {
  private func plane(_ values: [Float], _ shape: [Int]) -> Tensor {
    var tensor = Tensor(zeros: shape)
    tensor.scalars = values
    return tensor
  }

  @Test("is that of numpy's std over the first axis")
  func deviation() throws {
    let steps = [[1, 2], [3, 2], [8, 2]].map { plane($0, [1, 2]) }
    let found = try #require(SpreadMap.deviation(steps))
    // numpy.std([1, 3, 8]) = 2.943920...
    #expect(abs(found.scalars[0] - 2.943_920_3) < 1e-6)
    #expect(found.scalars[1] == 0)
    #expect(SpreadMap.plane(steps) == found)
  }

  @Test("of vectors it is the root of the mean variance")
  func vectors() throws {
    let steps = [[0, 0, 0], [2, 4, 0]].map { plane($0, [1, 1, 3]) }
    let found = try #require(SpreadMap.plane(steps))
    #expect(found.shape == [1, 1])
    // Deviations 1, 2, 0: the root of 5/3.
    #expect(abs(found.scalars[0] - (5.0 / 3).squareRoot()) < 1e-6)
  }

  @Test("one step has none, steps of two sizes no spread at all, and what is not finite stays so")
  func edges() {
    #expect(SpreadMap.plane([plane([5, 6], [1, 2])])?.scalars == [0, 0])
    #expect(SpreadMap.plane([plane([5, 6], [1, 2]), plane([5, 6], [2, 1])]) == nil)
    #expect(SpreadMap.plane([]) == nil)
    let broken = SpreadMap.plane([plane([.nan, 1], [1, 2]), plane([1, 1], [1, 2])])
    #expect(broken?.scalars[0].isNaN == true)
    #expect(broken?.scalars[1] == 0)
  }

  @Test("the ball has the colours of normals, flipped with them")
  func ball() {
    let ground = RGB(1, 2, 3)
    let ball = NormalBall.raster(width: 41, height: 41, background: ground)
    #expect(ball[0, 0] == ground)
    #expect(ball[20, 20] == RGB(127, 127, 255))
    #expect(ball[20, 38].red > 230)
    #expect(ball[2, 20].green > 230)
    let flipped = NormalBall.raster(flip: [.x, .y], width: 41, height: 41, background: ground)
    #expect(flipped[20, 38].red < 25)
    #expect(flipped[2, 20].green < 25)
    #expect(NormalBall.raster(width: 0, height: 0, background: ground).pixels.count == 1)
  }
}
