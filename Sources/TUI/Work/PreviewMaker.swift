import Inference

extension ImageKey {
  /// Whether it is a preview of a strip's size.
  var isSmallPreview: Bool {
    guard case .step(let picture) = content, picture.preview != nil else { return false }
    return pixels.width * pixels.height < 30_000
  }
}

/// What stands in for the decoder.
enum PreviewMaker: Sendable {
  case linear(LatentFit)
  case tiny(TinyAutoencoder)

  /// Its name on the screen.
  var kind: RunPreview.Kind {
    switch self {
    case .linear: .linear
    case .tiny: .taesd
    }
  }

  /// Whether both make the same pictures.
  func isSame(as other: PreviewMaker) -> Bool {
    switch (self, other) {
    case (.linear(let fit), .linear(let otherFit)): fit == otherFit
    case (.tiny(let tiny), .tiny(let otherTiny)): tiny.path == otherTiny.path
    default: false
    }
  }

  /// What a prediction of latents will look like.
  ///
  /// - Throws: what the estimator throws.
  func prediction(
    _ latents: Tensor, _ estimator: Estimator, size: (height: Int, width: Int),
    _ settings: RunSettings, modality: Int
  ) throws(InferenceError) -> Prediction {
    switch self {
    case .linear(let fit):
      try estimator.preview(latents, by: fit, size: size, settings, modality: modality)
    case .tiny(let tiny):
      try estimator.preview(latents, by: tiny, size: size, settings, modality: modality)
    }
  }
}
