/// Prepares pictures for `CLIPVision` as GeoWizard does: the whole picture, its aspect not kept.
///
/// - Source: GeoWizard's pipeline: bicubic antialiased resize, then the processor's mean and deviation.
public struct CLIPImageProcessor: Sendable, Hashable {
  /// Rows that every picture becomes.
  public var height = 224
  /// Columns that every picture becomes.
  public var width = 224
  /// Taken from red, green and blue.
  public var mean: [Float] = [0.48145466, 0.4578275, 0.40821073]
  /// Divisors of red, green and blue.
  public var deviation: [Float] = [0.26862954, 0.26130258, 0.27577711]

  /// CLIP's own numbers.
  public init() {}

  /// The prepared pictures.
  ///
  /// - Shapes: `[B, 3, H, W]` to `[B, 3, height, width]`.
  /// - Range: the picture 0…1; the result has about mean 0 and deviation 1.
  /// - Throws: `shapeMismatch`.
  public func callAsFunction(_ rgb: Tensor) throws(InferenceError) -> Tensor {
    let shape = rgb.shape
    guard shape.count == 4, shape[1] == mean.count, mean.count == deviation.count,
      !shape.contains(0)
    else {
      throw .shapeMismatch(
        what: "The picture to prepare for the image encoder",
        expected: [1, mean.count, height, width], found: shape)
    }
    var result = Resampling.resize(rgb, height: height, width: width, .bicubicAntialiased)
    let plane = height * width
    for index in 0..<(shape[0] * mean.count) {
      let channel = index % mean.count
      for pixel in (index * plane)..<((index + 1) * plane) {
        result.scalars[pixel] = (result.scalars[pixel] - mean[channel]) / deviation[channel]
      }
    }
    return result
  }
}
