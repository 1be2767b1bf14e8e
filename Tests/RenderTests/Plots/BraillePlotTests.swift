import Render
import Testing

@Suite struct BraillePlotTests {
  private let line = Plot(
    x: .init("t", 0...9), y: .init("y", 0...1),
    series: [.init("up", RGB(0, 0, 0), .line, x: [0, 9], y: [0, 1])])

  @Test(arguments: [(1, 1), (5, 2), (15, 4), (16, 4), (40, 8), (200, 50), (16, 3)])
  func linesFillTheAreaExactly(columns: Int, rows: Int) {
    for ascii in [false, true] {
      let lines = BraillePlot.lines(line, columns: columns, rows: rows, ascii: ascii)
      #expect(lines.count == rows)
      #expect(lines.allSatisfy { $0.count == columns })
      if ascii { #expect(lines.joined().utf8.allSatisfy { (0x20...0x7E).contains($0) }) }
    }
    #expect(BraillePlot.lines(line, columns: 0, rows: 3).isEmpty)
  }

  @Test func aDiagonalRunsFromCornerToCorner() {
    let lines = BraillePlot.lines(line, columns: 8, rows: 2)
    #expect(lines[1].first == "\u{28C0}")
    #expect(lines[0].last == "\u{2809}")
  }

  @Test func labelsNameTheAxesAndTheSeries() {
    let lines = BraillePlot.lines(line, columns: 40, rows: 8)
    #expect(lines[0].hasPrefix("y "))
    #expect(lines[0].hasSuffix(" up"))
    #expect(lines[1].hasPrefix("1.0\u{2502}"))
    #expect(lines[6].hasPrefix("  0\u{2502}"))
    #expect(lines[7].hasSuffix("t"))
    #expect(lines[7].contains("5"))
  }

  @Test func theAsciiTwinLooksAsDrawn() {
    #expect(
      BraillePlot.lines(line, columns: 20, rows: 6, ascii: true) == [
        "y                 up",
        "1.0|            .--'",
        "0.5|        .--'    ",
        "   |    .--'        ",
        "  0|.--'            ",
        "    0       5      t",
      ])
  }
}
