/// Previews by a tiny autoencoder.
extension Estimator {
  /// Why a tiny autoencoder does not decode this estimator's latents, as a clause; nil where it does.
  public func misfit(of tiny: TinyAutoencoder) -> String? {
    guard TinyAutoencoder.isForLatents(of: vae.config) else {
      return "its autoencoder is not Stable Diffusion's, for whose latents tiny ones are made"
    }
    let (own, other) = (vae.config, tiny.config)
    guard own.latentChannels == other.latentChannels, own.factor == other.factor else {
      return
        "its latents have \(own.latentChannels) channels and \(own.factor) pixels an edge, those of "
        + "\(Printable.clean(tiny.path)) \(other.latentChannels) and \(other.factor)"
    }
    return nil
  }

  /// Whether the autoencoder is of Stable Diffusion's size, whose decodes take longer than a frame at any resolution.
  public var hasLargeAutoencoder: Bool { TinyAutoencoder.isForLatents(of: vae.config) }

  /// What a prediction of latents will look like, by a tiny autoencoder.
  ///
  /// - Parameters:
  ///   - latents: `[B, 4·n, h, w]`.
  ///   - tiny: One without `misfit`.
  ///   - size: Rows and columns of what is predicted, without padding.
  ///   - settings: Which quantity they stand for.
  ///   - modality: Which of the maps, by its place in `modalities`.
  /// - Returns: A prediction of the networks' size, in the family's values.
  /// - Throws: `invalidSetting` for a map that the family does not have; `shapeMismatch`, `notFinite`,
  ///   `outOfMemory`.
  public func preview(
    _ latents: Tensor, by tiny: TinyAutoencoder, size: (height: Int, width: Int),
    _ settings: RunSettings, modality: Int = 0
  ) throws(InferenceError) -> Prediction {
    let own = try map(modality, settings).latents(in: latents, channels: vae.config.latentChannels)
    let picture = try tiny.decode(own).cropped(height: size.height, width: size.width)
    return try prediction(of: picture, settings, modality: modality)
  }

  /// Whether a fit comes nearer to a decoded picture than a tiny autoencoder does.
  ///
  /// - Throws: `shapeMismatch`, `notFinite`, `outOfMemory`.
  public func isNearer(
    _ fit: LatentFit, than tiny: TinyAutoencoder, to map: DecodedMap
  ) throws(InferenceError) -> Bool {
    let (height, width) = (map.picture.shape[2], map.picture.shape[3])
    let linear = try enlarged(fit.picture(of: map.latents)).cropped(height: height, width: width)
    let decoded = try tiny.decode(map.latents).cropped(height: height, width: width)
    return Self.squares(linear, map.picture) < Self.squares(decoded, map.picture)
  }

  /// The sum of the squared differences of two pictures inside what can be seen.
  private static func squares(_ preview: Tensor, _ picture: Tensor) -> Double {
    zip(preview.scalars, picture.scalars).reduce(0) { sum, pair in
      let difference = Double(min(max(pair.0, -1), 1) - min(max(pair.1, -1), 1))
      return sum + difference * difference
    }
  }
}
