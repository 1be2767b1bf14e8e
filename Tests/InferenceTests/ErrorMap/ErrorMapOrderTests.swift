import Inference
import Testing

/// The axes of an error map and the order in which it is filled.
@Suite("Error map grid")
struct ErrorMapOrderTests {
  /// Marigold's schedule.
  static let schedule: NoiseSchedule = {
    let betas = (0..<1000).map { index -> Float in
      let root =
        0.000_85.squareRoot() + (0.012.squareRoot() - 0.000_85.squareRoot())
        * Double(index) / 999
      return Float(root * root)
    }
    var product: Float = 1
    let alphas = betas.map { beta -> Float in
      product *= 1 - beta
      return product
    }
    return NoiseSchedule(betas: betas, alphasCumprod: alphas, finalAlphaCumprod: alphas[0])
  }()

  static func grid(_ columns: Int, _ rows: Int) throws -> ErrorMapGrid {
    try ErrorMapGrid(columns: columns, rows: rows, schedule: schedule)
  }

  @Test(
    "the order has every cell once",
    arguments: [(2, 2), (3, 2), (21, 17), (64, 2), (5, 64), (32, 32), (7, 13)])
  func isPermutation(columns: Int, rows: Int) throws {
    let grid = try Self.grid(columns, rows)
    let order = grid.order
    #expect(order.count == columns * rows)
    #expect(Set(order).count == order.count)
    #expect(order.allSatisfy(grid.contains))
  }

  @Test("the corners come first, and then every part of the map is about as near to a known cell")
  func refinesEvenly() throws {
    let grid = try Self.grid(21, 17)
    let order = grid.order
    #expect(
      Set(order.prefix(4))
        == Set([(0, 0), (20, 0), (0, 16), (20, 16)].map { .init(column: $0.0, row: $0.1) }))
    // A square lattice of n cells on an area A leaves nobody farther away than sqrt(A / 2n); between two
    // lattices the coarser one's distance still holds, twice that at most.
    for count in [16, 30, 60, 100, 180] {
      let known = Array(order.prefix(count))
      let farthest = order.map { Self.distance(from: $0, to: known) }.max() ?? .infinity
      let even = (Double(grid.cellCount) / Double(2 * count)).squareRoot()
      #expect(farthest <= 2.3 * even, "after \(count): \(farthest) against \(even)")
    }
  }

  /// How far the nearest of some cells is.
  private static func distance(
    from cell: ErrorMapGrid.Cell, to known: [ErrorMapGrid.Cell]
  ) -> Double {
    let squares = known.map { other -> Int in
      let across = cell.column - other.column
      let down = cell.row - other.row
      return across * across + down * down
    }
    return Double(squares.min() ?? Int.max).squareRoot()
  }

  @Test("both axes are even over the timesteps, and the last row is pure noise")
  func axes() throws {
    let grid = try Self.grid(5, 3)
    #expect(grid.toldTimesteps == [0, 250, 500, 749, 999])
    #expect(grid.heldTimesteps == [0, 500, 999])
    #expect(grid.heldNoise.last == 1)
    #expect(grid.heldNoise == grid.heldNoise.sorted())
    #expect(abs(grid.heldNoise[0] - 0.029_15) < 1e-4)
  }

  @Test("told and held that agree lie on the diagonal, others as far off as they disagree")
  func places() throws {
    let grid = try Self.grid(21, 17)
    for (index, timestep) in grid.heldTimesteps.enumerated().dropLast() {
      let place = grid.place(told: Float(timestep), held: grid.heldNoise[index])
      #expect(abs(place.column / 20 - place.row / 16) < 0.002)
    }
    #expect(grid.place(told: 1, held: 1).row == 16)
    #expect(grid.place(told: 999, held: 0) == .init(column: 20, row: 0))
    #expect(grid.place(told: 5000, held: 2) == .init(column: 20, row: 16))
    #expect(grid.cell(nearest: .init(column: 19.6, row: -3)) == .init(column: 20, row: 0))
  }

  @Test(
    "a size outside its range is refused with what is allowed",
    arguments: [(1, 5), (5, 1), (65, 2), (0, 0), (-3, 4), (Int.max, 2)])
  func refuses(columns: Int, rows: Int) throws {
    let error = #expect(throws: InferenceError.self) { try Self.grid(columns, rows) }
    #expect(error?.description.contains("each 2 to 64") == true)
  }
}
