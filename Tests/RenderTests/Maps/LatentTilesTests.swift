import Inference
import Render
import Testing

@Suite struct LatentTilesTests {
  private func latents(_ values: [Float]) throws -> Tensor {
    try Tensor(values.flatMap { Array(repeating: $0, count: 4) }, shape: [1, 4, 2, 2])
  }

  @Test func channelsFillTheQuartersInReadingOrder() throws {
    let image = LatentTiles.indexed(try latents([-2, -1, 1, 2]), width: 20, height: 20)
    let raster = Raster(image)
    let palette = Colormap.diverging.palette(levels: 253)
    #expect(raster[0, 0] == palette[0])
    #expect(raster[19, 19] == palette[252])
    #expect(raster[0, 19] == palette[63])
    #expect(raster[19, 0] == palette[189])
    #expect(raster[10, 10] == RGB(24, 24, 24))
  }

  @Test func zeroIsTheMiddleWhateverTheRange() throws {
    let image = LatentTiles.indexed(try latents([0, 0, 0, 8]), width: 16, height: 16)
    #expect(image.indices[0] == 126)
    let withNaN = try latents([0, -9, 0, .nan])
    #expect(LatentTiles.limit(withNaN) == 9)
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 9), (7, 7), (305, 175)])
  func everySizeWorks(width: Int, height: Int) throws {
    let image = LatentTiles.indexed(try latents([1, .nan, 0, 2]), width: width, height: height)
    #expect(image.indices.count == width * height)
    #expect(image.indices.allSatisfy { Int($0) < image.palette.count })
  }

  @Test func legendBarsRunFromEndToEnd() {
    let across = Raster(LegendBar.horizontal(.spectral, width: 50, height: 3))
    #expect(across[0, 0] == RGB(158, 1, 66) && across[2, 49] == RGB(94, 79, 162))
    let upwards = Raster(LegendBar.vertical(.spectral, width: 3, height: 50))
    #expect(upwards[49, 0] == RGB(158, 1, 66) && upwards[0, 2] == RGB(94, 79, 162))
    let turned = Raster(LegendBar.horizontal(.gray, width: 2, height: 1, reversed: true))
    #expect(turned.pixels == [RGB(255, 255, 255), RGB(0, 0, 0)])
    #expect(LegendBar.vertical(.gray, width: 0, height: 0).indices.count == 1)
  }
}
