/// From latents to what a person looks at.
extension Estimator {
  /// What a run of these settings predicts, most important first.
  public func modalities(_ settings: RunSettings) -> [Modality] { family.modalities(settings) }

  /// A run's latents `[B, 4·n, h, w]` cut into those of its maps, `[1, 4, h, w]` each.
  public func latents(of latents: Tensor) -> [Tensor] {
    family.modalities(family.defaults).compactMap {
      try? $0.latents(in: latents, channels: vae.config.latentChannels)
    }
  }

  /// The decoder's picture of latents `[1, 4, h, w]`: `[1, 3, H, W]`, padding removed.
  public func decode(
    _ latents: Tensor, of image: PreparedImage, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let decoded = try vae.decode(latents.scaled(by: 1 / vae.config.scalingFactor), checkpoint)
    return try decoded.cropped(height: image.height, width: image.width)
  }

  /// A prediction from a run's latents, at the picture's own size or at the networks'.
  ///
  /// - Parameters:
  ///   - latents: `[B, 4·n, h, w]`.
  ///   - image: The picture they belong to.
  ///   - settings: Which quantity they stand for.
  ///   - modality: Which of the maps, by its place in `modalities`.
  ///   - matchingInput: Whether the prediction is brought to the picture's size.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: Depth, normals, a picture or a map of material or light, post-processed as the family
  ///   does it.
  /// - Throws: `invalidSetting` for a map that the family does not have; `cancelled`, `notFinite`,
  ///   `outOfMemory`.
  public func predict(
    _ latents: Tensor, of image: PreparedImage, _ settings: RunSettings, modality: Int = 0,
    matchingInput: Bool = true, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Prediction {
    let map = try decodeMap(latents, of: image, settings, modality: modality, checkpoint)
    let prediction = try prediction(of: map.picture, settings, modality: modality)
    return matchingInput ? self.matchingInput(prediction, of: image) : prediction
  }

  /// A prediction of the networks' size at the picture's own.
  public func matchingInput(_ prediction: Prediction, of image: PreparedImage) -> Prediction {
    let (height, width) = (image.originalHeight, image.originalWidth)
    let resized =
      image.rule == .original
      ? PostProcessing.resized(
        prediction.values, height: height, width: width, authorsWayBack(prediction.quantity))
      : PostProcessing.resized(prediction.values, height: height, width: width)
    return Prediction(
      quantity: prediction.quantity,
      values: family.finished(resized, prediction.quantity, image.rule), space: prediction.space)
  }

  private func authorsWayBack(_ quantity: Quantity) -> AuthorsResize.Back {
    quantity == .normals ? family.authorsResize.backOfNormals : family.authorsResize.back
  }
}
