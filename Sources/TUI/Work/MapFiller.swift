import Inference

/// The error maps that the inference worker makes; touched by its thread only.
struct MapFiller {
  /// How many maps stay ready to go on; others begin again from the errors that are known.
  private static let kept = 3

  private var mappings: [MapKey: ErrorMapping] = [:]
  private var recent: [MapKey] = []
  /// What each map's predictions belong to.
  private var sources: [MapKey: (estimator: Estimator, image: PreparedImage, RunSettings)] = [:]

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
    sources[key] = (estimator, image, run.settings)
    recent.append(key)
    while recent.count > Self.kept {
      let oldest = recent.removeFirst()
      mappings[oldest] = nil
      sources[oldest] = nil
    }
  }

  /// Computes the next cell; nil when the map is complete.
  ///
  /// - Throws: `cancelled`, `notFinite`.
  mutating func fill(
    _ key: MapKey, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> (cell: ErrorMapGrid.Cell, error: Float)? {
    guard var mapping = mappings[key] else { return nil }
    // Two owners of one map would copy it in every cell.
    mappings[key] = nil
    defer { mappings[key] = mapping }
    guard let cell = try mapping.next(checkpoint), let error = mapping.map[cell] else {
      return nil
    }
    return (cell, error)
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
      latents, of: source.image, source.2, matchingInput: false, checkpoint)
    return mappings[key]?.map[cell].map { (prediction, $0) }
  }
}
