import Render
import Testing

@Suite struct PictureTests {
  private static let colour = (0..<20).map { (index: Int) -> RGB in
    let (y, x) = (index / 5, index % 5)
    return RGB(UInt8(x * 50), UInt8(y * 60), UInt8((x + y) * 25))
  }

  @Test(arguments: [PNGFixtures.rgb8, PNGFixtures.interlaced, PNGFixtures.rgb16])
  func colourFilesGiveTheirPixels(bytes: [UInt8]) throws {
    let raster = try ImageFile.decode(bytes: bytes)
    #expect(raster.width == 5 && raster.height == 4)
    #expect(raster.pixels == Self.colour)
  }

  @Test func grayFilesGiveThreeEqualChannels() throws {
    let gray = try ImageFile.decode(bytes: PNGFixtures.gray8)
    #expect(gray[3, 4] == RGB(190, 190, 190) && gray[0, 1] == RGB(40, 40, 40))
    let bilevel = try ImageFile.decode(bytes: PNGFixtures.bilevel)
    #expect(bilevel[0, 0] == RGB(0, 0, 0) && bilevel[0, 1] == RGB(255, 255, 255))
  }

  @Test func alphaLiesOverWhite() throws {
    let raster = try ImageFile.decode(bytes: PNGFixtures.rgba)
    #expect(raster[2, 0] == RGB(255, 255, 255))
    // Column 4: alpha 240 over red 200, green 60 y, blue 25 (4 + y).
    #expect(raster[0, 4] == RGB(203, 15, 109))
    let gray = try ImageFile.decode(bytes: PNGFixtures.grayAlpha)
    #expect(gray[0, 4] == RGB(255, 255, 255))
    #expect(gray[3, 0] == RGB(43, 43, 43))
  }

  @Test func palettesWithAndWithoutAlpha() throws {
    let plain = try ImageFile.decode(bytes: PNGFixtures.palette)
    #expect(
      Array(plain.pixels[0..<4])
        == [RGB(255, 0, 0), RGB(0, 255, 0), RGB(0, 0, 255), RGB(10, 20, 30)])
    let alpha = try ImageFile.decode(bytes: PNGFixtures.paletteAlpha)
    #expect(
      Array(alpha.pixels[0..<4])
        == [RGB(255, 0, 0), RGB(127, 255, 127), RGB(255, 255, 255), RGB(10, 20, 30)])
  }

  @Test func sixteenBitSamplesAreExact() throws {
    let file = try ImageFile.decodeGray16(bytes: PNGFixtures.gray16)
    #expect(file.width == 5 && file.height == 4)
    let expected = (0..<20).map { (index: Int) -> UInt16 in
      let (y, x) = (index / 5, index % 5)
      return UInt16(x * 12345 + y * 777)
    }
    #expect(file.samples == expected)
    let eight = try ImageFile.decodeGray16(bytes: PNGFixtures.gray8)
    #expect(eight.samples[19] == 190 * 257)
    #expect(throws: RenderError.self) { try ImageFile.decodeGray16(bytes: PNGFixtures.rgb8) }
    #expect(throws: RenderError.self) { try ImageFile.decodeGray16(bytes: JPEGFixtures.jpeg) }
  }

  @Test(arguments: [JPEGFixtures.jpeg, JPEGFixtures.progressive])
  func photosGiveTheirColours(bytes: [UInt8]) throws {
    let raster = try ImageFile.decode(bytes: bytes)
    #expect(raster.width == 32 && raster.height == 24)
    expectQuarters(
      raster, [RGB(220, 30, 30), RGB(30, 200, 40), RGB(40, 50, 210), RGB(240, 240, 240)])
  }

  @Test func grayPhotosAreGrayAndPrintingColoursAreRefused() throws {
    let gray = try ImageFile.decode(bytes: JPEGFixtures.jpegGray)
    #expect(gray.pixels.allSatisfy { $0.red == $0.green && $0.green == $0.blue })
    let error = #expect(throws: RenderError.self) {
      try ImageFile.decode(bytes: JPEGFixtures.jpegCMYK, name: "print.jpg")
    }
    #expect(error?.description.contains("CMYK") == true)
  }

  /// The quarters in reading order after turning: 0 red, 1 green, 2 blue, 3 white.
  @Test(arguments: [
    (1, [0, 1, 2, 3]), (2, [1, 0, 3, 2]), (3, [3, 2, 1, 0]), (4, [2, 3, 0, 1]),
    (5, [0, 2, 1, 3]), (6, [2, 0, 3, 1]), (7, [3, 1, 2, 0]), (8, [1, 3, 0, 2]),
  ])
  func photosAreTurnedUpright(orientation: Int, quarters: [Int]) throws {
    let colours = [
      RGB(220, 30, 30), RGB(30, 200, 40), RGB(40, 50, 210), RGB(240, 240, 240),
    ]
    for isLittle in [true, false] {
      let bytes = withOrientation(orientation, isLittle: isLittle)
      let raster = try ImageFile.decode(bytes: bytes)
      #expect(raster.width == (orientation < 5 ? 32 : 24))
      expectQuarters(raster, quarters.map { colours[$0] })
    }
  }

  @Test(arguments: [
    ("P3 2 1 255 1 2 3 4 5 6", [RGB(1, 2, 3), RGB(4, 5, 6)]),
    ("P2\n# a comment\n2 1\n15\n0 15\n", [RGB(0, 0, 0), RGB(255, 255, 255)]),
    ("P6\n1 1\n255\nabc", [RGB(97, 98, 99)]),
    ("P5 2 1 65535 aabb", [RGB(97, 97, 97), RGB(98, 98, 98)]),
  ])
  func plainPicturesAreRead(text: String, pixels: [RGB]) throws {
    #expect(try ImageFile.decode(bytes: Array(text.utf8)).pixels == pixels)
  }

  private func expectQuarters(_ raster: Raster, _ colours: [RGB]) {
    let places = [
      (2, 2), (raster.width - 3, 2), (2, raster.height - 3), (raster.width - 3, raster.height - 3),
    ]
    for (place, colour) in zip(places, colours) {
      let found = raster[place.1, place.0]
      let off = [
        Int(found.red) - Int(colour.red), Int(found.green) - Int(colour.green),
        Int(found.blue) - Int(colour.blue),
      ]
      #expect(off.allSatisfy { abs($0) <= 8 }, "\(found) for \(colour)")
    }
  }

  private func withOrientation(_ orientation: Int, isLittle: Bool) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return isLittle ? bytes : bytes.reversed()
    }
    var tiff: [UInt8] = Array((isLittle ? "II" : "MM").utf8) + number(42, 2) + number(8, 4)
    tiff += number(1, 2) + number(0x0112, 2) + number(3, 2) + number(1, 4)
    tiff += number(orientation, 2) + [0, 0] + number(0, 4)
    let body = Array("Exif\0\0".utf8) + tiff
    let length = body.count + 2
    let segment: [UInt8] = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + body
    return Array(JPEGFixtures.jpeg[..<2]) + segment + Array(JPEGFixtures.jpeg[2...])
  }
}
