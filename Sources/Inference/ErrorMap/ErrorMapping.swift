/// An error map in the making: cells that are pulled, one network call each, coarse to fine.
public struct ErrorMapping: Sendable {
  /// x̂0 of a sample under a told timestep.
  typealias Probe =
    @Sendable (_ sample: Tensor, _ toldTimestep: Int, Checkpoint) throws(InferenceError) -> Tensor
  /// How wrong an x̂0 is, 0 for not at all.
  typealias Judge = @Sendable (_ latents: Tensor, Checkpoint) throws(InferenceError) -> Float

  /// The errors so far.
  public private(set) var map: ErrorMap

  private let order: [ErrorMapGrid.Cell]
  private var position = 0
  private let clean: Tensor
  private let noise: Tensor
  private let probe: Probe
  private let judge: Judge
  private var kept: KeptLatents

  /// A map to compute.
  ///
  /// - Parameters:
  ///   - map: What is known already; its other cells are computed.
  ///   - clean: z0, `[1, 4, h, w]`.
  ///   - noise: ε, of unit variance and the same shape.
  ///   - byteLimit: How many bytes of x̂0 are kept for `latents(at:)`.
  ///   - probe: The network.
  ///   - judge: The error.
  init(
    _ map: ErrorMap, clean: Tensor, noise: Tensor, byteLimit: Int = KeptLatents.usualLimit,
    probe: @escaping Probe, judge: @escaping Judge
  ) {
    self.map = map
    self.clean = clean
    self.noise = noise
    self.probe = probe
    self.judge = judge
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
    while position < order.count, map[order[position]] != nil { position += 1 }
    guard position < order.count else { return nil }
    try compute(order[position], checkpoint)
    return order[position]
  }

  /// x̂0 of a cell, kept or computed again; a cell without its error gets it.
  ///
  /// - Throws: `invalidSetting` for a cell outside the grid, and what `next` throws.
  public mutating func latents(
    at cell: ErrorMapGrid.Cell, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    guard map.grid.contains(cell) else {
      throw .invalidSetting(
        name: "The cell", value: "\(cell.column), \(cell.row)",
        allowed: "columns below \(map.grid.columns) and rows below \(map.grid.rows)")
    }
    if let latents = kept[cell] { return latents }
    return try compute(cell, checkpoint)
  }

  @discardableResult
  private mutating func compute(
    _ cell: ErrorMapGrid.Cell, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor {
    let latents = try probe(
      sample(holding: map.grid.heldNoise[cell.row]), map.grid.toldTimesteps[cell.column],
      checkpoint)
    if map[cell] == nil {
      let error = try judge(latents, checkpoint)
      map[cell] = error.isFinite ? error : .greatestFiniteMagnitude
    }
    kept.add(latents, cell)
    return latents
  }

  /// √(1−n²) of the clean latents and n of the noise.
  private func sample(holding level: Float) -> Tensor {
    Tensor.combine((1 - level * level).squareRoot(), clean, level, noise)
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
