import Testing

@testable import TUI

/// Where things go.
@Suite struct LayoutTests {
  @Test("pictures keep their proportions, whole cells and whole sixel bands")
  func fitsPictures() throws {
    for cell in [(6, 13), (8, 16), (10, 20), (9, 17)] {
      var facts = Scenario.sixel
      facts.cell = PixelSize(width: cell.0, height: cell.1)
      for (width, height) in [(384, 384), (640, 480), (100, 1000), (2000, 300), (1, 1)] {
        for rows in 1...30 {
          let area = Rect(row: 2, column: 3, rows: rows, columns: 50)
          guard let fit = Fit.picture(width: width, height: height, in: area, facts) else {
            continue
          }
          #expect(fit.pixels.width == fit.rect.columns * cell.0)
          #expect(fit.pixels.height % 6 == 0)
          #expect(fit.pixels.height <= fit.rect.rows * cell.1)
          #expect(fit.pixels.height > (fit.rect.rows - 1) * cell.1)
          #expect(fit.rect.row >= area.row && fit.rect.endRow <= area.endRow)
          #expect(fit.rect.column >= area.column && fit.rect.endColumn <= area.endColumn)
          let wanted = fit.pixels.width * height / width
          #expect(abs(fit.pixels.height - wanted) <= 6 || fit.pixels.height + 6 > rows * cell.1)
        }
      }
    }
  }

  @Test("without pixels a picture has one pixel a column and two a row")
  func fitsBlocks() throws {
    let area = Rect(row: 0, column: 0, rows: 11, columns: 38)
    let fit = try #require(Fit.picture(width: 384, height: 384, in: area, TerminalFacts()))
    #expect(fit.pixels == PixelSize(width: 22, height: 22))
    #expect(fit.rect == Rect(row: 0, column: 8, rows: 11, columns: 22))
  }

  @Test("a picture larger than xterm draws is never asked for")
  func largest() throws {
    let area = Rect(row: 0, column: 0, rows: 200, columns: 400)
    let fit = try #require(Fit.picture(width: 100, height: 100, in: area, Scenario.sixel))
    #expect(fit.pixels.width <= 1000 && fit.pixels.height <= 1000)
  }

  @Test("every row is used once, the panes and the lines do not overlap")
  func rows() {
    for rows in 10...80 {
      for columns in [40, 80, 120, 200] {
        for layout in [
          Layout.steps(Size(columns: columns, rows: rows)),
          Layout.schedule(Size(columns: columns, rows: rows)),
        ] {
          let blocks = [layout.panes, layout.plots, layout.filmstrip].compactMap { $0 }
          var next = layout.hasTitle ? 2 : 1
          for block in blocks {
            #expect(block.row == next)
            next = block.endRow
          }
          #expect(layout.panes.rows >= 4)
          #expect(layout.rows.values.sorted() == Array(next..<rows))
          #expect(layout.rows[.status] == rows - 1)
        }
      }
    }
  }

  @Test("columns share what is left without a gap")
  func columns() {
    let rect = Rect(row: 0, column: 5, rows: 3, columns: 101)
    let cells = Layout.columns(rect, [0, 30, 0, 0])
    #expect(cells.map(\.column) == [5, 28, 58, 82])
    #expect(cells.map(\.columns) == [23, 30, 24, 24])
  }

  @Test("the filmstrip has both ends and never too many")
  func filmstrip() {
    #expect(Filmstrip.indices(count: 4, room: 7) == [0, 1, 2, 3])
    #expect(Filmstrip.indices(count: 50, room: 7) == [0, 8, 16, 24, 32, 40, 49])
    #expect(Filmstrip.indices(count: 50, room: 1) == [49])
    #expect(Filmstrip.indices(count: 50, room: 0).isEmpty)
    #expect(Filmstrip.indices(count: 0, room: 7).isEmpty)
  }

  @Test("text is broken at spaces, long words anywhere, wide characters whole")
  func wraps() {
    #expect(Wrap.lines("one two three", 7) == ["one two", "three"])
    #expect(Wrap.lines("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"])
    #expect(Wrap.lines("界界界", 4) == ["界界", "界"])
    #expect(Wrap.lines("", 4).isEmpty)
    #expect(Wrap.lines("abc", 0).isEmpty)
    #expect(Drawing.cut("abcdef", 4) == "abc…")
    #expect(Drawing.cut("界界界", 4) == "界…")
    #expect(Drawing.cut("abc", 3) == "abc")
  }

  @Test("numbers are short and never lose their sign or meaning")
  func numbers() {
    #expect(Format.level(0.95824) == ".9582")
    #expect(Format.level(1) == "1.0000")
    #expect(Format.metric(-0.25) == "-.250")
    #expect(Format.metric(.nan) == "NaN")
    #expect(Format.short(586.2) == "586")
    #expect(Format.short(0.00466) == ".0047")
    #expect(Format.short(-2.345) == "-2.35")
    #expect(Format.short(.infinity) == "inf")
    #expect(Format.short(1e9) == "1e+09")
    #expect(Format.seconds(0.061) == "61 ms")
    #expect(Format.seconds(0.61) == "0.61 s")
    #expect(Format.seconds(12.4) == "12 s")
    #expect(Format.seconds(200) == "3 min 20 s")
    #expect(Format.seconds(7300) == "2 h 1 min")
    #expect(Format.seconds(.infinity) == "?")
    #expect(Format.count(4_600_000) == "4.6M")
  }

  @Test("an ASCII screen holds ASCII only, cell for cell as wide")
  func ascii() throws {
    var facts = Scenario.sixel
    facts.usesUnicode = false
    facts.graphics = .ascii
    var state = try Scenario.finished(Scenario.marigold, facts)
    for command in ["screen steps", "screen schedule", "preset linspace-2", "help", "hold told"] {
      _ = update(&state, .command(command))
      for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
        let screen = view(state, size).screen
        #expect(screen.cells.allSatisfy { $0.text.allSatisfy(\.isASCII) })
        let text = screen.text.split(separator: "? help").joined()
        #expect(command == "help" || !text.contains("?"), "every sign has a plain twin")
      }
    }
  }

  @Test("without colour nothing is coloured")
  func mono() throws {
    var facts = Scenario.sixel
    facts.usesColour = false
    let state = try Scenario.finished(Scenario.marigold, facts)
    let screen = view(state, Size(columns: 200, rows: 60)).screen
    #expect(
      screen.cells.allSatisfy {
        $0.style.foreground == .standard && $0.style.background == .standard
      })
  }

  @Test("a popup leaves out the pictures it touches and nothing shows through")
  func popups() throws {
    var state = try Scenario.finished()
    let size = Size(columns: 80, rows: 24)
    #expect(view(state, size).placements.count == 2)
    _ = update(&state, .key(.character("?")))
    #expect(view(state, size).placements.isEmpty)
    _ = update(&state, .key(.escape))
    #expect(view(state, size).placements.count == 2)
  }
}
