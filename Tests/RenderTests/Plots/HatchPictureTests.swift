import Render
import Testing

/// Stripes in place of a picture.
@Suite struct HatchPictureTests {
  @Test("stripes of two colours with words in the middle, at any size")
  func stripes() {
    let picture = HatchPicture.indexed(["NaN or infinity", "unet"], width: 200, height: 120)
    #expect(picture.width == 200 && picture.height == 120)
    let raster = Raster(picture)
    #expect(raster[0, 0] != raster[0, 12] && raster[0, 0] == raster[0, 24])
    #expect(raster[12, 0] == raster[0, 12], "they run diagonally")
    #expect(raster.pixels.contains(PlotStyle.dark.ink))
    let plain = Raster(HatchPicture.indexed([], width: 200, height: 120))
    #expect(!plain.pixels.contains(PlotStyle.dark.ink))
  }

  @Test("words that do not fit are left out", arguments: [(1, 1), (6, 6), (40, 8), (0, -1)])
  func small(width: Int, height: Int) {
    let picture = HatchPicture.indexed(["NaN or infinity", ""], width: width, height: height)
    #expect(picture.width == max(1, width) && picture.height == max(1, height))
  }
}
