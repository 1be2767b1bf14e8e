extension Estimator {
  /// Depth in metres as the families are trained to see it: encoded after an affine map to −1…1.
  ///
  /// The 2 % and 98 % quantiles of the known pixels go to −1 and 1, what lies beyond is cut, and the plane is
  /// repeated in three channels; unknown pixels (0) count as nearest. Resized and padded as the picture is.
  /// Source: Ke and others 2023, section 3.2; models of disparity see 1 / depth.
  ///
  /// - Parameters:
  ///   - depth: `[H, W]` in metres, of the picture's own size.
  ///   - image: The picture it belongs to.
  ///   - settings: The resolution.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: z0, `[1, 4, h, w]`, scaled.
  /// - Throws: `shapeMismatch`, `invalidSetting` where no pixel is known, `cancelled`.
  public func cleanLatents(
    depth: Tensor, of image: PreparedImage, _ settings: RunSettings,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let plane = try TruthPlane.normalised(depth, isInverse: family.quantity == .disparity)
    return try encoded(
      plane.scalars + plane.scalars + plane.scalars, plane.shape, image, settings, checkpoint)
  }

  /// Unit normals `[H, W, 3]` of the picture's own size, encoded as they are.
  ///
  /// - Returns: z0, `[1, 4, h, w]`, scaled.
  /// - Throws: `shapeMismatch`, `cancelled`.
  public func cleanLatents(
    normals: Tensor, of image: PreparedImage, _ settings: RunSettings,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    guard normals.shape.count == 3, normals.shape[2] == 3 else {
      throw .shapeMismatch(
        what: "The ground truth", expected: [image.originalHeight, image.originalWidth, 3],
        found: normals.shape)
    }
    let area = normals.shape[0] * normals.shape[1]
    var planes = [Float](repeating: 0, count: area * 3)
    for index in 0..<area {
      for channel in 0..<3 {
        planes[channel * area + index] = normals.scalars[index * 3 + channel]
      }
    }
    return try encoded(planes, normals.shape, image, settings, checkpoint)
  }

  private func encoded(
    _ planes: [Float], _ shape: [Int], _ image: PreparedImage, _ settings: RunSettings,
    _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor {
    guard shape[0] == image.originalHeight, shape[1] == image.originalWidth else {
      throw .shapeMismatch(
        what: "The ground truth", expected: [image.originalHeight, image.originalWidth],
        found: shape)
    }
    let truth = try prepare(
      try Tensor(planes, shape: [1, 3, shape[0], shape[1]]),
      // Ground truth is no picture of bytes, so it is not rounded to them.
      resolution: settings.processingResolution, settings.resize, .bilinear, checkpoint)
    return truth.mean.scaled(by: vae.config.scalingFactor)
  }
}

/// Depth brought to the range that the autoencoder takes.
enum TruthPlane {
  /// `[H, W]` in −1…1.
  ///
  /// - Throws: `shapeMismatch`; `invalidSetting` when no pixel is known.
  static func normalised(_ depth: Tensor, isInverse: Bool) throws(InferenceError) -> Tensor {
    guard depth.shape.count == 2 else {
      throw .shapeMismatch(what: "The ground truth", expected: [0, 0], found: depth.shape)
    }
    let known = depth.scalars.filter { $0 > 0 && $0.isFinite }
      .map { isInverse ? 1 / $0 : $0 }.sorted()
    guard !known.isEmpty else { throw ValidPixels.nothingValid }
    let (low, high) = (quantile(0.02, known), quantile(0.98, known))
    let span = high > low ? high - low : 1
    return depth.map { value in
      guard value > 0, value.isFinite else { return isInverse ? 1 : -1 }
      return min(max(((isInverse ? 1 / value : value) - low) / span * 2 - 1, -1), 1)
    }
  }

  /// Between the two nearest of ascending values, as `torch.quantile`.
  private static func quantile(_ share: Float, _ ascending: [Float]) -> Float {
    let place = share * Float(ascending.count - 1)
    let below = min(Int(place), ascending.count - 1)
    let above = min(below + 1, ascending.count - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (place - Float(below))
  }
}
