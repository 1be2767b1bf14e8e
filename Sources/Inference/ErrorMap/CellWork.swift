/// How a cell of an error map is computed.
struct CellWork: Sendable {
  /// x̂0 of a sample under a told timestep.
  typealias Probe =
    @Sendable (_ sample: Tensor, _ toldTimestep: Int, Estimator?, Checkpoint)
    throws(InferenceError) -> Tensor
  /// How wrong an x̂0 is, 0 for not at all.
  ///
  /// Both are given the estimator of the lane they run on, nil where a cell is computed alone.
  typealias Judge =
    @Sendable (_ latents: Tensor, Estimator?, Checkpoint) throws(InferenceError) -> Float

  /// What comes of a cell.
  struct Result: Sendable {
    /// x̂0.
    let latents: Tensor
    /// Finite.
    let error: Float
  }

  /// z0, `[1, 4, h, w]`.
  let clean: Tensor
  /// ε, of unit variance and the same shape.
  let noise: Tensor
  /// The network.
  let probe: Probe
  /// The error.
  let judge: Judge

  /// x̂0 of a cell and how wrong it is.
  ///
  /// - Throws: what `probe` and `judge` throw.
  func result(
    at cell: ErrorMapGrid.Cell, on grid: ErrorMapGrid, _ lane: Estimator?, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Result {
    try result(of: latents(at: cell, on: grid, lane, checkpoint), lane, checkpoint)
  }

  /// How wrong an x̂0 is.
  ///
  /// - Throws: what `judge` throws.
  func result(
    of latents: Tensor, _ lane: Estimator?, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Result {
    let error = try judge(latents, lane, checkpoint)
    return Result(latents: latents, error: error.isFinite ? error : .greatestFiniteMagnitude)
  }

  /// x̂0 of a cell.
  ///
  /// - Throws: what `probe` throws.
  func latents(
    at cell: ErrorMapGrid.Cell, on grid: ErrorMapGrid, _ lane: Estimator?, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor {
    let level = grid.heldNoise[cell.row]
    // √(1−n²) of the clean latents and n of the noise.
    let sample = Tensor.combine((1 - level * level).squareRoot(), clean, level, noise)
    return try probe(sample, grid.toldTimesteps[cell.column], lane, checkpoint)
  }
}
