public import Inference

/// Rounding to bfloat16 by its definition.
public enum ReferenceBF16 {
  /// The bfloat16 nearest to a number, of two equally near ones the even; subnormal ones are zero.
  public static func nearest(_ value: Float) -> Float {
    guard value.isFinite, abs(value) >= Float.leastNormalMagnitude else {
      return value.isFinite ? 0 : value
    }
    // The place of the last of eight binary digits.
    let unit = Float(sign: .plus, exponent: value.exponent - 7, significand: 1)
    return (value / unit).rounded(.toNearestOrEven) * unit
  }

  /// A tensor of such numbers.
  public static func nearest(_ tensor: Tensor) -> Tensor { tensor.map(nearest) }
}
