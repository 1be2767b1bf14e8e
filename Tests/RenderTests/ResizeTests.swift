import Inference
import Render
import Testing

@Suite struct ResizeTests {
  @Test(arguments: [1, 2, 3, 7, 64], [1, 2, 5, 33, 128])
  func sizesAreExactAndOneColourStaysItself(from: Int, to: Int) throws {
    let raster = Raster(width: from, height: to, fill: RGB(10, 200, 255))
    let resized = Resize.raster(raster, width: to, height: from)
    #expect(resized == Raster(width: to, height: from, fill: RGB(10, 200, 255)))
    let plane = try Tensor(Array(repeating: 0.25, count: from * to), shape: [from, to])
    let result = Resize.plane(plane, width: from, height: to)
    #expect(result.shape == [to, from])
    #expect(result.scalars.allSatisfy { abs($0 - 0.25) < 1e-6 })
  }

  @Test func shrinkingTakesTheMeanOfTheCoveredArea() throws {
    let plane = try Tensor([1, 3, 5, 7, 9, 11], shape: [2, 3])
    let half = Resize.plane(plane, width: 1, height: 1)
    #expect(half.scalars == [6])
    // Three columns into two: each covers one and a half.
    let two = Resize.plane(plane, width: 2, height: 2)
    let expected: [Float] = [(1 + 1.5) / 1.5, (1.5 + 5) / 1.5, (7 + 4.5) / 1.5, (4.5 + 11) / 1.5]
    for (found, wanted) in zip(two.scalars, expected) { #expect(abs(found - wanted) < 1e-5) }
  }

  @Test func growingInterpolatesBetweenPixelCentres() throws {
    let plane = try Tensor([0, 1], shape: [1, 2])
    let wide = Resize.plane(plane, width: 4, height: 1)
    #expect(wide.scalars == [0, 0.25, 0.75, 1])
  }

  @Test func aValueThatIsNotFiniteStaysWhereItIs() throws {
    let plane = try Tensor([0, 1, .nan, 1, 1, 1], shape: [1, 6])
    let same = Resize.plane(plane, width: 3, height: 1)
    #expect(same.scalars[0] == 0.5)
    #expect(same.scalars[1].isNaN)
    #expect(same.scalars[2] == 1)
    let tall = Resize.plane(plane, width: 6, height: 4)
    #expect(tall.scalars.filter(\.isNaN).count == 4)
  }

  @Test func channelsDoNotMix() throws {
    let plane = try Tensor([0, 10, 20, 2, 12, 22], shape: [1, 2, 3])
    #expect(Resize.plane(plane, width: 1, height: 1).scalars == [1, 11, 21])
  }

  @Test func nearestTakesOnlyIndicesThatWereThere() {
    let image = IndexedImage(
      width: 2, height: 2, indices: [0, 1, 2, 3],
      palette: (0..<4).map { RGB(UInt8($0), 0, 0) })
    #expect(Resize.nearest(image, width: 4, height: 2).indices == [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(Resize.nearest(image, width: 1, height: 1).indices.count == 1)
    let empty = IndexedImage(width: 0, height: 3, indices: [], palette: [])
    #expect(Resize.nearest(empty, width: 2, height: 2).indices == [0, 0, 0, 0])
  }

  @Test func sizesBelowOneAreTakenAsOne() {
    let raster = Raster(width: 4, height: 4, fill: RGB(5, 5, 5))
    #expect(Resize.raster(raster, width: 0, height: -3).pixels == [RGB(5, 5, 5)])
    #expect(Resize.raster(Raster(width: 0, height: 0), width: 2, height: 1).pixels.count == 2)
  }

  @Test func fittingKeepsTheProportions() {
    #expect(Resize.fitting(width: 384, height: 384, inWidth: 300, height: 176) == (176, 176))
    #expect(Resize.fitting(width: 1000, height: 1, inWidth: 10, height: 10) == (10, 1))
    #expect(Resize.fitting(width: 0, height: 5, inWidth: 10, height: 10) == (1, 1))
  }
}
