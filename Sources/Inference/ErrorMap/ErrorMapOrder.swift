extension ErrorMapGrid {
  /// Every cell once, coarse to fine: after any part of it, the cells are spread evenly.
  ///
  /// First the four corners; then grids of twice as many intervals, each in two halves: the middles of the
  /// coarser squares, then the middles of their sides. Within a half the order jumps about the picture, so
  /// that no part of it waits for another.
  public var order: [Cell] {
    var seen = Set<Cell>()
    var result: [Cell] = []
    var intervals = 1
    while result.count < cellCount {
      for half in halves(intervals) {
        result += Self.shuffled(half.filter { seen.insert($0).inserted })
      }
      intervals *= 2
    }
    return result
  }

  /// The cells of a lattice with so many intervals an axis: where both places are odd, then the others.
  private func halves(_ intervals: Int) -> [[Cell]] {
    var middles: [Cell] = []
    var sides: [Cell] = []
    for down in 0...intervals {
      for across in 0...intervals {
        let cell = Cell(
          column: Self.nearest(across, of: intervals, to: columns),
          row: Self.nearest(down, of: intervals, to: rows))
        if intervals > 1, across % 2 == 1, down % 2 == 1 {
          middles.append(cell)
        } else {
          sides.append(cell)
        }
      }
    }
    return [middles, sides]
  }

  /// A lattice point's index among `count` values.
  private static func nearest(_ point: Int, of intervals: Int, to count: Int) -> Int {
    (point * (count - 1) * 2 + intervals) / (2 * intervals)
  }

  /// The cells in the order of their positions' reversed bits.
  private static func shuffled(_ cells: [Cell]) -> [Cell] {
    var bits = 0
    while 1 << bits < cells.count { bits += 1 }
    return (0..<(1 << bits)).compactMap { position in
      var reversed = 0
      for bit in 0..<bits where position & (1 << bit) != 0 { reversed |= 1 << (bits - 1 - bit) }
      return reversed < cells.count ? cells[reversed] : nil
    }
  }
}
