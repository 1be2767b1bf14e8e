import Testing

@testable import Render

@Suite struct SixelQuantizerTests {
  /// Smooth colours with more shades than any palette has.
  private static let photo = Raster(
    width: 96, height: 64,
    pixels: (0..<(96 * 64)).map { index in
      let (row, column) = (index / 96, index % 96)
      return RGB(UInt8(column * 2), UInt8(row * 3), UInt8((row + column) * 255 / 160))
    })

  @Test func aPictureOfFewColoursIsKeptExactly() throws {
    let colours = [RGB(1, 2, 3), RGB(200, 100, 0), RGB(255, 255, 255)]
    let raster = Raster(
      width: 9, height: 5, pixels: (0..<45).map { colours[$0 * $0 % 3] })
    let image = try SixelQuantizer.quantize(raster, colours: 256)
    #expect(Raster(image) == raster)
    #expect(image.palette.count <= 3)
  }

  @Test(arguments: [16, 64, 256], SixelQuantizer.Diffusion.allCases)
  func aPhotoKeepsItsColoursOnTheWhole(
    colours: Int, diffusion: SixelQuantizer.Diffusion
  ) throws {
    let before = Self.photo
    let image = try SixelQuantizer.quantize(before, colours: colours, diffusion: diffusion)
    #expect(image.palette.count <= colours)
    #expect(image.indices.allSatisfy { Int($0) < image.palette.count })
    let error = meanError(Raster(image), Self.photo)
    let allowed = [16: 50.0, 64: 26.0, 256: 14.0][colours] ?? 0.0
    #expect(error < allowed, "mean error of the three channels together")
    #expect(before == Self.photo)
  }

  @Test("pictures that are cut at the same time have the colours that each has alone")
  func togetherAsAlone() async throws {
    // Along one channel each, so that the boxes of no two are sorted alike.
    let pictures = (0..<3).map { channel in
      Raster(
        width: 96, height: 64,
        pixels: (0..<(96 * 64)).map { index in
          let values = (0..<3).map { UInt8(index / ($0 == channel ? 25 : 200) % 256) }
          return RGB(values[0], values[1], UInt8((Int(values[2]) + index) % 256))
        })
    }
    let alone = try pictures.map { try SixelQuantizer.palette(of: $0, colours: 64) }
    try await withThrowingTaskGroup(of: (Int, [RGB]).self) { group in
      for index in 0..<300 {
        group.addTask { [picture = pictures[index % 3]] in
          (index % 3, try SixelQuantizer.palette(of: picture, colours: 64))
        }
      }
      for try await (place, palette) in group { #expect(palette == alone[place]) }
    }
  }

  @Test func diffusionBringsTheMeanOfAnAreaCloser() throws {
    let plain = try SixelQuantizer.quantize(Self.photo, colours: 16, diffusion: .none)
    let diffused = try SixelQuantizer.quantize(Self.photo, colours: 16)
    let before = Resize.raster(Self.photo, width: 12, height: 8)
    let errorPlain = meanError(Resize.raster(Raster(plain), width: 12, height: 8), before)
    let errorDiffused = meanError(Resize.raster(Raster(diffused), width: 12, height: 8), before)
    #expect(errorDiffused < errorPlain * 0.7, "\(errorDiffused) against \(errorPlain)")
  }

  @Test(arguments: [(1, 300), (300, 1), (2, 200), (1, 1), (17, 17)])
  func narrowPicturesAreNoTrouble(width: Int, height: Int) throws {
    var random = SeededRandom(5)
    let raster = random.raster(width: width, height: height)
    for diffusion in SixelQuantizer.Diffusion.allCases {
      let image = try SixelQuantizer.quantize(raster, colours: 8, diffusion: diffusion)
      #expect(image.indices.count == width * height)
    }
  }

  @Test func theOrderedDitherKeepsTheLevelsOfTheCube() {
    let cube = OrderedDither.indexed(Raster(width: 1, height: 1)).palette
    #expect(cube.count == 216 && cube[0] == RGB(0, 0, 0) && cube[215] == RGB(255, 255, 255))
    #expect(cube[36 * 2 + 6 * 3 + 1] == RGB(102, 153, 51))
    let raster = Raster(width: 18, height: 12, pixels: cube)
    #expect(Raster(OrderedDither.indexed(raster)) == raster)
  }

  @Test func theOrderedDitherKeepsTheMeanOfAnArea() {
    for level in stride(from: 0, through: 255, by: 5) {
      let raster = Raster(width: 16, height: 16, fill: RGB(UInt8(level), 128, 7))
      let dithered = Raster(OrderedDither.indexed(raster))
      let mean = dithered.pixels.map { Double($0.red) }.reduce(0, +) / 256
      #expect(abs(mean - Double(level)) <= 0.5, "\(level) became \(mean)")
    }
  }

  private func meanError(_ a: Raster, _ b: Raster) -> Double {
    var sum = 0
    for (one, other) in zip(a.pixels, b.pixels) {
      sum += abs(Int(one.red) - Int(other.red)) + abs(Int(one.green) - Int(other.green))
      sum += abs(Int(one.blue) - Int(other.blue))
    }
    return Double(sum) / Double(a.pixels.count)
  }
}
