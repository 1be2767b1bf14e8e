/// The runs of six pixel rows, sorted by colour register: the working memory of one sixel picture.
///
/// Every run is appended once to the list of its register, so that a band costs as much as it has
/// pixels, however many colours it has.
struct SixelBand: ~Copyable {
  /// Registers that have runs, in order of their first column.
  private(set) var usedCount = 0
  private let used: UnsafeMutablePointer<Int32>
  /// First and last run of each register, -1 for none.
  private let heads: UnsafeMutablePointer<Int32>
  private let tails: UnsafeMutablePointer<Int32>
  private let runs: UnsafeMutablePointer<Run>
  private var runCount = 0

  private struct Run {
    var column: Int32
    var length: Int32
    /// The next run of the register, -1 for none.
    var next: Int32
    /// The rows of the band that are set, one bit a row.
    var mask: UInt8
  }

  init(width: Int, registers: Int) {
    used = .allocate(capacity: max(1, registers))
    heads = .allocate(capacity: max(1, registers))
    heads.initialize(repeating: -1, count: max(1, registers))
    tails = .allocate(capacity: max(1, registers))
    runs = .allocate(capacity: max(1, width * 6))
  }

  deinit {
    used.deallocate()
    heads.deallocate()
    tails.deallocate()
    runs.deallocate()
  }

  /// The bytes that `write` may need at most.
  var byteBound: Int { runCount * 16 + usedCount * 8 + 1 }

  /// Adds the pixels of one tile that lie in the rows of the band.
  ///
  /// - Parameters:
  ///   - pixels: the tile's pixel in the first of these rows and columns.
  ///   - stride: from one of its rows to the next.
  ///   - firstRow: where they begin in the band, 0…5.
  ///   - rowCount: how many rows there are, up to 6 - firstRow.
  ///   - columns: where they lie in the whole picture.
  ///   - firstRegister: the register of index 0.
  mutating func add(
    _ pixels: UnsafePointer<UInt8>, stride: Int, firstRow: Int, rowCount: Int,
    columns: Range<Int>, firstRegister: Int
  ) {
    let allRows = UInt8(((1 << rowCount) - 1) << firstRow)
    for (offset, column) in columns.enumerated() {
      var pending = allRows
      for row in 0..<rowCount {
        let bit = UInt8(1) << UInt8(row + firstRow)
        guard pending & bit != 0 else { continue }
        let index = pixels[row * stride + offset]
        var mask = bit
        var other = row + 1
        while other < rowCount {
          if pixels[other * stride + offset] == index { mask |= 1 << UInt8(other + firstRow) }
          other += 1
        }
        append(register: firstRegister + Int(index), column: column, mask: mask)
        pending &= ~mask
        if pending == 0 { break }
      }
    }
  }

  private mutating func append(register: Int, column: Int, mask: UInt8) {
    let head = heads[register]
    if head < 0 {
      used[usedCount] = Int32(truncatingIfNeeded: register)
      usedCount += 1
      heads[register] = Int32(truncatingIfNeeded: runCount)
    } else {
      let tail = Int(tails[register])
      if runs[tail].mask == mask, Int(runs[tail].column + runs[tail].length) == column {
        runs[tail].length += 1
        return
      }
      runs[tail].next = Int32(truncatingIfNeeded: runCount)
    }
    runs[runCount] = Run(
      column: Int32(truncatingIfNeeded: column), length: 1, next: -1, mask: mask)
    tails[register] = Int32(truncatingIfNeeded: runCount)
    runCount += 1
  }

  /// Writes the band, one pass over the line for each register, and forgets its runs.
  mutating func write(to bytes: inout SixelBytes) {
    bytes.reserve(byteBound)
    for position in 0..<usedCount {
      if position > 0 { bytes.put(UInt8(ascii: "$")) }
      let register = Int(used[position])
      bytes.put(UInt8(ascii: "#"))
      bytes.put(number: register)
      var column = 0
      var next = Int(heads[register])
      while next >= 0 {
        let run = runs[next]
        bytes.put(UInt8(ascii: "?"), times: Int(run.column) - column)
        bytes.put(UInt8(ascii: "?") + run.mask, times: Int(run.length))
        column = Int(run.column + run.length)
        next = Int(run.next)
      }
      heads[register] = -1
    }
    usedCount = 0
    runCount = 0
  }
}
