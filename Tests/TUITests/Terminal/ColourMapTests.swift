import Testing

@testable import TUI

@Suite("Colours as numbers")
struct ColourMapTests {
  @Test("The terminal's own colour is its own at every depth")
  func standard() {
    for depth in [ColourDepth.mono, .eight, .sixteen, .indexed256, .direct] {
      #expect(ColourMap(depth: depth).number(.standard).number == -1)
    }
  }

  @Test("Without colour every colour is the terminal's own")
  func mono() {
    #expect(ColourMap(depth: .mono).number(.rgb(255, 0, 0)).number == -1)
    #expect(ColourMap(depth: .mono).number(.ansi(9)).number == -1)
  }

  @Test(
    "The nearest of 256 colours",
    arguments: [
      ((0, 0, 0), 16), ((255, 255, 255), 231), ((255, 0, 0), 196), ((8, 8, 8), 232),
      ((238, 238, 238), 255), ((128, 128, 128), 244), ((95, 135, 175), 67),
    ] as [((Int, Int, Int), Int)])
  func indexed(colour: (Int, Int, Int), number: Int) {
    #expect(ColourMap.nearest256(colour) == Int32(number))
  }

  @Test("Bright colours of an eight-colour terminal are bold ones")
  func bright() {
    let map = ColourMap(depth: .eight)
    #expect(map.number(.ansi(9)) == (1, true))
    #expect(map.number(.rgb(255, 0, 0)) == (1, true))
    #expect(map.number(.ansi(1)) == (1, false))
  }

  @Test("A direct colour is its own number, but never one of the first eight")
  func direct() {
    let map = ColourMap(depth: .direct)
    #expect(map.number(.rgb(0x12, 0x34, 0x56)).number == 0x123456)
    #expect(map.number(.rgb(0, 0, 3)).number == 8)
    #expect(map.number(.ansi(3)).number == 3)
    #expect(map.number(.ansi(12)).number > 255)
  }

  @Test("Every character that stands for another in ASCII is ASCII")
  func glyphs() {
    for value in UInt32(0xA0)..<0x3000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(GlyphTable.ascii(scalar).isASCII)
    }
    #expect(GlyphTable.ascii("a") == "a")
    #expect(GlyphTable.ascii("\u{2502}") == "|")
  }
}
