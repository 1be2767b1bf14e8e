/// A grid of dots that becomes lines of characters.
struct DotGrid {
  let columns: Int
  let rows: Int
  let isASCII: Bool
  private var cells: [UInt8]

  init(columns: Int, rows: Int, ascii: Bool) {
    self.columns = columns
    self.rows = rows
    isASCII = ascii
    cells = Array(repeating: 0, count: columns * rows)
  }

  /// Braille has two by four dots a cell; ASCII tells three heights apart in one column.
  var dotsPerColumn: Int { isASCII ? 1 : 2 }
  var dotsPerRow: Int { isASCII ? 3 : 4 }
  var width: Int { columns * dotsPerColumn }
  var height: Int { rows * dotsPerRow }

  /// Sets a dot; outside the grid nothing happens.
  mutating func set(_ x: Int, _ y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let cell = y / dotsPerRow * columns + x / dotsPerColumn
    let row = y % dotsPerRow
    cells[cell] |= isASCII ? 1 << UInt8(row) : Self.brailleBits[row * 2 + x % 2]
  }

  /// A dot with its neighbours, so that a lone point can be seen.
  mutating func cross(_ x: Int, _ y: Int) {
    set(x, y)
    guard !isASCII else { return }
    for (right, down) in [(1, 0), (-1, 0), (0, 1), (0, -1)] { set(x + right, y + down) }
  }

  /// Dots from one place to another, both ends included.
  mutating func line(from: (x: Int, y: Int), to: (x: Int, y: Int)) {
    let steps = max(abs(to.x - from.x), abs(to.y - from.y))
    for step in 0...steps {
      let share = steps == 0 ? 0 : Double(step) / Double(steps)
      set(
        from.x + Int((Double(to.x - from.x) * share).rounded()),
        from.y + Int((Double(to.y - from.y) * share).rounded()))
    }
  }

  /// One line of characters for each row of cells.
  func lines() -> [String] {
    (0..<rows).map { row in
      String((0..<columns).map { column in character(cells[row * columns + column]) })
    }
  }

  private func character(_ bits: UInt8) -> Character {
    guard isASCII else {
      return Character(Unicode.Scalar(UInt32(0x2800) + UInt32(bits)) ?? " ")
    }
    return Self.asciiMarks[Int(bits & 7)]
  }

  /// Unicode numbers the dots down the left column, down the right one, then the fourth row.
  private static let brailleBits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
  private static let asciiMarks: [Character] = [" ", "'", "-", "!", ".", ":", "i", "|"]
}
