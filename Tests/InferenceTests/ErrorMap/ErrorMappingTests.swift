import Synchronization
import TestSupport
import Testing

@testable import Inference

/// How an error map is filled, with a model that is right whenever it is told the truth.
@Suite("Error mapping")
struct ErrorMappingTests {
  private static let clean = Self.tensor { Float($0) / 8 - 1 }
  private static let noise = Self.tensor { $0 % 2 == 0 ? 1 : -1 }

  private static func tensor(_ value: (Int) -> Float) -> Tensor {
    var tensor = Tensor(zeros: [1, 4, 2, 2])
    for index in tensor.scalars.indices { tensor.scalars[index] = value(index) }
    return tensor
  }

  /// Takes away as much noise as it is told there is, and scales what is left as it is told.
  private static func perfect(
    _ columns: Int = 9, _ rows: Int = 9, byteLimit: Int = 1 << 20,
    calls: CallCounter = CallCounter(),
    failing: Int? = nil, resuming known: ErrorMap? = nil
  ) throws -> ErrorMapping {
    let grid = try ErrorMapOrderTests.grid(columns, rows)
    let work = CellWork(
      clean: clean, noise: noise,
      probe: { (sample, timestep, _, _) throws(InferenceError) in
        if calls.next() == failing { throw .cancelled }
        let level = NoiseLevel(
          alphaCumprod: ErrorMapOrderTests.schedule.alphasCumprod[timestep])
        return Tensor.combine(1 / level.signal, sample, -level.noise / level.signal, noise)
      },
      judge: { (latents, _, _) throws(InferenceError) in
        ErrorMeasure.rootMeanSquare(latents, clean)
      })
    return ErrorMapping(known ?? ErrorMap(grid, .latent), work, byteLimit: byteLimit)
  }

  @Test("a model that believes what it is told is best where it is told the truth")
  func valleyOnTheDiagonal() throws {
    var mapping = try Self.perfect()
    while try mapping.next() != nil {}
    let map = mapping.map
    #expect(map.isComplete && map.count == 81)
    for row in 0..<8 {
      #expect(map.best(inRow: row)?.column == row)
      #expect((map[.init(column: row, row: row)] ?? 1) < 1e-3)
    }
    let leading = try #require(map[.init(column: 0, row: 8)])
    let trailing = try #require(map[.init(column: 8, row: 8)])
    #expect(map.range?.upperBound ?? 0 >= leading && trailing < leading * 2)
  }

  @Test("cells come in the grid's order, and a partial map knows what it has")
  func order() throws {
    var mapping = try Self.perfect(5, 4)
    var cells: [ErrorMapGrid.Cell] = []
    while let cell = try mapping.next() {
      cells.append(cell)
      #expect(mapping.map.count == cells.count)
      #expect(mapping.map[cell] != nil)
      if cells.count == 4 {
        #expect(mapping.map.best(inRow: 0) == nil)
        #expect(mapping.map.tensor.scalars.count { $0.isNaN } == 16)
      }
    }
    #expect(cells == mapping.map.grid.order)
    #expect(mapping.map.tensor.shape == [4, 5])
  }

  @Test("a cancelled cell can be tried again and nothing is lost")
  func resumes() throws {
    let calls = CallCounter()
    var mapping = try Self.perfect(5, 4, calls: calls, failing: 7)
    for _ in 0..<7 { _ = try mapping.next() }
    let before = mapping.map
    #expect(throws: InferenceError.cancelled) { try mapping.next() }
    #expect(mapping.map == before)
    while try mapping.next() != nil {}
    #expect(mapping.map.isComplete)
    #expect(calls.count == 21)

    var other = try Self.perfect(5, 4, resuming: before)
    while try other.next() != nil {}
    #expect(other.map == mapping.map)
  }

  @Test("x0 of a cell is kept up to a number of bytes, and computed again beyond")
  func keepsLatents() throws {
    let calls = CallCounter()
    var mapping = try Self.perfect(3, 3, byteLimit: 4 * 64, calls: calls)
    while try mapping.next() != nil {}
    let order = mapping.map.grid.order
    #expect(calls.count == 9)
    _ = try mapping.latents(at: order[8])
    _ = try mapping.latents(at: order[5])
    #expect(calls.count == 9)
    let before = mapping.map
    let again = try mapping.latents(at: order[0])
    #expect(calls.count == 10)
    #expect(again.shape == Self.clean.shape)
    #expect(mapping.map == before)
  }

  @Test("asking for a cell fills it; one outside the grid is refused")
  func fillsAskedCell() throws {
    var mapping = try Self.perfect(3, 3)
    let cell = ErrorMapGrid.Cell(column: 1, row: 2)
    _ = try mapping.latents(at: cell)
    #expect(mapping.map[cell] != nil && mapping.map.count == 1)
    var rest = 0
    while let next = try mapping.next() {
      #expect(next != cell)
      rest += 1
    }
    #expect(rest == 8)
    #expect(throws: InferenceError.self) {
      try mapping.latents(at: ErrorMapGrid.Cell(column: 3, row: 0))
    }
  }
}

/// Counts calls from any thread.
final class CallCounter: Sendable {
  private let value = Mutex(0)
  var count: Int { value.withLock { $0 } }

  /// How many calls there were before this one.
  func next() -> Int {
    value.withLock { value in
      defer { value += 1 }
      return value
    }
  }

  @Test("the latents' error is the root of the mean of the squares")
  func rootMeanSquare() throws {
    let left = try Tensor([1, 2, 3], shape: [3])
    let right = try Tensor([1, 0, 7], shape: [3])
    #expect(abs(ErrorMeasure.rootMeanSquare(left, right) - 2.581989) < 1e-6)
  }
}
