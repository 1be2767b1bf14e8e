@testable import TUI

/// Keeps what a painter sends, in order.
final class RecordingOutput: TerminalOutput {
  enum Event: Hashable {
    case text(String, row: Int, column: Int)
    case marker(row: Int, column: Int)
    case cursor(Frame.Position?)
    case flush
    case invalidate
    case bytes([UInt8])
  }

  var events: [Event] = []
  /// What the terminal makes of writes.
  var takesEverything = true

  func put(_ cell: Screen.Cell, row: Int, column: Int) {
    events.append(.text(cell.text, row: row, column: column))
  }

  func putMarker(row: Int, column: Int) { events.append(.marker(row: row, column: column)) }
  func place(cursor: Frame.Position?) { events.append(.cursor(cursor)) }
  func flushCells() { events.append(.flush) }
  func invalidate() { events.append(.invalidate) }

  func write(_ bytes: [UInt8]) -> Bool {
    events.append(.bytes(bytes))
    return takesEverything
  }

  /// All bytes that were written past curses.
  var bytes: [UInt8] {
    events.flatMap { event -> [UInt8] in
      if case .bytes(let bytes) = event { bytes } else { [] }
    }
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Takes what was recorded and begins anew.
  func take() -> [Event] {
    defer { events = [] }
    return events
  }

  /// The places and pixel sizes of the sixel pictures written.
  var pictures: [(row: Int, column: Int, pixels: PixelSize)] {
    var found: [(row: Int, column: Int, pixels: PixelSize)] = []
    var place = (row: -1, column: -1)
    var rest = bytes[...]
    while !rest.isEmpty {
      guard case .found(let sequence, let length) = Self.scan(rest) else { break }
      rest = rest.dropFirst(length)
      switch sequence {
      case .csi(let csi) where csi.final == UInt8(ascii: "H"):
        place = ((csi.parameter(0) ?? 1) - 1, (csi.parameter(1) ?? 1) - 1)
      case .string(UInt8(ascii: "P"), let body):
        let header = String(decoding: body.prefix(40), as: UTF8.self)
        let numbers = header.drop { $0 != "\"" }.dropFirst().prefix { $0 != "#" }
          .split(separator: ";").compactMap { Int($0) }
        guard numbers.count == 4 else { break }
        found.append(
          (place.row, place.column, PixelSize(width: numbers[2], height: numbers[3])))
      default: break
      }
    }
    return found
  }

  /// Like `ControlSequence.scan`, but for strings of any length.
  static func scan(_ bytes: ArraySlice<UInt8>) -> ControlSequence.Scan {
    guard bytes.starts(with: [0x1B, UInt8(ascii: "P")]) else { return ControlSequence.scan(bytes) }
    guard let end = bytes.dropFirst(2).firstIndex(of: 0x1B) else { return .incomplete }
    let body = Array(bytes[(bytes.startIndex + 2)..<end])
    return .found(
      .string(kind: UInt8(ascii: "P"), body: body), length: end - bytes.startIndex + 2)
  }
}
