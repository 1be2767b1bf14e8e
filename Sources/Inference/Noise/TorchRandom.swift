internal import Foundation

/// The random numbers of `torch.Generator().manual_seed(seed)` on CPU, in torch's order of draws.
///
/// Bits and order are torch's; values agree to the last unit or two in the last place, because torch's
/// vectorised logarithm and sine round a little differently.
///
/// - Source: torch 2.13 `CPUGeneratorImpl`, `DistributionTemplates.h`; checked against torch itself.
public struct TorchRandom: Sendable, Hashable {
  private var engine: MersenneTwister
  /// The second of a pair of normals made in double precision, kept for the next call.
  private var pending: Double?

  /// A generator as after `manual_seed(seed)`; seeds that agree in the low 32 bits are the same to torch.
  public init(seed: UInt64) {
    engine = MersenneTwister(seed: seed)
  }

  /// `torch.rand(1)`: one float in 0..<1 of 24 bits.
  public mutating func uniform() -> Float {
    Float(engine.next() & 0xff_ffff) * 0x1p-24
  }

  /// `torch.rand(count)`.
  public mutating func uniform(count: Int) -> [Float] {
    (0..<count).map { _ in uniform() }
  }

  /// `torch.randn(count)`: unit normals.
  ///
  /// Fewer than 16 are made one by one in double precision, 16 and more in blocks of 16.
  public mutating func normal(count: Int) -> [Float] {
    count < 16 ? (0..<count).map { _ in Float(normalInDouble()) } : normalInBlocks(count)
  }

  /// `torch.randn(shape)`.
  public mutating func normal(shape: [Int]) -> Tensor {
    var result = Tensor(zeros: shape)
    result.scalars = normal(count: result.count)
    return result
  }

  /// Uniforms over the whole length, then block after block through Box and Muller's transform.
  ///
  /// A length that is no multiple of 16 draws 16 new uniforms for its last 16 values, over what the
  /// block before had made of some of them.
  private mutating func normalInBlocks(_ count: Int) -> [Float] {
    var values = uniform(count: count)
    for start in stride(from: 0, through: count - 16, by: 16) {
      Self.transform(&values, from: start)
    }
    if count % 16 != 0 {
      for index in count - 16..<count { values[index] = uniform() }
      Self.transform(&values, from: count - 16)
    }
    return values
  }

  /// Makes 16 normals of 16 uniforms: the first half gives the radii, the second the angles.
  private static func transform(_ values: inout [Float], from start: Int) {
    for index in start..<start + 8 {
      // The products are rounded to float as torch rounds them; only the functions are exact.
      let radius = (-2 * Float(log(Double(1 - values[index])))).squareRoot()
      let angle = Double(Float(2 * Double.pi) * values[index + 8])
      values[index] = radius * Float(cos(angle))
      values[index + 8] = radius * Float(sin(angle))
    }
  }

  private mutating func normalInDouble() -> Double {
    if let second = pending {
      pending = nil
      return second
    }
    let first = uniformInDouble()
    let second = uniformInDouble()
    let radius = (-2 * log1p(-second)).squareRoot()
    let angle = 2 * Double.pi * first
    pending = radius * sin(angle)
    return radius * cos(angle)
  }

  /// 53 of 64 bits, the high word drawn first.
  private mutating func uniformInDouble() -> Double {
    let high = UInt64(engine.next())
    let low = UInt64(engine.next())
    return Double((high << 32 | low) & 0x1f_ffff_ffff_ffff) * 0x1p-53
  }
}
