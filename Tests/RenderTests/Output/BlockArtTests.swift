import Render
import Testing

@Suite struct BlockArtTests {
  @Test func aHalfBlockShowsTwoPixels() {
    let raster = Raster(
      width: 2, height: 2,
      pixels: [RGB(1, 0, 0), RGB(2, 0, 0), RGB(3, 0, 0), RGB(4, 0, 0)])
    let cells = BlockArt.halfBlocks(raster, columns: 2, rows: 1)
    #expect(
      cells == [
        [
          BlockCell(text: "\u{2580}", foreground: RGB(1, 0, 0), background: RGB(3, 0, 0)),
          BlockCell(text: "\u{2580}", foreground: RGB(2, 0, 0), background: RGB(4, 0, 0)),
        ]
      ])
  }

  @Test(arguments: [(0, 5), (5, 0), (-1, 3)])
  func noCellsForNoRoom(columns: Int, rows: Int) {
    let raster = Raster(width: 3, height: 3)
    #expect(BlockArt.halfBlocks(raster, columns: columns, rows: rows).isEmpty)
    #expect(BlockArt.ascii(raster, columns: columns, rows: rows).isEmpty)
  }

  @Test func asciiGoesFromDarkToBrightAndTurnsRoundOnLight() {
    let raster = Raster(
      width: 3, height: 1, pixels: [RGB(0, 0, 0), RGB(128, 128, 128), RGB(255, 255, 255)])
    #expect(BlockArt.ascii(raster, columns: 3, rows: 1) == [" =@"])
    #expect(BlockArt.ascii(raster, columns: 3, rows: 1, onLight: true) == ["@+ "])
  }

  @Test func everyFixedColourIsNearestToItself() {
    for index in UInt8(16)...255 {
      let colour = Palette256.colour(index)
      #expect(Palette256.colour(Palette256.index(nearest: colour)) == colour)
    }
  }

  @Test func theNearestOf240ColoursIsFound() {
    var random = SeededRandom(9)
    for _ in 0..<500 {
      let colour = random.rgb()
      let found = distance(Palette256.colour(Palette256.index(nearest: colour)), colour)
      let best = (UInt8(16)...255).map { distance(Palette256.colour($0), colour) }.min() ?? 0
      #expect(found == best, "\(colour)")
    }
  }

  @Test func blocksOf256ColoursHaveCubeColoursOnly() {
    var random = SeededRandom(10)
    let cells = BlockArt.halfBlocks(
      random.raster(width: 20, height: 20), columns: 20, rows: 10, colours: .indexed256)
    for cell in cells.joined() {
      #expect(Palette256.levels.contains(cell.foreground.red))
      #expect(Palette256.levels.contains(cell.background.blue))
    }
  }

  @Test func ditheringKeepsTheMean() {
    for level in stride(from: 0, through: 255, by: 15) {
      let raster = Raster(width: 16, height: 16, fill: RGB(UInt8(level), 0, 0))
      let mean =
        Palette256.dithered(raster).pixels.map { Double($0.red) }.reduce(0, +) / 256
      #expect(abs(mean - Double(level)) <= 1, "\(level) became \(mean)")
    }
  }

  private func distance(_ a: RGB, _ b: RGB) -> Int {
    let parts = [
      Int(a.red) - Int(b.red), Int(a.green) - Int(b.green), Int(a.blue) - Int(b.blue),
    ]
    return parts.reduce(0) { $0 + $1 * $1 }
  }
}
