/// Changes the size of planes the way torch's `interpolate` does.
///
/// All filters use half-pixel centres (`align_corners=False`). The antialiased triangle agrees to the last bit with
/// torch's loops on processors with AVX2.
public enum Resampling {
  /// How a pixel is made from its neighbours.
  public enum Filter: Sendable, Hashable {
    /// Linear between the two nearest; `antialiased` widens the triangle when shrinking.
    case bilinear(antialiased: Bool)
    /// A cubic through the four nearest (a = −1/2), widened when shrinking.
    case bicubicAntialiased
    /// The pixel whose area holds the centre (`nearest-exact`).
    case nearestExact
    /// The pixel that the upper left corner falls on (`nearest`, and OpenCV's).
    case nearest
  }

  /// The taps of one output pixel along one axis.
  private struct Taps {
    var first: Int
    var weights: [Float]

    /// The tap from which on product and sum are fused.
    ///
    /// Those after the first are multiplied four at a time and then added one by one, as torch's vectors do;
    /// the up to three that are left are fused. A byte that is rounded afterwards can hang on it.
    var firstFused: Int { 1 + (weights.count - 1) / 4 * 4 }
  }

  /// Every plane of a tensor at another size.
  ///
  /// - Parameters:
  ///   - tensor: `[..., H, W]` with at least two axes.
  ///   - height: The new H, at least 1.
  ///   - width: The new W, at least 1.
  ///   - filter: How pixels are made.
  /// - Returns: `[..., height, width]`.
  public static func resize(_ tensor: Tensor, height: Int, width: Int, _ filter: Filter) -> Tensor {
    precondition(tensor.shape.count >= 2 && height > 0 && width > 0, "planes need two axes")
    let oldHeight = tensor.shape[tensor.shape.count - 2]
    let oldWidth = tensor.shape[tensor.shape.count - 1]
    if oldHeight == height && oldWidth == width { return tensor }
    let planes = tensor.shape.dropLast(2).reduce(1, *)
    let columns = taps(from: oldWidth, to: width, filter)
    let rows = taps(from: oldHeight, to: height, filter)
    var result = Tensor(zeros: tensor.shape.dropLast(2) + [height, width])
    var narrow = [Float](repeating: 0, count: oldHeight * width)
    tensor.scalars.withUnsafeBufferPointer { source in
      result.scalars.withUnsafeMutableBufferPointer { target in
        for plane in 0..<planes {
          let from = source[(plane * oldHeight * oldWidth)..<((plane + 1) * oldHeight * oldWidth)]
          horizontal(UnsafeBufferPointer(rebasing: from), oldWidth, columns, &narrow)
          let to = target[(plane * height * width)..<((plane + 1) * height * width)]
          vertical(narrow, width, rows, UnsafeMutableBufferPointer(rebasing: to))
        }
      }
    }
    return result
  }

  private static func horizontal(
    _ source: UnsafeBufferPointer<Float>, _ oldWidth: Int, _ columns: [Taps],
    _ target: inout [Float]
  ) {
    let width = columns.count
    for row in 0..<(source.count / oldWidth) {
      for (column, tap) in columns.enumerated() {
        let from = row * oldWidth + tap.first
        var sum: Float = 0
        for offset in 0..<tap.firstFused { sum += tap.weights[offset] * source[from + offset] }
        for offset in tap.firstFused..<tap.weights.count {
          sum.addProduct(tap.weights[offset], source[from + offset])
        }
        target[row * width + column] = sum
      }
    }
  }

  private static func vertical(
    _ source: [Float], _ width: Int, _ rows: [Taps], _ target: UnsafeMutableBufferPointer<Float>
  ) {
    for (row, tap) in rows.enumerated() {
      for (offset, weight) in tap.weights.enumerated() {
        let from = (tap.first + offset) * width
        guard offset >= tap.firstFused else {
          for column in 0..<width {
            target[row * width + column] += weight * source[from + column]
          }
          continue
        }
        for column in 0..<width {
          target[row * width + column].addProduct(weight, source[from + column])
        }
      }
    }
  }

  private static func taps(from old: Int, to new: Int, _ filter: Filter) -> [Taps] {
    let scale = Float(old) / Float(new)
    return (0..<new).map { index in
      switch filter {
      case .nearestExact:
        Taps(first: min(Int((Float(index) + 0.5) * scale), old - 1), weights: [1])
      case .nearest:
        // As OpenCV counts, whose way GeoWizard takes.
        Taps(
          first: min(Int(Double(index) * (1 / (Double(new) / Double(old)))), old - 1), weights: [1])
      case .bilinear(antialiased: false):
        linear(centre: max(0, (Float(index) + 0.5) * scale - 0.5), old)
      case .bilinear(antialiased: true):
        triangle(centre: (Float(index) + 0.5) * scale, support: max(1, scale), old)
      case .bicubicAntialiased:
        cubic(centre: (Float(index) + 0.5) * scale, stretch: max(1, scale), old)
      }
    }
  }

  private static func linear(centre: Float, _ old: Int) -> Taps {
    let first = min(Int(centre), old - 1)
    let fraction = centre - Float(first)
    guard first + 1 < old else { return Taps(first: first, weights: [1]) }
    return Taps(first: first, weights: [1 - fraction, fraction])
  }

  /// The antialiasing filter: a triangle as wide as an output pixel, weights adding up to one.
  private static func triangle(centre: Float, support: Float, _ old: Int) -> Taps {
    let first = max(0, Int(centre - support + 0.5))
    let end = min(old, Int(centre + support + 0.5))
    // Times the reciprocal, as torch has it: the last bit differs from a quotient's.
    let inverse = 1 / support
    var weights = (first..<max(end, first + 1)).map { index in
      max(0, 1 - abs((Float(index) - centre + 0.5) * inverse))
    }
    let sum = weights.reduce(0, +)
    if sum > 0 { weights = weights.map { $0 / sum } }
    return Taps(first: first, weights: weights)
  }

  /// The antialiasing cubic, `stretch` times as wide, weights adding up to one.
  ///
  /// - Source: Keys 1981 with a = −1/2, which torch takes only with antialiasing.
  private static func cubic(centre: Float, stretch: Float, _ old: Int) -> Taps {
    let first = max(0, Int(centre - 2 * stretch + 0.5))
    let end = min(old, Int(centre + 2 * stretch + 0.5))
    let weights = (first..<max(end, first + 1)).map { index -> Float in
      let distance = abs((Float(index) - centre + 0.5) / stretch)
      if distance < 1 { return (1.5 * distance - 2.5) * distance * distance + 1 }
      return distance < 2 ? ((5 - distance) * distance - 8) * distance * 0.5 + 2 : 0
    }
    let sum = weights.reduce(0, +)
    return Taps(first: first, weights: sum == 0 ? weights : weights.map { $0 / sum })
  }
}
