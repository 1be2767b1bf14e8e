import Render
import TestSupport

@testable import TUI

/// A terminal's screen in memory: cells as curses would bring them there, and over them the pixels of
/// sixel pictures.
///
/// Printing into a cell wipes its pixels and clearing the screen wipes all, as on a real terminal.
final class VirtualScreen: TerminalOutput {
  private(set) var size: Size
  private let cell: PixelSize
  private var wanted: [Screen.Cell] = []
  private var isCleared = true
  private var place = Frame.Position(row: 0, column: 0)
  private var decoded: [[UInt8]: SixelDecoder.Picture] = [:]

  /// What can be read on the screen; cells under pictures hold the marker.
  private(set) var cells: [Screen.Cell] = []
  /// What can be seen of pictures, row by row; 0 where there is none.
  private(set) var pixels: [UInt32] = []
  private(set) var cursor: Frame.Position?
  /// How many questions were asked whose answer says that all before is shown.
  private(set) var fenceCount = 0
  /// What no careful program does.
  private(set) var problems: [String] = []

  private static let marker = Screen.Cell(text: "\u{A0}")

  init(_ size: Size, cell: PixelSize) {
    self.size = size
    self.cell = cell
    resize(size)
  }

  /// The window has another size; nobody knows what it shows until it is cleared.
  func resize(_ size: Size) {
    self.size = size
    let count = size.columns * size.rows
    wanted = Array(repeating: Screen.Cell(), count: count)
    cells = Array(repeating: Screen.Cell(text: "?"), count: count)
    pixels = Array(repeating: 0xDEAD, count: count * cell.width * cell.height)
  }

  private var width: Int { size.columns * cell.width }

  // MARK: Cells

  func put(_ cell: Screen.Cell, row: Int, column: Int) {
    set(cell, row, column)
    if TextWidth.columns(of: cell.text) == 2 {
      set(Screen.Cell(text: "", style: cell.style), row, column + 1)
    }
  }

  func putMarker(row: Int, column: Int) { set(Self.marker, row, column) }

  private func set(_ cell: Screen.Cell, _ row: Int, _ column: Int) {
    guard (0..<size.rows).contains(row), (0..<size.columns).contains(column) else {
      return problems.append("cell \(row), \(column) of \(size)")
    }
    wanted[row * size.columns + column] = cell
  }

  func place(cursor: Frame.Position?) { self.cursor = cursor }

  func invalidate() { isCleared = true }

  func flushCells() {
    if isCleared {
      isCleared = false
      cells = Array(repeating: Screen.Cell(), count: cells.count)
      pixels = Array(repeating: 0, count: pixels.count)
    }
    for place in wanted.indices where cells[place] != wanted[place] {
      cells[place] = wanted[place]
      wipe(row: place / size.columns, column: place % size.columns)
    }
  }

  private func wipe(row: Int, column: Int) {
    for line in (row * cell.height)..<((row + 1) * cell.height) {
      let start = line * width + column * cell.width
      for place in start..<(start + cell.width) { pixels[place] = 0 }
    }
  }

  // MARK: Pictures

  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard case .found(let sequence, let length) = RecordingOutput.scan(rest) else {
        problems.append("a sequence that does not end")
        break
      }
      take(sequence, Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return true
  }

  private func take(_ sequence: ControlSequence, _ bytes: [UInt8]) {
    switch sequence {
    case .csi(let csi) where csi.final == UInt8(ascii: "H"):
      place = Frame.Position(row: (csi.parameter(0) ?? 1) - 1, column: (csi.parameter(1) ?? 1) - 1)
    case .csi(let csi) where csi.final == UInt8(ascii: "n"): fenceCount += 1
    case .string(UInt8(ascii: "P"), _): draw(bytes)
    default: break
    }
  }

  private func draw(_ bytes: [UInt8]) {
    guard let picture = decoded[bytes] ?? (try? SixelDecoder.decode(bytes)) else {
      return problems.append("sixel data that cannot be read")
    }
    decoded[bytes] = picture
    let left = place.column * cell.width
    let top = place.row * cell.height
    // A picture that reaches the last row scrolls the screen.
    guard left + picture.width <= width, top + picture.height <= (size.rows - 1) * cell.height
    else {
      return problems.append("\(picture.width)x\(picture.height) at \(place) of \(size)")
    }
    for row in 0..<picture.height {
      for column in 0..<picture.width {
        guard let colour = picture.pixels[row * picture.width + column] else { continue }
        pixels[(top + row) * width + left + column] =
          0xFF00_0000 | UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)
      }
    }
  }

  // MARK: Comparing

  /// The first place where two screens differ, in words; nil when they show the same.
  func difference(from other: VirtualScreen) -> String? {
    guard size == other.size else { return "\(size), not \(other.size)" }
    if let place = cells.indices.first(where: { cells[$0] != other.cells[$0] }) {
      return
        "row \(place / size.columns), column \(place % size.columns): \(cells[place]), not "
        + "\(other.cells[place])"
    }
    if pixels != other.pixels,
      let place = pixels.indices.first(where: { pixels[$0] != other.pixels[$0] })
    {
      let row = place / width / cell.height
      let column = place % width / cell.width
      return
        "a pixel of row \(row), column \(column): \(String(pixels[place], radix: 16)), not "
        + String(other.pixels[place], radix: 16)
    }
    return cursor == other.cursor ? nil : "the cursor"
  }
}
