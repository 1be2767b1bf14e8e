internal import Foundation

/// How far a picture is from another.
public struct PictureMetrics: Sendable, Hashable, Codable {
  /// Peak signal-to-noise ratio in decibels; infinite for equal pictures.
  public let psnr: Double

  /// Compares two pictures of one size.
  ///
  /// - Parameters:
  ///   - picture: any shape, values in 0…1.
  ///   - reference: the same shape, values in 0…1.
  /// - Returns: the metrics over all values; NaN when a value is.
  /// - Throws: `shapeMismatch`, also for empty pictures.
  public static func compare(
    _ picture: Tensor, to reference: Tensor
  ) throws(InferenceError) -> PictureMetrics {
    guard picture.shape == reference.shape, picture.count > 0 else {
      throw .shapeMismatch(what: "The picture", expected: reference.shape, found: picture.shape)
    }
    let squares = zip(picture.scalars, reference.scalars).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
    return PictureMetrics(psnr: -10 * log10(squares / Double(picture.count)))
  }
}
