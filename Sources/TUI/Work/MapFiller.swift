import Inference

/// The error maps that the inference worker makes; touched by its thread only.
struct MapFiller {
  /// How many maps stay ready to go on; others begin again from the errors that are known.
  private static let kept = 3

  private var mappings: [MapKey: ErrorMapping] = [:]
  private var recent: [MapKey] = []
  /// What a map's predictions belong to.
  private struct Source {
    var estimator: Estimator
    var image: PreparedImage
    var settings: RunSettings
    var lanes: Lanes
  }
  private var sources: [MapKey: Source] = [:]

  /// The errors of a map, as far as they are known.
  func map(_ key: MapKey) -> ErrorMap? { mappings[key]?.map }

  /// Whether a map can go on.
  func has(_ key: MapKey) -> Bool { mappings[key] != nil }

  /// Makes a map ready.
  ///
  /// - Throws: what the ground truth or the settings do not allow, `cancelled`.
  mutating func open(
    _ key: MapKey, _ run: Trajectory, _ estimator: Estimator, _ image: PreparedImage,
    _ picture: Picture, known: ErrorMap?, _ checkpoint: Checkpoint
  ) throws(InferenceError) {
    guard mappings[key] == nil else { return }
    let modalities = estimator.modalities(run.settings)
    let measure = try MapMeasure(
      key.kind,
      picture.groundTruth(for: modalities[0].quantity)?.inAxes(of: estimator.family), modalities)
    let clean = try measure.clean?.cleanLatents(estimator, image, run.settings, checkpoint)
    let grid = try estimator.errorMapGrid(
      columns: key.size.columns, rows: key.size.rows, run.settings)
    mappings[key] = try estimator.errorMapping(
      of: run, image, grid, measure.measure, clean: clean,
      resuming: known?.grid == grid ? known : nil)
    sources[key] = Source(
      estimator: estimator, image: image, settings: run.settings,
      lanes: estimator.lanes(
        for: image, runs: grid.cellCount,
        memory: MemoryRoom.now(limit: MemoryLimit.preferred)))
    recent.append(key)
    while recent.count > Self.kept {
      let oldest = recent.removeFirst()
      mappings[oldest] = nil
      sources[oldest] = nil
    }
  }

  /// Computes the next cells, as many as there are lanes; false when the map is complete.
  ///
  /// - Throws: `cancelled`, `notFinite`.
  mutating func fill(
    _ key: MapKey, _ checkpoint: Checkpoint, _ tell: (ErrorMapGrid.Cell, Float) -> Void
  ) throws(InferenceError) -> Bool {
    guard var mapping = mappings[key], let lanes = sources[key]?.lanes else { return false }
    // Two owners of one map would copy it in every cell.
    mappings[key] = nil
    defer { mappings[key] = mapping }
    let isFilling = try mapping.advance(by: lanes.count, on: lanes, checkpoint) { cell, map in
      if let error = map[cell] { tell(cell, error) }
    }
    if !isFilling { lanes.release() }
    return isFilling
  }

  /// x̂0 of a cell, before it is decoded or judged; nil for a map that is not ready.
  ///
  /// - Throws: as `predict`.
  mutating func latents(
    _ key: MapKey, _ cell: ErrorMapGrid.Cell, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor? {
    try mappings[key]?.unjudgedLatents(at: cell, checkpoint)
  }

  /// The prediction of a cell, and its error.
  ///
  /// - Throws: `cancelled`, `notFinite`, `invalidSetting` outside the grid.
  mutating func predict(
    _ key: MapKey, _ cell: ErrorMapGrid.Cell, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> (prediction: Prediction, error: Float)? {
    guard let source = sources[key], let latents = try mappings[key]?.latents(at: cell, checkpoint)
    else { return nil }
    let prediction = try source.estimator.predict(
      latents, of: source.image, source.settings, matchingInput: false, checkpoint)
    return mappings[key]?.map[cell].map { (prediction, $0) }
  }
}
