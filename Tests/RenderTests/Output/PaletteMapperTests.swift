import Testing

@testable import Render

@Suite("Pixels to a palette's colours")
struct PaletteMapperTests {
  private static func palette(_ count: Int, _ random: inout SeededRandom) -> [RGB] {
    (0..<count).map { _ in
      // Few values, so that colours come twice and distances tie.
      let colour = random.rgb()
      return RGB(colour.red & 0xF0, colour.green & 0xF0, colour.blue & 0xF0)
    }
  }

  /// The first of the nearest, each looked at.
  private static func nearest(_ colour: (Int, Int, Int), _ palette: [RGB]) -> Int {
    let distances = palette.map { entry in
      let (red, green, blue) = (
        Int(entry.red) - colour.0, Int(entry.green) - colour.1, Int(entry.blue) - colour.2
      )
      return red * red + green * green + blue * blue
    }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }

  @Test("The nearest colour is found, the first of several", arguments: [1, 2, 16, 255, 256])
  func nearest(count: Int) {
    var random = SeededRandom(UInt64(count))
    let palette = Self.palette(count, &random)
    let search = NearestColour(palette)
    let corners = [RGB(0, 0, 0), RGB(255, 255, 255), RGB(0, 255, 0), RGB(255, 0, 255)]
    for colour in corners + (0..<2_000).map({ _ in random.rgb() }) {
      let channels = (Int(colour.red), Int(colour.green), Int(colour.blue))
      #expect(
        search.index(red: channels.0, green: channels.1, blue: channels.2)
          == Self.nearest(channels, palette), "\(colour)")
    }
  }

  /// Floyd and Steinberg pixel by pixel, row by row, each error added where it goes.
  private static func diffused(_ raster: Raster, _ palette: [RGB]) -> [UInt8] {
    var errors = [Int](repeating: 0, count: raster.pixels.count * 3)
    return raster.pixels.indices.map { place in
      let (row, column) = (place / raster.width, place % raster.width)
      let pixel = raster.pixels[place]
      let wished = [pixel.red, pixel.green, pixel.blue].enumerated().map { channel, value in
        min(max(Int(value) + (errors[place * 3 + channel] >> 4), 0), 255)
      }
      let middle = wished.map { $0 / 4 * 4 + 2 }
      let found = nearest((middle[0], middle[1], middle[2]), palette)
      let colour = palette[found]
      for (channel, value) in [colour.red, colour.green, colour.blue].enumerated() {
        let error = wished[channel] - Int(value)
        for (down, across, share) in [(0, 1, 7), (1, -1, 3), (1, 0, 5), (1, 1, 1)] {
          let (row, column) = (row + down, column + across)
          guard row < raster.height, (0..<raster.width).contains(column) else { continue }
          errors[(row * raster.width + column) * 3 + channel] += share * error
        }
      }
      return UInt8(found)
    }
  }

  @Test(
    "Two rows at a time hand on what one after the other would", arguments: [1, 2, 3, 4, 17],
    [1, 2, 3, 6])
  func diffusion(width: Int, height: Int) {
    var random = SeededRandom(UInt64(width * 10 + height))
    for count in [2, 9, 64] {
      let palette = Self.palette(count, &random)
      let raster = Raster(
        width: width, height: height, pixels: (0..<(width * height)).map { _ in random.rgb() })
      #expect(
        PaletteMapper(palette).map(raster, isDiffused: true).indices
          == Self.diffused(raster, palette))
    }
  }
}
