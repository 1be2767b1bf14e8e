internal import Foundation

/// Multi-resolution noise of constant strength.
public struct PyramidNoise: NoiseSource {
  /// The name on the command line.
  public static let id = NoiseID.pyramid
  /// The name on the screen.
  public static let title = "pyramid"
  /// Pure noise.
  public let initialNoise: Float = 1
  /// The weight of each level relative to the one before.
  public var strength: Float = 0.9

  /// The source with Marigold's strength.
  public init() {}

  /// Multi-resolution noise.
  public func latents(
    shape: [Int], timestep: Float, trainTimesteps: Int, using random: inout TorchRandom
  ) -> Tensor {
    MultiResolution.noise(shape: shape, strength: strength, using: &random)
  }
}

/// Multi-resolution noise whose strength falls with the timestep: 0.9 · t / T.
///
/// At t = 0 only two full-size gaussians are left, added and brought back to unit variance.
///
/// - Source: Ke et al. 2024 (Marigold), section 3.3.
public struct AnnealedNoise: NoiseSource {
  /// The name on the command line.
  public static let id = NoiseID.annealed
  /// The name on the screen.
  public static let title = "annealed"
  /// Pure noise.
  public let initialNoise: Float = 1
  /// The strength at t = T.
  public var strength: Float = 0.9

  /// The source with Marigold's strength.
  public init() {}

  /// Multi-resolution noise of the timestep's strength.
  public func latents(
    shape: [Int], timestep: Float, trainTimesteps: Int, using random: inout TorchRandom
  ) -> Tensor {
    let scaled = strength * (timestep / Float(trainTimesteps))
    return MultiResolution.noise(shape: shape, strength: scaled, using: &random)
  }
}

/// Gaussians of ever smaller size, blown up and added.
///
/// Order of draws: the base at full size; then for each level i = 0, 1, … first the ratio r in 2..<4
/// (one uniform), then the level's gaussian. The size is divided by r to the power i **of the size the
/// level before had**, so level 0 adds a second gaussian of full size and the shrinking compounds; the
/// last level is the first with an edge of 1. At most ten levels. The sum is divided by its standard
/// deviation over all values (n − 1 in the denominator).
///
/// - Shapes: `[B, C, h, w]`.
/// - Source: Marigold's `multi_res_noise_like`, strategy "original", with one generator for everything.
private enum MultiResolution {
  static func noise(
    shape: [Int], strength: Float, using random: inout TorchRandom
  ) -> Tensor {
    precondition(shape.count == 4, "multi-resolution noise is [B, C, h, w]")
    var sum = random.normal(shape: shape).scalars
    let planes = shape[0] * shape[1]
    let full = (height: shape[2], width: shape[3])
    var size = full
    for level in 0..<10 {
      let ratio = random.uniform() * 2 + 2
      let divisor = power(ratio, level)
      size = (shrunk(size.height, divisor), shrunk(size.width, divisor))
      let small = random.normal(count: planes * size.height * size.width)
      let weight = Float(pow(Double(strength), Double(level)))
      for (index, value) in upsampled(small, planes, from: size, to: full).enumerated() {
        sum[index] += value * weight
      }
      if size.height == 1 || size.width == 1 { break }
    }
    var result = Tensor(zeros: shape)
    let deviation = standardDeviation(sum)
    result.scalars = sum.map { $0 / deviation }
    return result
  }

  private static func power(_ ratio: Float, _ level: Int) -> Float {
    Float(pow(Double(ratio), Double(level)))
  }

  private static func shrunk(_ edge: Int, _ divisor: Float) -> Int {
    max(1, Int(Float(edge) / divisor))
  }

  private static func standardDeviation(_ values: [Float]) -> Float {
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return Float((squares / Double(values.count - 1)).squareRoot())
  }

  /// Where an output position looks: two neighbours and the weight of the second.
  private struct Tap {
    let low: Int
    let high: Int
    let weight: Float

    init(_ position: Int, from input: Int, to output: Int) {
      let centre = (Float(position) + 0.5) * (Float(input) / Float(output)) - 0.5
      let source = max(centre, 0)
      low = min(Int(source), input - 1)
      high = min(low + 1, input - 1)
      weight = source - Float(low)
    }
  }

  /// Bilinear with half-pixel centres, each plane for itself.
  private static func upsampled(
    _ values: [Float], _ planes: Int, from input: (height: Int, width: Int),
    to output: (height: Int, width: Int)
  ) -> [Float] {
    if input == output { return values }
    let rows = (0..<output.height).map { Tap($0, from: input.height, to: output.height) }
    let columns = (0..<output.width).map { Tap($0, from: input.width, to: output.width) }
    var result: [Float] = []
    result.reserveCapacity(planes * output.height * output.width)
    for plane in 0..<planes {
      for row in rows {
        let upper = (plane * input.height + row.low) * input.width
        let lower = (plane * input.height + row.high) * input.width
        for column in columns {
          let above = mix(values[upper + column.low], values[upper + column.high], column.weight)
          let below = mix(values[lower + column.low], values[lower + column.high], column.weight)
          result.append(mix(above, below, row.weight))
        }
      }
    }
    return result
  }

  private static func mix(_ first: Float, _ second: Float, _ weight: Float) -> Float {
    (1 - weight) * first + weight * second
  }
}
