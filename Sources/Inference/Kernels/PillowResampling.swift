/// Changes the size of planes the way Pillow's `Image.resize` does.
///
/// Columns first, then rows; the other way round where rows become fewer, and by more than twice as many pixels
/// as columns do. Bytes are weighted by whole numbers of 22 bits and rounded to bytes between the two passes as
/// well; floating-point planes are summed in 64 bits and kept in 32.
/// Source: Pillow 13's `Resample.c`; versions before it always took columns first.
public enum PillowResampling {
  /// How a pixel is made from its neighbours; both widen when shrinking.
  public enum Filter: Sendable, Hashable {
    /// A triangle.
    case bilinear
    /// A cubic with a = −1/2.
    case bicubic

    fileprivate var support: Double { self == .bilinear ? 1 : 2 }

    fileprivate func weight(at place: Double) -> Double {
      let distance = abs(place)
      switch self {
      case .bilinear: return max(0, 1 - distance)
      case .bicubic:
        if distance < 1 { return (1.5 * distance - 2.5) * distance * distance + 1 }
        return distance < 2 ? -0.5 * (((distance - 5) * distance + 8) * distance - 4) : 0
      }
    }
  }

  /// The taps of one output pixel along one axis, weights adding up to one.
  private struct Taps {
    var first: Int
    var weights: [Double]
    /// The weights times 2²², rounded away from zero.
    var integers: [Int]
  }

  private static let precision = 22

  /// A pixel from its taps and what they reach.
  private typealias Sum = (Taps, (Int) -> Float) -> Float

  /// Planes of bytes at another size.
  ///
  /// - Parameters:
  ///   - tensor: `[..., H, W]`, whole numbers 0…255.
  ///   - height: The new H, at least 1.
  ///   - width: The new W, at least 1.
  ///   - filter: How pixels are made.
  /// - Returns: `[..., height, width]`, whole numbers 0…255.
  public static func resizeBytes(
    _ tensor: Tensor, height: Int, width: Int, _ filter: Filter
  ) -> Tensor {
    resize(tensor, height: height, width: width, filter) { taps, value in
      var sum = 1 << (precision - 1)
      for (offset, weight) in taps.integers.enumerated() {
        sum += Int(value(taps.first + offset)) * weight
      }
      return Float(min(max(sum >> precision, 0), 255))
    }
  }

  /// Planes of any numbers at another size.
  ///
  /// - Parameters:
  ///   - tensor: `[..., H, W]`.
  ///   - height: The new H, at least 1.
  ///   - width: The new W, at least 1.
  ///   - filter: How pixels are made.
  /// - Returns: `[..., height, width]`.
  public static func resize(
    _ tensor: Tensor, height: Int, width: Int, _ filter: Filter
  ) -> Tensor {
    resize(tensor, height: height, width: width, filter) { taps, value in
      var sum = 0.0
      for (offset, weight) in taps.weights.enumerated() {
        sum += Double(value(taps.first + offset)) * weight
      }
      return Float(sum)
    }
  }

  private static func resize(
    _ tensor: Tensor, height: Int, width: Int, _ filter: Filter, _ sum: Sum
  ) -> Tensor {
    precondition(tensor.shape.count >= 2 && height > 0 && width > 0, "planes need two axes")
    let (lostRows, lostColumns) = (
      tensor.shape[tensor.shape.count - 2] - height, tensor.shape[tensor.shape.count - 1] - width
    )
    guard lostRows > 0, lostRows > 2 * lostColumns else {
      return rows(columns(tensor, width, filter, sum), height, filter, sum)
    }
    return columns(rows(tensor, height, filter, sum), width, filter, sum)
  }

  /// Every row at another width.
  private static func columns(
    _ tensor: Tensor, _ width: Int, _ filter: Filter, _ sum: Sum
  ) -> Tensor {
    let old = tensor.shape[tensor.shape.count - 1]
    guard old != width else { return tensor }
    let lines = tensor.shape.dropLast().reduce(1, *)
    var result = Tensor(zeros: tensor.shape.dropLast() + [width])
    for (column, taps) in taps(from: old, to: width, filter).enumerated() {
      for row in 0..<lines {
        result.scalars[row * width + column] = sum(taps) { tensor.scalars[row * old + $0] }
      }
    }
    return result
  }

  /// Every column at another height.
  private static func rows(
    _ tensor: Tensor, _ height: Int, _ filter: Filter, _ sum: Sum
  ) -> Tensor {
    let old = tensor.shape[tensor.shape.count - 2]
    let width = tensor.shape[tensor.shape.count - 1]
    guard old != height else { return tensor }
    let planes = tensor.shape.dropLast(2).reduce(1, *)
    var result = Tensor(zeros: tensor.shape.dropLast(2) + [height, width])
    for (row, taps) in taps(from: old, to: height, filter).enumerated() {
      for plane in 0..<planes {
        for column in 0..<width {
          result.scalars[(plane * height + row) * width + column] = sum(taps) {
            tensor.scalars[(plane * old + $0) * width + column]
          }
        }
      }
    }
    return result
  }

  private static func taps(from old: Int, to new: Int, _ filter: Filter) -> [Taps] {
    let scale = Double(old) / Double(new)
    let stretch = max(1, scale)
    let support = filter.support * stretch
    return (0..<new).map { index in
      let centre = (Double(index) + 0.5) * scale
      let first = max(0, Int(centre - support + 0.5))
      let end = min(old, Int(centre + support + 0.5))
      var weights = (first..<max(end, first + 1)).map {
        filter.weight(at: (Double($0) - centre + 0.5) * (1 / stretch))
      }
      let total = weights.reduce(0, +)
      if total != 0 { weights = weights.map { $0 / total } }
      let integers = weights.map {
        Int(($0 * Double(1 << precision)).rounded(.toNearestOrAwayFromZero))
      }
      return Taps(first: first, weights: weights, integers: integers)
    }
  }
}
