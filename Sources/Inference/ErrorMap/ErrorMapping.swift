/// An error map in the making: cells that are pulled, one or several at a time, a network call each, coarse to fine.
public struct ErrorMapping: Sendable {
  /// The errors so far.
  public private(set) var map: ErrorMap

  private let order: [ErrorMapGrid.Cell]
  private var position = 0
  private let work: CellWork
  private var kept: KeptLatents

  /// A map to compute.
  ///
  /// - Parameters:
  ///   - map: What is known already; its other cells are computed.
  ///   - work: How a cell is computed.
  ///   - byteLimit: How many bytes of x̂0 are kept for `latents(at:)`.
  init(_ map: ErrorMap, _ work: CellWork, byteLimit: Int = KeptLatents.usualLimit) {
    self.map = map
    self.work = work
    order = map.grid.order
    kept = KeptLatents(byteLimit: byteLimit)
  }

  /// Computes the next cell, or gives nil when the map is complete.
  ///
  /// A cell that throws leaves the map as it was: it can be tried again, or later.
  ///
  /// - Returns: The cell that has its error now.
  /// - Throws: `cancelled`, `notFinite` naming the block, or what the checkpoint's `reach` throws.
  public mutating func next(
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> ErrorMapGrid.Cell? {
    guard let cell = nextCells(1).first else { return nil }
    add(try work.result(at: cell, on: map.grid, nil, checkpoint), at: cell)
    return cell
  }

  /// Computes the next cells, as many at a time as there are lanes, and tells each in its turn.
  ///
  /// A cell that throws leaves the map as it was after those before it.
  ///
  /// - Parameters:
  ///   - most: How many cells at most.
  ///   - lanes: Of the estimator that the map was made with.
  ///   - checkpoint: Progress and cancellation.
  ///   - tell: Called with each cell when it has its error, and the map then.
  /// - Returns: Whether there was any left to compute.
  /// - Throws: as `next`.
  public mutating func advance(
    by most: Int, on lanes: Lanes, _ checkpoint: Checkpoint = Checkpoint(),
    _ tell: (ErrorMapGrid.Cell, ErrorMap) -> Void
  ) throws(InferenceError) -> Bool {
    let cells = nextCells(most)
    let (work, grid) = (work, map.grid)
    try lanes.run(cells.count, checkpoint) {
      (item, estimator, checkpoint) throws(InferenceError) in
      try work.result(at: cells[item], on: grid, estimator, checkpoint)
    } take: { (item, result) in
      add(result, at: cells[item])
      tell(cells[item], map)
    }
    return !cells.isEmpty
  }

  /// The next cells without an error.
  private mutating func nextCells(_ most: Int) -> [ErrorMapGrid.Cell] {
    while position < order.count, map[order[position]] != nil { position += 1 }
    var cells: [ErrorMapGrid.Cell] = []
    for cell in order[position...] where map[cell] == nil {
      guard cells.count < most else { break }
      cells.append(cell)
    }
    return cells
  }

  /// x̂0 of a cell, kept or computed again; a cell without its error gets it.
  ///
  /// - Throws: `invalidSetting` for a cell outside the grid, and what `next` throws.
  public mutating func latents(
    at cell: ErrorMapGrid.Cell, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let latents = try unjudgedLatents(at: cell, checkpoint)
    if map[cell] == nil { add(try work.result(of: latents, nil, checkpoint), at: cell) }
    return latents
  }

  /// x̂0 of a cell, kept or computed again, before anybody asks how wrong it is.
  ///
  /// - Throws: `invalidSetting` for a cell outside the grid, and what the network throws.
  public mutating func unjudgedLatents(
    at cell: ErrorMapGrid.Cell, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    guard map.grid.contains(cell) else {
      throw .invalidSetting(
        name: "The cell", value: "\(cell.column), \(cell.row)",
        allowed: "columns below \(map.grid.columns) and rows below \(map.grid.rows)")
    }
    if let latents = kept[cell] { return latents }
    let latents = try work.latents(at: cell, on: map.grid, nil, checkpoint)
    kept.add(latents, cell)
    return latents
  }

  private mutating func add(_ result: CellWork.Result, at cell: ErrorMapGrid.Cell) {
    map[cell] = result.error
    kept.add(result.latents, cell)
  }
}

/// The newest x̂0 of a map, up to a number of bytes; those that came first go first.
struct KeptLatents: Sendable {
  /// Enough for a whole map of a small model, and for the visited part of a large one's.
  static let usualLimit = 32 << 20

  private var latents: [ErrorMapGrid.Cell: Tensor] = [:]
  private var arrival: [ErrorMapGrid.Cell] = []
  private(set) var bytes = 0
  private let byteLimit: Int

  init(byteLimit: Int) {
    self.byteLimit = byteLimit
  }

  subscript(cell: ErrorMapGrid.Cell) -> Tensor? { latents[cell] }

  mutating func add(_ tensor: Tensor, _ cell: ErrorMapGrid.Cell) {
    guard latents.updateValue(tensor, forKey: cell) == nil else { return }
    arrival.append(cell)
    bytes += tensor.count * 4
    while bytes > byteLimit, let oldest = arrival.first {
      arrival.removeFirst()
      bytes -= (latents.removeValue(forKey: oldest)?.count ?? 0) * 4
    }
  }
}
