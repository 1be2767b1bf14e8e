internal import Foundation

/// How like two pictures are.
public enum ImageMetrics {
  /// The peak signal-to-noise ratio in decibels of two arrays of one shape with values in 0…1.
  ///
  /// - Throws: `shapeMismatch`.
  public static func psnr(_ one: Tensor, _ other: Tensor) throws(InferenceError) -> Float {
    guard one.shape == other.shape else {
      throw .shapeMismatch(what: "The picture", expected: other.shape, found: one.shape)
    }
    var squares = 0.0
    for index in one.scalars.indices {
      let difference = Double(one.scalars[index] - other.scalars[index])
      squares += difference * difference
    }
    return Float(-10 * log10(squares / Double(max(1, one.count))))
  }
}
