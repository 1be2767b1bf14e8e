import Inference
import Render
import Testing

@testable import TUI

@Suite("The painter")
struct PainterTests {
  static let cell = PixelSize(width: 6, height: 13)
  static let size = Size(columns: 40, rows: 20)

  let output = RecordingOutput()

  private func painter(
    fence: Bool = false, synchronised: Bool = false, fewSlots: Bool = false,
    limit: PixelSize? = nil
  ) -> Painter {
    Painter(
      output: output,
      options: .init(
        graphics: .sixel, cell: Self.cell, limit: limit, registers: 1_024,
        hasSynchronisedOutput: synchronised, hasFence: fence, hasFewSlots: fewSlots))
  }

  static func key(_ index: Int, _ rect: Rect) -> ImageKey {
    ImageKey(
      content: .step(
        ImageKey.StepPicture(
          run: RunID(number: 1), index: index, view: .predOriginal, quantity: .depth,
          colormap: "gray")),
      pixels: PixelSize(width: rect.columns * cell.width, height: rect.rows * cell.height))
  }

  static func picture(_ key: ImageKey) -> EncodedPicture? {
    var shade = UInt8(0)
    if case .step(let picture) = key.content { shade = UInt8(picture.index % 4) }
    let image = IndexedImage(
      width: key.pixels.width, height: key.pixels.height,
      indices: Array(repeating: shade, count: key.pixels.width * key.pixels.height),
      palette: (0..<4).map { RGB(UInt8($0 * 60), 0, 0) })
    return .sixel(bytes: SixelEncoder.encode(image), indexed: image)
  }

  private func frame(
    _ placements: [(Int, Rect)] = [], text: String = "", size: Size = Self.size
  ) -> Frame {
    var screen = Screen(size: size)
    screen.put(text, row: 0, column: 0)
    return Frame(
      screen: screen,
      placements: placements.map { Placement(key: Self.key($0.0, $0.1), rect: $0.1) })
  }

  private let left = Rect(row: 2, column: 1, rows: 6, columns: 10)
  private let right = Rect(row: 2, column: 20, rows: 6, columns: 10)

  @Test("The same frame again sends nothing")
  func nothing() {
    let painter = painter(fence: true, synchronised: true)
    let same = frame([(0, left), (1, right)], text: "hello")
    painter.paint(same, now: 0, picture: Self.picture)
    _ = output.take()
    painter.paint(same, now: 1, picture: Self.picture)
    #expect(output.events.isEmpty)
  }

  @Test("A changed character is one cell, and no picture is sent")
  func oneCell() {
    let painter = painter()
    painter.paint(frame([(0, left)], text: "a"), now: 0, picture: Self.picture)
    _ = output.take()
    painter.paint(frame([(0, left)], text: "b"), now: 1, picture: Self.picture)
    #expect(output.take() == [.text("b", row: 0, column: 0), .cursor(nil), .flush])
  }

  @Test("Cells are flushed before a picture is sent, in one write")
  func order() throws {
    let painter = painter(fence: true, synchronised: true)
    painter.paint(frame([(0, left), (1, right)], text: "a"), now: 0, picture: Self.picture)
    let events = output.events
    let flush = try #require(events.lastIndex(of: .flush))
    let sixels = events.indices.filter {
      if case .bytes(let bytes) = events[$0] { bytes.contains(UInt8(ascii: "P")) } else { false }
    }
    #expect(sixels.count == 1)
    #expect(sixels.allSatisfy { $0 > flush })
    #expect(events.first == .invalidate)
    #expect(
      output.text.hasPrefix("\u{1B}[?2026h\u{1B}7\u{1B}["), "the flush lies between the two writes")
    #expect(output.text.hasSuffix("\u{1B}\\\u{1B}8\u{1B}[?2026l\u{1B}[5n"))
    #expect(output.pictures.count == 2)
  }

  @Test("A new picture in the same place is drawn over the old one, without touching a cell")
  func overdraw() {
    let painter = painter()
    painter.paint(frame([(0, left), (1, right)]), now: 0, picture: Self.picture)
    _ = output.take()
    painter.paint(frame([(2, left), (1, right)]), now: 1, picture: Self.picture)
    #expect(output.pictures.map(\.column) == [1])
    for event in output.events {
      if case .text = event { Issue.record("a cell was written") }
      if case .marker = event { Issue.record("a cell was marked") }
    }
  }

  @Test("Cells under pictures are marked, and printed as spaces when the picture goes")
  func removal() {
    let painter = painter()
    painter.paint(frame([(0, left)]), now: 0, picture: Self.picture)
    let markers = output.take().filter { if case .marker = $0 { true } else { false } }
    #expect(markers.count == 60)
    painter.paint(frame(), now: 1, picture: Self.picture)
    let spaces = output.events.filter { if case .text(" ", _, _) = $0 { true } else { false } }
    #expect(spaces.count == 60)
    #expect(output.bytes.isEmpty)
  }

  @Test("A popup withholds the pictures it covers, and they come back after it")
  func popup() {
    let painter = painter()
    let plain = frame([(0, left), (1, right)])
    painter.paint(plain, now: 0, picture: Self.picture)
    _ = output.take()
    var covered = plain
    covered.screen.put("popup", row: 4, column: 8)
    painter.paint(covered, now: 1, picture: Self.picture)
    #expect(output.pictures.isEmpty)
    let texts = output.take().filter { if case .text = $0 { true } else { false } }
    #expect(texts.count == 60 + 2, "the whole left picture and the popup's end beside it")
    painter.paint(plain, now: 2, picture: Self.picture)
    #expect(output.pictures.map(\.column) == [1])
  }

  @Test("A picture that moves leaves nothing behind")
  func moved() {
    let painter = painter()
    painter.paint(frame([(0, left)]), now: 0, picture: Self.picture)
    _ = output.take()
    let down = Rect(row: 4, column: 1, rows: 6, columns: 10)
    painter.paint(frame([(0, down)]), now: 1, picture: Self.picture)
    var wiped: Set<[Int]> = []
    for case .text(" ", let row, let column) in output.events { wiped.insert([row, column]) }
    for row in left.row..<left.endRow {
      for column in left.column..<left.endColumn {
        #expect(wiped.contains([row, column]), "cell \(row), \(column)")
      }
    }
    #expect(output.pictures.map(\.row) == [4])
  }

  @Test("No picture reaches the last row, leaves the screen, or exceeds its cells")
  func places() {
    let painter = painter()
    let rects = [
      Rect(row: 14, column: 0, rows: 6, columns: 5), Rect(row: -1, column: 0, rows: 3, columns: 3),
      Rect(row: 2, column: 36, rows: 3, columns: 5), Rect(row: 2, column: 2, rows: 0, columns: 5),
      Rect(row: 13, column: 0, rows: 6, columns: 5),
    ]
    painter.paint(frame(rects.map { (0, $0) }), now: 0, picture: Self.picture)
    #expect(output.pictures.map(\.row) == [13])
    for found in output.pictures {
      let bottom = found.row + (found.pixels.height + Self.cell.height - 1) / Self.cell.height
      #expect(bottom <= Self.size.rows - 1)
    }
    _ = output.take()
    painter.paint(frame([(0, left)]), now: 1) { key in
      var larger = key
      larger.pixels.height += 1
      return Self.picture(larger)
    }
    #expect(output.pictures.isEmpty)
  }

  @Test("While a picture is being made the last one stays; without one there is a placeholder")
  func missing() {
    let painter = painter()
    #expect(painter.paint(frame([(0, left)]), now: 0) { _ in nil } == 1)
    #expect(output.events.contains(.text("\u{2026}", row: 5, column: 6)))
    #expect(painter.paint(frame([(0, left)]), now: 1, picture: Self.picture) == 0)
    _ = output.take()
    #expect(painter.paint(frame([(1, left)]), now: 2) { _ in nil } == 1)
    #expect(output.events.isEmpty)
    painter.paint(frame([(1, left)]), now: 3, picture: Self.picture)
    #expect(output.pictures.count == 1)
  }

  @Test("The next frame waits for the fence, but not for ever")
  func fence() {
    let painter = painter(fence: true)
    painter.paint(frame([(0, left)]), now: 10, picture: Self.picture)
    #expect(!painter.mayPaint(now: 10.5))
    #expect(painter.fenceDeadline == 12)
    #expect(painter.mayPaint(now: 12.1))
    painter.fenceArrived(now: 10.2)
    #expect(painter.mayPaint(now: 10.5))
    _ = output.take()
    painter.paint(frame([(0, left)], text: "text only"), now: 11, picture: Self.picture)
    #expect(painter.mayPaint(now: 11), "text needs no fence")
  }

  @Test("After a write that stalled everything is sent again")
  func stalled() {
    let painter = painter()
    output.takesEverything = false
    painter.paint(frame([(0, left)]), now: 0, picture: Self.picture)
    #expect(painter.isInvalid)
    output.takesEverything = true
    _ = output.take()
    painter.paint(frame([(0, left)]), now: 1, picture: Self.picture)
    #expect(output.events.first == .invalidate)
    #expect(output.pictures.count == 1)
  }

  @Test("A full redraw sends every cell and every picture")
  func redraw() {
    let painter = painter()
    painter.paint(frame([(0, left)]), now: 0, picture: Self.picture)
    let first = output.take()
    painter.invalidate()
    painter.paint(frame([(0, left)]), now: 1, picture: Self.picture)
    #expect(output.take() == first)
  }

  @Test("Where pictures are few, they are sent as one when things are quiet")
  func settling() {
    let painter = painter(fewSlots: true)
    for step in 0..<20 {
      painter.paint(frame([(100, left), (step, right)]), now: Double(step), picture: Self.picture)
    }
    #expect(painter.settleDue == 19 + Painter.leastSettleDelay)
    _ = output.take()
    painter.settle(now: 19.2)
    #expect(output.pictures.count == 1)
    #expect(output.pictures.first?.column == left.column)
    #expect(
      output.pictures.first?.pixels
        == PixelSize(width: 29 * Self.cell.width, height: 6 * Self.cell.height))
    #expect(painter.settleDue == nil)
    painter.exposed(now: 30)
    #expect(painter.settleDue == 30 + Painter.leastSettleDelay)
  }

  @Test("The longer sending all as one takes, the longer nothing moves before it is done again")
  func settlingOnASlowLine() {
    let painter = painter(fence: true, fewSlots: true)
    for step in 0..<20 {
      painter.paint(frame([(100, left), (step, right)]), now: Double(step), picture: Self.picture)
      painter.fenceArrived(now: Double(step) + 0.5)
    }
    #expect(painter.settleDue == 19 + Painter.leastSettleDelay, "other frames say nothing of it")
    painter.settle(now: 20)
    painter.fenceArrived(now: 20.5)
    painter.exposed(now: 30)
    #expect(painter.settleDue == 30 + Painter.settleRests * 0.5)
    painter.settle(now: 31.5)
    painter.fenceArrived(now: 3_600)
    #expect(
      painter.settleDelay == Painter.settleRests * Painter.fenceLimit,
      "a line that was cut is not a slow one")
    painter.exposed(now: 4_000)
    painter.settle(now: 4_010)
    painter.fenceArrived(now: 4_010.01)
    #expect(painter.settleDelay == Painter.leastSettleDelay)
  }

  @Test("Nothing is sent as one between a window's change of size and the next frame")
  func settlingAfterResize() {
    let painter = painter(fewSlots: true)
    for step in 0..<20 {
      painter.paint(frame([(100, left), (step, right)]), now: Double(step), picture: Self.picture)
    }
    painter.invalidate()
    _ = output.take()
    #expect(painter.settleDue == nil)
    painter.settle(now: 19.2)
    #expect(output.pictures.isEmpty)
    painter.paint(frame([(100, left)]), now: 20, picture: Self.picture)
    #expect(painter.settleDue == 20 + Painter.leastSettleDelay)
  }

  @Test("Pictures larger than the terminal takes are cut into whole cells")
  func cut() {
    let painter = painter(limit: PixelSize(width: 32, height: 40))
    painter.paint(frame([(1, left)]), now: 0, picture: Self.picture)
    let pieces = output.pictures
    #expect(pieces.count == 4, "60 x 78 pixels in pieces of at most 30 x 39")
    #expect(Set(pieces.map(\.column)) == [1, 6])
    #expect(Set(pieces.map(\.row)) == [2, 5])
  }
}
