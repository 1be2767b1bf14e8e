import Inference
import Render
import Testing

@Suite struct DepthMapTests {
  @Test func nearIsDarkRedInDepthAndInDisparity() throws {
    let depth = Prediction(quantity: .depth, values: try Tensor([0, 1], shape: [1, 2]))
    let disparity = Prediction(quantity: .disparity, values: try Tensor([1, 0], shape: [1, 2]))
    let expected = [RGB(158, 1, 66), RGB(94, 79, 162)]
    #expect(Raster(DepthMap.indexed(depth)).pixels == expected)
    #expect(Raster(DepthMap.indexed(disparity)).pixels == expected)
  }

  @Test func thePictureHasTheSizeAskedFor() throws {
    let plane = try Tensor((0..<12).map { Float($0) / 11 }, shape: [3, 4])
    for (width, height) in [(1, 1), (8, 6), (300, 176), (2, 9)] {
      let image = DepthMap.indexed(plane, width: width, height: height)
      #expect(image.width == width && image.height == height)
      #expect(image.indices.count == width * height)
    }
  }

  @Test func scalesChooseTheEnds() throws {
    let plane = try Tensor([2, 4, .nan, 6], shape: [1, 4])
    #expect(DepthMap.range(of: plane, .minMax) == 2...6)
    #expect(DepthMap.range(of: plane, .unit) == 0...1)
    #expect(DepthMap.range(of: plane, .fixed(1...3)) == 1...3)
    let image = DepthMap.indexed(plane, colormap: .gray, scale: .minMax, width: 4, height: 1)
    #expect(Raster(image).pixels[0] == RGB(0, 0, 0))
    #expect(Raster(image).pixels[3] == RGB(255, 255, 255))
    #expect(Colormap.hatch.contains(Raster(image).pixels[2]))
  }

  @Test func aPlaneWithoutFiniteValuesIsAllHatch() throws {
    let plane = try Tensor(Array(repeating: .nan, count: 64), shape: [8, 8])
    let image = DepthMap.indexed(plane, scale: .minMax, width: 16, height: 16)
    #expect(Set(Raster(image).pixels) == Set(Colormap.hatch))
  }

  @Test func theDifferenceOfAPlaneToItselfIsTheDarkestColour() throws {
    let plane = try Tensor([0.1, 0.5, 0.9, 0.3], shape: [2, 2])
    let image = DifferenceMap.indexed(plane, plane, width: 4, height: 4)
    #expect(Set(Raster(image).pixels) == [Colormap.inferno.table[0]])
  }

  @Test func theLargestDifferenceIsTheBrightestColour() throws {
    let a = try Tensor([0, 0.5, 0], shape: [1, 3])
    let b = try Tensor([0, 0, 0.25], shape: [1, 3])
    let image = DifferenceMap.indexed(a, b, width: 3, height: 1)
    #expect(image.indices == [0, 255, 128])
    let fixed = DifferenceMap.indexed(a, b, limit: 1, width: 3, height: 1)
    #expect(fixed.indices == [0, 128, 64])
  }

  @Test func differencesOfSeveralChannelsAreTheirMean() throws {
    let a = try Tensor([1, 2, 3], shape: [1, 1, 3])
    let b = try Tensor([1, 1, 1], shape: [1, 1, 3])
    #expect(DifferenceMap.plane(a, b).scalars == [1])
  }
}
