internal import Foundation
public import Inference

/// Normalisations and activations by their definitions.
public enum ReferenceNorms {
  /// Group normalisation of `[B, C, H, W]`, through SiLU when asked.
  public static func group(
    _ input: Tensor, weight: Tensor, bias: Tensor, groups: Int, eps: Float, silu: Bool
  ) -> Tensor {
    let channels = input.shape[1]
    let pixels = input.shape[2] * input.shape[3]
    let size = channels / groups
    var result = input
    for start in stride(from: 0, to: input.count, by: size * pixels) {
      let (mean, factor) = moments(input.scalars[start..<(start + size * pixels)], eps: eps)
      for index in start..<(start + size * pixels) {
        let channel = index / pixels % channels
        let value =
          (Double(input.scalars[index]) - mean) * factor * Double(weight.scalars[channel])
          + Double(bias.scalars[channel])
        result.scalars[index] = Float(silu ? Self.silu(value) : value)
      }
    }
    return result
  }

  /// Layer normalisation of `[B, N, C]`.
  public static func layer(_ input: Tensor, weight: Tensor, bias: Tensor, eps: Float) -> Tensor {
    let channels = weight.count
    var result = input
    for start in stride(from: 0, to: input.count, by: channels) {
      let (mean, factor) = moments(input.scalars[start..<(start + channels)], eps: eps)
      for channel in 0..<channels {
        let value = (Double(input.scalars[start + channel]) - mean) * factor
        result.scalars[start + channel] = Float(
          value * Double(weight.scalars[channel]) + Double(bias.scalars[channel]))
      }
    }
    return result
  }

  /// x σ(x).
  public static func silu(_ x: Double) -> Double { x / (1 + exp(-x)) }

  /// x Φ(x).
  public static func gelu(_ x: Double) -> Double { 0.5 * x * erfc(-x / 2.0.squareRoot()) }

  /// x σ(1.702 x).
  public static func quickGELU(_ x: Double) -> Double { x / (1 + exp(-1.702 * x)) }

  private static func moments(
    _ values: ArraySlice<Float>, eps: Float
  ) -> (mean: Double, factor: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let variance =
      values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
    return (mean, 1 / (variance + Double(eps)).squareRoot())
  }
}
