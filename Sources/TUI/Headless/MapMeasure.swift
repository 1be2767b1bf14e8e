import Inference

extension GroundTruth {
  /// What a map's predictions are compared with; nil where the prediction is of another kind.
  func measure(_ quantity: Quantity) -> ErrorMeasure? {
    switch (self, quantity) {
    case (.depth(let truth), .depth): .absRel(truth, .shippedScenes)
    case (.normals(let truth), .normals): .meanAngle(truth)
    default: nil
    }
  }

  /// The clean latents of a map around this truth.
  ///
  /// - Throws: `shapeMismatch` when it is not of the picture's size.
  func cleanLatents(
    _ estimator: Estimator, _ image: PreparedImage, _ settings: RunSettings,
    _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor {
    switch self {
    case .depth(let depth):
      try estimator.cleanLatents(depth: depth, of: image, settings, checkpoint)
    case .normals(let normals):
      try estimator.cleanLatents(normals: normals, of: image, settings, checkpoint)
    }
  }
}

/// What a map measures, settled from what was asked for and what is known.
struct MapMeasure {
  var measure: ErrorMeasure
  /// The ground truth that the clean latents are encoded from; nil takes the run's last x̂0.
  ///
  /// A model of several maps needs clean latents of them all, and ground truth is of one.
  var clean: GroundTruth?

  /// - Parameters:
  ///   - kind: What was asked for; nil is the ground truth's own error, or latents without one.
  ///   - truth: The ground truth, where there is one.
  ///   - modalities: What the settings predict; the first is measured.
  /// - Throws: `invalidSetting` where the two do not go together.
  init(
    _ kind: ErrorMap.Kind?, _ truth: GroundTruth?, _ modalities: [Modality]
  ) throws(InferenceError) {
    let quantity = modalities.first?.quantity ?? .depth
    let own = truth?.measure(quantity)
    if truth != nil, own == nil {
      throw .invalidSetting(
        name: "The ground truth", value: "compared with \(quantity.rawValue)",
        allowed: "depth with models of depth, normals with models of normals")
    }
    clean = modalities.count == 1 ? truth : nil
    switch kind {
    case nil: measure = own ?? .latent
    case .latent: measure = .latent
    case let asked?:
      guard let own, own.kind == asked else {
        throw .invalidSetting(
          name: "--error", value: asked.rawValue,
          allowed: own.map { "\($0.kind.rawValue) or latent with this ground truth" }
            ?? "latent without --ground-truth")
      }
      measure = own
    }
  }
}
