public import Inference

/// Numbers for tests: repeatable pseudo-random values and the distance between arrays.
public enum ReferenceNumbers {
  /// Repeatable values, roughly normal around zero.
  public static func values(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    return (0..<count).map { _ in
      var sum: Float = 0
      for _ in 0..<4 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        sum += Float(state >> 40) / Float(1 << 24) - 0.5
      }
      return sum * 1.7320508 * scale
    }
  }

  /// A tensor of repeatable values.
  public static func tensor(_ shape: [Int], seed: UInt64, scale: Float = 1) -> Tensor {
    var tensor = Tensor(zeros: shape)
    tensor.scalars = values(tensor.count, seed: seed, scale: scale)
    return tensor
  }

  /// The normalised mean square error of `found`; infinite when it is of another length or not finite.
  public static func error(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    var difference = 0.0
    var norm = 0.0
    for index in found.indices {
      guard found[index].isFinite else { return .infinity }
      let gap = Double(found[index]) - Double(expected[index])
      difference += gap * gap
      norm += Double(expected[index]) * Double(expected[index])
    }
    return Float(difference / max(norm, 1e-30))
  }
}
