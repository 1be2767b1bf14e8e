/// A map's latents and what the decoder makes of them.
public struct DecodedMap: Sendable {
  /// `[1, 4, h, w]`.
  public let latents: Tensor
  /// `[1, 3, H, W]`, padding removed.
  public let picture: Tensor
}

/// From latents to what a person looks at, exactly or at once.
extension Estimator {
  /// One of the maps in a run's latents through the decoder.
  ///
  /// - Parameters:
  ///   - latents: `[B, 4·n, h, w]`.
  ///   - image: The picture they belong to.
  ///   - settings: Which quantity they stand for.
  ///   - modality: Which of the maps, by its place in `modalities`.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: The map's latents and their picture.
  /// - Throws: `invalidSetting` for a map that the family does not have; `cancelled`, `notFinite`,
  ///   `outOfMemory`.
  public func decodeMap(
    _ latents: Tensor, of image: PreparedImage, _ settings: RunSettings, modality: Int = 0,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> DecodedMap {
    let own = try map(modality, settings).latents(in: latents, channels: vae.config.latentChannels)
    return DecodedMap(latents: own, picture: try decode(own, of: image, checkpoint))
  }

  /// The prediction of the networks' size that a decoded picture stands for.
  ///
  /// - Parameters:
  ///   - picture: `[1, 3, H, W]`.
  ///   - settings: Which quantity it stands for.
  ///   - modality: Which of the maps.
  /// - Returns: Values as the family makes them of the decoder's.
  /// - Throws: `invalidSetting` for a map that the family does not have.
  public func prediction(
    of picture: Tensor, _ settings: RunSettings, modality: Int = 0
  ) throws(InferenceError) -> Prediction {
    let wanted = try map(modality, settings)
    return Prediction(
      quantity: wanted.quantity, values: try family.values(decoded: picture, wanted.quantity),
      space: wanted.space)
  }

  /// The fit of a decoded map's picture on its latents; nil where there is too little to fit.
  public func fit(_ map: DecodedMap) -> LatentFit? {
    LatentFit(of: map.picture, on: map.latents, factor: factor)
  }

  /// What a prediction of latents will look like, without the decoder: in a fit's colours, a pixel of the latents
  /// spread over the pixels it stands for.
  ///
  /// - Parameters:
  ///   - latents: `[B, 4·n, h, w]`.
  ///   - fit: Made of another decode of the same autoencoder.
  ///   - size: Rows and columns of what is predicted, without padding.
  ///   - settings: Which quantity they stand for.
  ///   - modality: Which of the maps, by its place in `modalities`.
  /// - Returns: A prediction of the networks' size, in the family's values.
  /// - Throws: `invalidSetting` for a map that the family does not have; `shapeMismatch` for latents of another
  ///   autoencoder.
  public func preview(
    _ latents: Tensor, by fit: LatentFit, size: (height: Int, width: Int), _ settings: RunSettings,
    modality: Int = 0
  ) throws(InferenceError) -> Prediction {
    let own = try map(modality, settings).latents(in: latents, channels: vae.config.latentChannels)
    let large = try enlarged(fit.picture(of: own))
    return try prediction(
      of: large.cropped(height: size.height, width: size.width), settings, modality: modality)
  }

  /// A picture with a pixel for each of the latents', spread over the pixels it stands for.
  func enlarged(_ small: Tensor) -> Tensor {
    Resampling.resize(
      small, height: factor * small.shape[2], width: factor * small.shape[3],
      .bilinear(antialiased: false))
  }

  /// One of the maps.
  func map(
    _ modality: Int, _ settings: RunSettings
  ) throws(InferenceError) -> Modality {
    let modalities = family.modalities(settings)
    guard modalities.indices.contains(modality) else {
      throw .invalidSetting(
        name: "The map", value: "\(modality)",
        allowed: modalities.map(\.name).joined(separator: ", "))
    }
    return modalities[modality]
  }
}
