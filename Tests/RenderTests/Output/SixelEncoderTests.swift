import CSixel
import Foundation
import Render
import TestSupport
import Testing

@Suite struct SixelEncoderTests {
  @Test(arguments: [
    (1, 1, 1), (1, 6, 2), (5, 7, 3), (6, 1, 6), (3, 12, 2), (300, 176, 256), (64, 48, 256),
    (17, 13, 1), (257, 5, 200),
  ])
  func everyPixelOfNoiseComesBack(width: Int, height: Int, colours: Int) throws {
    var random = SeededRandom(UInt64(width * 1000 + height))
    let image = random.indexedImage(width: width, height: height, colours: colours)
    try expectRoundTrip(image)
  }

  @Test func randomPicturesWithLongRunsComeBack() throws {
    var random = SeededRandom(7)
    for _ in 0..<60 {
      let width = Int.random(in: 1...70, using: &random)
      let height = Int.random(in: 1...30, using: &random)
      var image = random.indexedImage(width: width, height: height, colours: 5)
      for index in image.indices.indices.dropFirst() where Int.random(in: 0..<8, using: &random) > 0
      {
        image.indices[index] = image.indices[index - 1]
      }
      try expectRoundTrip(image, firstRegister: Int.random(in: 0...700, using: &random))
    }
  }

  @Test func onePixelIsWrittenAsTheStandardSays() {
    let image = IndexedImage(width: 1, height: 1, indices: [0], palette: [RGB(255, 0, 128)])
    let text = String(decoding: SixelEncoder.encode(image), as: UTF8.self)
    #expect(text == "\u{1B}P0;1;0q\"1;1;1;1#0;2;100;0;50#0@\u{1B}\\")
  }

  @Test func longRunsAreRepeatsAndBandsAreSeparated() {
    let image = IndexedImage(
      width: 9, height: 7, indices: Array(repeating: 1, count: 63),
      palette: [RGB(9, 9, 9), RGB(255, 255, 255)])
    let text = String(decoding: SixelEncoder.encode(image, firstRegister: 10), as: UTF8.self)
    #expect(text == "\u{1B}P0;1;0q\"1;1;9;7#11;2;100;100;100#11!9~-#11!9@\u{1B}\\")
  }

  @Test func onlyRegistersThatOccurAreDefined() throws {
    let image = IndexedImage(
      width: 2, height: 1, indices: [3, 200],
      palette: (0..<256).map { RGB(UInt8($0), 0, 0) })
    let picture = try SixelDecoder.decode(SixelEncoder.encode(image, firstRegister: 4))
    #expect(picture.palette.keys.sorted() == [7, 204])
  }

  @Test func aPictureWithoutPixelsIsStillAWholeSixelString() throws {
    let image = IndexedImage(width: 0, height: 0, indices: [], palette: [])
    let picture = try SixelDecoder.decode(SixelEncoder.encode(image))
    #expect(picture.pixels.isEmpty)
  }

  @Test func noiseCostsBytesInProportionToItsPixels() {
    var random = SeededRandom(3)
    let small = SixelEncoder.encode(random.indexedImage(width: 64, height: 60, colours: 256))
    let large = SixelEncoder.encode(random.indexedImage(width: 64, height: 240, colours: 256))
    #expect(large.count < small.count * 4)
  }

  @Test func compositeTilesKeepTheirColoursAndTheGapsStayOpen() throws {
    var random = SeededRandom(11)
    let left = random.indexedImage(width: 20, height: 17, colours: 250)
    let right = random.indexedImage(width: 13, height: 9, colours: 40)
    let tiles = SixelEncoder.assigned([(left, 2, 1), (right, 25, 8)], firstRegister: 5)
    #expect(tiles.map(\.firstRegister) == [5, 255])
    let bytes = SixelEncoder.composite(tiles, width: 40, height: 20)
    let picture = try SixelDecoder.decode(bytes)
    #expect(picture.parameters == [0, 1, 0])
    for row in 0..<20 {
      for column in 0..<40 {
        let register = picture.registers[row * 40 + column]
        #expect(register == expected(tiles, row: row, column: column))
      }
    }
  }

  @Test(arguments: [(-3, -2), (30, 10), (35, -5), (90, 90)])
  func tilesAreCutAtTheEdges(x: Int, y: Int) throws {
    var random = SeededRandom(12)
    let image = random.indexedImage(width: 12, height: 11, colours: 9)
    let tile = SixelEncoder.Tile(image, x: x, y: y, firstRegister: 0)
    let picture = try SixelDecoder.decode(
      SixelEncoder.composite([tile], width: 40, height: 20))
    for row in 0..<20 {
      for column in 0..<40 {
        #expect(
          picture.registers[row * 40 + column] == expected([tile], row: row, column: column))
      }
    }
  }

  private func expected(_ tiles: [SixelEncoder.Tile], row: Int, column: Int) -> Int? {
    for tile in tiles {
      let (x, y) = (column - tile.x, row - tile.y)
      if (0..<tile.image.width).contains(x), (0..<tile.image.height).contains(y) {
        return tile.firstRegister + Int(tile.image.indices[y * tile.image.width + x])
      }
    }
    return nil
  }

  /// Exact by registers and close in colour through our decoder, close in colour through libsixel's.
  private func expectRoundTrip(_ image: IndexedImage, firstRegister: Int = 0) throws {
    let bytes = SixelEncoder.encode(image, firstRegister: firstRegister)
    let picture = try SixelDecoder.decode(bytes)
    #expect(picture.width == image.width && picture.height == image.height)
    #expect(picture.registers == image.indices.map { firstRegister + Int($0) })
    let wanted = image.indices.map { image.palette[Int($0)] }
    for (found, colour) in zip(picture.pixels, wanted) {
      let found = try #require(found)
      #expect(isClose(found, colour), "\(found) for \(colour)")
    }
    guard firstRegister + image.palette.count <= 256 else { return }
    let second = try libsixelDecoded(bytes)
    #expect(second.width == image.width && second.height >= image.height)
    #expect(zip(second.pixels, wanted).allSatisfy { isClose($0, $1) })
  }

  /// Hundredths are 2.55 apart, so half of that may be lost.
  private func isClose(_ a: RGB, _ b: RGB) -> Bool {
    abs(Int(a.red) - Int(b.red)) <= 2 && abs(Int(a.green) - Int(b.green)) <= 2
      && abs(Int(a.blue) - Int(b.blue)) <= 2
  }

  /// The pixels as libsixel's decoder sees them, given nothing but our own output.
  private func libsixelDecoded(
    _ bytes: [UInt8]
  ) throws -> (width: Int, height: Int, pixels: [RGB]) {
    var input = bytes
    var pixels: UnsafeMutablePointer<UInt8>?
    var palette: UnsafeMutablePointer<UInt8>?
    var width: Int32 = 0
    var height: Int32 = 0
    var colours: Int32 = 0
    let status = sixel_decode_raw(
      &input, Int32(input.count), &pixels, &width, &height, &palette, &colours, nil)
    try #require(status & 0x1000 == 0)
    let indices = try #require(pixels)
    let table = try #require(palette)
    defer {
      free(indices)
      free(table)
    }
    let result = (0..<(Int(width) * Int(height))).map { place in
      let entry = Int(indices[place]) * 3
      return RGB(table[entry], table[entry + 1], table[entry + 2])
    }
    return (Int(width), Int(height), result)
  }
}
