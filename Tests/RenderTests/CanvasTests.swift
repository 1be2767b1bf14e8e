import Render
import Testing

@Suite struct CanvasTests {
  private let white = RGB(255, 255, 255)
  private let black = RGB(0, 0, 0)

  private func drawn(width: Int, height: Int, _ draw: (inout Canvas) -> Void) -> [String] {
    var canvas = Canvas(width: width, height: height, background: black)
    draw(&canvas)
    return (0..<canvas.height).map { row in
      String((0..<canvas.width).map { canvas.raster[row, $0] == white ? "#" : "." })
    }
  }

  @Test func fillsAreCutAtTheEdges() {
    #expect(
      drawn(width: 4, height: 3) { $0.fill(x: -2, y: 1, width: 4, height: 9, white) }
        == ["....", "##..", "##.."])
    #expect(
      drawn(width: 3, height: 2) { $0.fill(x: 9, y: -9, width: 2, height: 2, white) }
        == ["...", "..."])
    #expect(
      drawn(width: 2, height: 1) { $0.fill(x: 0, y: 0, width: -1, height: 1, white) } == [".."])
  }

  @Test func rectanglesAreOutlines() {
    #expect(
      drawn(width: 5, height: 4) { $0.rectangle(x: 1, y: 0, width: 4, height: 3, white) }
        == [".####", ".#..#", ".####", "....."])
  }

  @Test func linesHaveBothEndsAndNoGaps() {
    #expect(
      drawn(width: 5, height: 3) { $0.line(fromX: 0, y: 0, toX: 4, y: 2, white) }
        == ["#....", ".##..", "...##"])
    #expect(
      drawn(width: 3, height: 3) { $0.line(fromX: 1, y: 2, toX: 1, y: -5, white) }
        == [".#.", ".#.", ".#."])
    #expect(
      drawn(width: 3, height: 3) { $0.line(fromX: 1, y: 1, toX: 1, y: 1, white) }
        == ["...", ".#.", "..."])
  }

  @Test func theClippingRectangleHolds() {
    #expect(
      drawn(width: 4, height: 4) {
        $0.clip(x: 1, y: 1, width: 2, height: 9)
        $0.fill(x: 0, y: 0, width: 4, height: 4, white)
        $0.unclip()
        $0.point(x: 0, y: 0, white)
      } == ["#...", ".##.", ".##.", ".##."])
  }

  @Test func digitsAreDrawnAsTheyWereDesigned() {
    #expect(
      drawn(width: 11, height: 7) { $0.text("17", x: 0, y: 0, white) }
        == [
          "..#...#####", ".##.......#", "#.#......#.", "..#.....#..", "..#....#...",
          "..#....#...", "#####..#...",
        ])
  }

  @Test func textScales() {
    let small = drawn(width: 6, height: 9) { $0.text("g", x: 0, y: 0, white) }
    let large = drawn(width: 12, height: 18) { $0.text("g", x: 0, y: 0, white, scale: 2) }
    let doubled = small.flatMap { line in
      let wide = String(line.flatMap { [$0, $0] })
      return [wide, wide]
    }
    #expect(large == doubled)
  }

  @Test func everyPrintableCharacterHasAGlyphOfItsOwn() {
    let box = drawn(width: 5, height: 9) { $0.text("\u{1F600}", x: 0, y: 0, white) }
    var seen: Set<[String]> = [box]
    let characters = (0x21...0x7E).compactMap { Unicode.Scalar($0).map { Character($0) } }
    for character in characters
      + Array("\u{1FB1}\u{3B1}\u{3B2}\u{3B5}\u{3C3}\u{221A}\u{D7}\u{2192}")
    {
      let glyph = drawn(width: 5, height: 9) { $0.text(String(character), x: 0, y: 0, white) }
      #expect(seen.insert(glyph).inserted, "\(character) looks like another")
    }
    #expect(drawn(width: 2, height: 1) { $0.text(" ", x: 0, y: 0, white) } == [".."])
  }

  @Test func widthsLeaveOutTheLastSpace() {
    #expect(BitmapFont.width("") == 0)
    #expect(BitmapFont.width("abc") == 17)
    #expect(BitmapFont.width("abc", scale: 2) == 34)
  }
}
