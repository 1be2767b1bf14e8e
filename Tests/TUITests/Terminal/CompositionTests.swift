import Render
import Testing

@testable import TUI

@Suite("Frames with their pictures")
struct CompositionTests {
  private func composition(_ screen: Screen, graphics: GraphicsMode = .blocks) -> Composition {
    let rect = Rect(row: 1, column: 1, rows: 2, columns: 3)
    let frame = Frame(
      screen: screen, placements: [Placement(key: PainterTests.key(0, rect), rect: rect)])
    let block = BlockCell(text: "\u{2580}", foreground: RGB(1, 2, 3), background: RGB(4, 5, 6))
    return Composition(frame, rules: .init(graphics: graphics, cell: nil), before: nil) { _ in
      .blocks(Array(repeating: Array(repeating: block, count: 9), count: 9))
    }
  }

  private func line(_ composition: Composition, _ row: Int) -> String {
    (0..<composition.size.columns).map { column in
      guard case .text(let cell) = composition.cells[composition.index(row: row, column: column)]
      else { return "#" }
      return cell.text.isEmpty ? "_" : cell.text
    }.joined()
  }

  @Test("Pictures of characters are cells, cut to their rectangle")
  func blocks() {
    let made = composition(Screen(size: Size(columns: 6, rows: 4)))
    #expect(line(made, 0) == "      ")
    #expect(line(made, 1) == " \u{2580}\u{2580}\u{2580}  ")
    #expect(line(made, 3) == "      ")
    guard case .text(let cell) = made.cells[7] else {
      Issue.record("no text")
      return
    }
    #expect(cell.style.foreground == .rgb(1, 2, 3))
    #expect(cell.style.background == .rgb(4, 5, 6))
  }

  @Test("A picture that is there stays when less would be sent of it now, and gives way to more")
  func finer() throws {
    let cell = PixelSize(width: 2, height: 6)
    let rect = Rect(row: 1, column: 1, rows: 2, columns: 3)
    let image = IndexedImage(
      width: 6, height: 12, indices: Array(repeating: 0, count: 72), palette: [RGB(1, 2, 3)])
    var asked: [Int?] = []
    func made(_ limit: Int?, before: Composition?) -> Composition {
      var key = PainterTests.key(0, rect)
      key.byteLimit = limit
      let frame = Frame(
        screen: Screen(size: Size(columns: 6, rows: 5)),
        placements: [Placement(key: key, rect: rect)])
      return Composition(frame, rules: .init(graphics: .sixel, cell: cell), before: before) {
        asked.append($0.byteLimit)
        return .sixel(bytes: [], indexed: image)
      }
    }
    let first = made(4096, before: nil)
    let less = made(1024, before: first)
    #expect(less.sixels.map(\.key.byteLimit) == [4096] && less.missing == 0)
    let more = made(8192, before: less)
    #expect(more.sixels.map(\.key.byteLimit) == [8192])
    #expect(made(nil, before: more).sixels.map(\.key.byteLimit) == [nil])
    #expect(asked == [4096, 8192, nil])
  }

  @Test("ASCII pictures have the terminal's own colours")
  func ascii() {
    let made = composition(Screen(size: Size(columns: 6, rows: 4)), graphics: .ascii)
    #expect(made.cells[7] == .text(Screen.Cell(text: "\u{2580}")))
  }

  @Test("Without graphics there are no pictures")
  func none() {
    let made = composition(Screen(size: Size(columns: 6, rows: 4)), graphics: .none)
    #expect(line(made, 1) == "      ")
  }

  @Test("Half a wide character is a space")
  func wide() {
    var screen = Screen(size: Size(columns: 6, rows: 5))
    screen.put("\u{6DF1}\u{5EA6}", row: 4, column: 0)
    #expect(line(composition(screen), 4) == "\u{6DF1}_\u{5EA6}_  ")
    screen.put("x", row: 4, column: 1)
    #expect(line(composition(screen), 4) == " x\u{5EA6}_  ")
    screen.put("y", row: 4, column: 2)
    #expect(line(composition(screen), 4) == " xy   ")
    screen[4, 5] = Screen.Cell(text: "\u{6DF1}")
    #expect(line(composition(screen), 4) == " xy   ")
  }

  @Test("The marker's character in a view is an ordinary space")
  func marker() {
    var screen = Screen(size: Size(columns: 6, rows: 5))
    screen.put("\u{A0}", row: 4, column: 0)
    #expect(line(composition(screen), 4) == "      ")
  }

  @Test("The pieces of a cut picture make the picture")
  func pieces() {
    let image = IndexedImage(
      width: 50, height: 33, indices: (0..<1_650).map { UInt8($0 % 251) },
      palette: (0..<251).map { RGB(UInt8($0), 0, 0) })
    let cell = PixelSize(width: 6, height: 13)
    let pieces = PictureCut.pieces(
      of: image, limit: PixelSize(width: 20, height: 14), cell: cell)
    var whole = [UInt8?](repeating: nil, count: 1_650)
    for piece in pieces {
      #expect(piece.image.width <= 18 && piece.image.height <= 13)
      for y in 0..<piece.image.height {
        for x in 0..<piece.image.width {
          let place = (piece.row * cell.height + y) * 50 + piece.column * cell.width + x
          #expect(whole[place] == nil)
          whole[place] = piece.image.indices[y * piece.image.width + x]
        }
      }
    }
    #expect(whole == image.indices)
  }
}
