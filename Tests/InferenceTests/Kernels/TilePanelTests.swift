import CKernels
import TestSupport
import Testing
import TileEmulator

/// Products of pairs by tiles against their definition: what needs nothing of the processor but tiles.
@Suite("Tiles", .enabled(if: Tiles.areHere, Tiles.reason))
struct TilePanelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rows: Int
    var depth: Int
    var columns: Int
    /// Rows that lie together, and what is left out between them.
    var run = 0
    var gap = 0
    /// Where each tap begins; the taps may overlap, as those of a convolution do.
    var taps: [Int] = []
    var isAdded = false

    var testDescription: String {
      "\(rows)x\(depth)x\(columns), runs of \(run)+\(gap), taps \(taps), added \(isAdded)"
    }

    /// From one row to the next, longer than the depth.
    var row: Int { (depth + 1) / 2 * 2 + 6 }
    var offsets: [Int] { taps.isEmpty ? [0] : taps }
    var runLength: Int { run == 0 ? rows : run }
    /// Where a row begins.
    func start(_ index: Int) -> Int {
      index / runLength * (runLength * row + gap) + index % runLength * row
    }
  }

  static let edges = [1, 15, 16, 17, 31, 32, 33, 48, 63, 75]
  static let cases =
    edges.map { Case(rows: $0, depth: 64, columns: 32) }
    + [1, 2, 3, 31, 32, 33, 64, 70, 95].map { Case(rows: 20, depth: $0, columns: 32) }
    + [1, 5, 15, 16, 17, 20, 31].map { Case(rows: 33, depth: 40, columns: $0) }
    + [
      Case(rows: 40, depth: 70, columns: 20, isAdded: true),
      Case(rows: 32, depth: 32, columns: 32, isAdded: true),
      Case(rows: 7, depth: 9, columns: 3, isAdded: true),
      Case(rows: 48, depth: 32, columns: 32, run: 16, gap: 8),
      Case(rows: 96, depth: 36, columns: 17, run: 32, gap: 78),
      Case(rows: 50, depth: 34, columns: 30, run: 48, gap: 42),
      Case(rows: 37, depth: 32, columns: 32, taps: [0, 38, 76]),
      Case(rows: 37, depth: 38, columns: 19, taps: [44, 0, 440, 88], isAdded: true),
      Case(rows: 32, depth: 64, columns: 32, run: 16, gap: 140, taps: [0, 70, 1120, 1190]),
    ]

  /// A product's parts, surrounded by what is no number, which a look beyond them would bring into the result.
  private struct Parts {
    static let nan: UInt16 = 0x7FFF
    var left: [Float]
    var weight: [Float]
    var panel: [UInt16]

    init(_ test: Case) {
      let taps = test.offsets.count
      let last = test.start(test.rows - 1) + (test.offsets.max() ?? 0) + test.depth
      left = [Float](repeating: .nan, count: last)
      // What a row of a tap reads is a number; an odd depth is filled up with a zero.
      let values = ReferenceNumbers.values(last + 1, seed: 1).map(ReferenceBF16.nearest)
      left.append(.nan)
      for row in 0..<test.rows {
        for offset in test.offsets {
          let start = test.start(row) + offset
          for k in 0..<test.depth { left[start + k] = values[start + k] }
          if test.depth % 2 == 1 { left[start + test.depth] = 0 }
        }
      }
      weight = ReferenceNumbers.values(taps * test.depth * test.columns, seed: 2)
        .map(ReferenceBF16.nearest)
      let width = test.columns > 16 ? 32 : 16
      let even = (test.depth + 1) / 2 * 2
      panel = []
      for tap in 0..<taps {
        var floats = [Float](repeating: .nan, count: test.depth * width)
        for k in 0..<test.depth {
          for column in 0..<test.columns {
            floats[k * width + column] = weight[(tap * test.depth + k) * test.columns + column]
          }
        }
        var pairs = [UInt16](repeating: Self.nan, count: even * width)
        ck_pack_bf16(&floats, test.depth, width, &pairs)
        panel += pairs
      }
      panel += [UInt16](repeating: Self.nan, count: 2 * 16 * width)
    }

    /// The result by its definition.
    func expected(_ test: Case, added: [Float]) -> [Float] {
      var out = added
      for row in 0..<test.rows {
        for column in 0..<test.columns {
          var sum = test.isAdded ? Double(added[row * test.columns + column]) : 0
          for (tap, offset) in test.offsets.enumerated() {
            for k in 0..<test.depth {
              sum +=
                Double(left[test.start(row) + offset + k])
                * Double(weight[(tap * test.depth + k) * test.columns + column])
            }
          }
          out[row * test.columns + column] = Float(sum)
        }
      }
      return out
    }
  }

  /// The result by tiles, in rows a little longer than the result's.
  private func found(_ test: Case, _ parts: Parts, added: [Float]) -> [Float] {
    let outRow = test.columns + 3
    var out = [Float](repeating: 7, count: test.rows * outRow)
    for row in 0..<test.rows {
      for column in 0..<test.columns {
        out[row * outRow + column] = test.isAdded ? added[row * test.columns + column] : .nan
      }
    }
    let left = parts.left.map { UInt16($0.bitPattern >> 16) }
    left.withUnsafeBufferPointer { data in
      test.taps.withUnsafeBufferPointer { taps in
        var side = ck_left(
          data: data.baseAddress, row: test.row, run: test.runLength,
          next: test.runLength * test.row + test.gap, taps: test.offsets.count,
          offsets: test.taps.isEmpty ? nil : taps.baseAddress)
        Tiles.with {
          ck_tiles_begin()
          ck_tile_panel(
            &side, test.rows, parts.panel, (test.depth + 1) / 2, test.columns, &out, outRow,
            test.isAdded ? 1 : 0)
          ck_tiles_end()
        }
      }
    }
    #expect(
      (0..<test.rows).allSatisfy { row in
        (test.columns..<outRow).allSatisfy { out[row * outRow + $0] == 7 }
      }, "what is beside the result was written")
    return (0..<test.rows).flatMap { out[($0 * outRow)..<($0 * outRow + test.columns)] }
  }

  @Test("a product by tiles equals its definition", arguments: cases)
  func definition(test: Case) {
    let parts = Parts(test)
    let added = ReferenceNumbers.values(test.rows * test.columns, seed: 3)
    let found = found(test, parts, added: added)
    #expect(
      ReferenceNumbers.error(found, parts.expected(test, added: added)) <= Tolerance.kernel)
  }

  @Test("the peak is that of the tile products that are made")
  func peak() {
    var values = [Float](repeating: 0.5, count: 16)
    let isEmulated = ck_has_amx() == 0
    let before = te_products()
    Tiles.with {
      ck_peak(1, 3, &values)
      let operations = Double(te_products() - before) * 2 * 16 * 16 * 32
      #expect(!isEmulated || operations == 3 * ck_peak_operations(1))
    }
  }

  @Test("a row's bits do not depend on the rows beside it")
  func rows() {
    let all = Case(rows: 75, depth: 70, columns: 32)
    let parts = Parts(all)
    let together = found(all, parts, added: [])
    for (first, count) in [(0, 1), (5, 16), (16, 31), (40, 35), (74, 1)] {
      var test = all
      test.rows = count
      var part = parts
      part.left.removeFirst(first * all.row)
      let alone = found(test, part, added: [])
      let there = together[(first * 32)..<((first + count) * 32)]
      #expect(zip(alone, there).allSatisfy { $0.bitPattern == $1.bitPattern })
    }
  }
}
