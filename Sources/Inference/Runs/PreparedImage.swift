/// A picture as the networks take it, and its latents.
public struct PreparedImage: Sendable, Equatable {
  /// Rows and columns of the picture itself.
  public let originalHeight, originalWidth: Int
  /// Rows and columns of what is predicted: without padding, and without what the factor leaves over.
  public let height, width: Int
  /// What the encoder saw, `[1, 3, PH, PW]` in −1…1.
  public let input: Tensor
  /// The encoder's mean, `[1, 4, h, w]`, not scaled.
  public let mean: Tensor
  /// The logarithm of the encoder's variance, `[1, 4, h, w]`.
  public let logVariance: Tensor
  /// How the picture was resized; predictions go back the same way.
  public var rule = ResizeRule.diffusers
  /// The picture through the image encoder, `[1, 1, D]`, for families that look at it so.
  public var embedding: Tensor?
}

/// How a picture is brought to the size that the networks process.
public enum ProcessingSize {
  /// A picture resized and padded as diffusers' Marigold pipelines do it.
  ///
  /// The longest edge becomes `resolution` (the other is rounded down), by antialiased bilinear
  /// interpolation; then the last row and column are repeated up to a multiple of `factor`.
  /// Source: diffusers `marigold_image_processing.py`.
  ///
  /// - Parameters:
  ///   - image: `[1, 3, H, W]` in −1…1.
  ///   - resolution: The longest edge, a multiple of `factor`; 0 keeps the picture's own.
  ///   - factor: Picture pixels per latent pixel along an edge.
  /// - Returns: `[1, 3, PH, PW]` and the size before padding.
  /// - Throws: `invalidSetting` for a resolution that is no multiple of the factor, or that leaves
  ///   nothing of the shorter edge.
  public static func prepare(
    _ image: Tensor, resolution: Int, factor: Int
  ) throws(InferenceError) -> (input: Tensor, height: Int, width: Int) {
    guard image.shape.count == 4, image.shape[0] == 1, image.shape[1] == 3 else {
      throw .shapeMismatch(what: "The picture", expected: [1, 3, 0, 0], found: image.shape)
    }
    guard resolution >= 0, resolution.isMultiple(of: factor), resolution <= 8192 else {
      throw .invalidSetting(
        name: "The processing resolution", value: "\(resolution)",
        allowed: "0 (the picture's own) or a multiple of \(factor) up to 8192")
    }
    var (height, width) = (image.shape[2], image.shape[3])
    var resized = image
    if resolution > 0 {
      let longest = max(height, width)
      (height, width) = (height * resolution / longest, width * resolution / longest)
      guard height > 0, width > 0 else {
        throw .invalidSetting(
          name: "The picture", value: "\(image.shape[3])x\(image.shape[2])",
          allowed: "pictures whose shorter edge has a pixel left at \(resolution) pixels")
      }
      resized = Resampling.resize(
        image, height: height, width: width, .bilinear(antialiased: true))
    }
    return (padded(resized, multipleOf: factor), height, width)
  }

  private static func padded(_ image: Tensor, multipleOf factor: Int) -> Tensor {
    let (height, width) = (image.shape[2], image.shape[3])
    let paddedHeight = (height + factor - 1) / factor * factor
    let paddedWidth = (width + factor - 1) / factor * factor
    guard paddedHeight != height || paddedWidth != width else { return image }
    var result = Tensor(zeros: [1, 3, paddedHeight, paddedWidth])
    for plane in 0..<3 {
      for row in 0..<paddedHeight {
        let from = (plane * height + min(row, height - 1)) * width
        let to = (plane * paddedHeight + row) * paddedWidth
        for column in 0..<paddedWidth {
          result.scalars[to + column] = image.scalars[from + min(column, width - 1)]
        }
      }
    }
    return result
  }
}

extension PreparedImage {
  /// The picture as the networks saw it, without padding: `[H, W, 3]` in 0…1.
  public var picture: Tensor {
    var result = Tensor(zeros: [height, width, 3])
    let (rows, columns) = (input.shape[2], input.shape[3])
    for row in 0..<height {
      for column in 0..<width {
        for channel in 0..<3 {
          let value = input.scalars[(channel * rows + row) * columns + column]
          result.scalars[(row * width + column) * 3 + channel] = (value + 1) / 2
        }
      }
    }
    return result
  }
}
