internal import Foundation
public import Inference

/// Matrix products and attention by their definitions.
public enum ReferenceAttention {
  /// softmax(q kᵀ / √width) v by head, for `[B, N, C]` tokens.
  public static func run(
    query: Tensor, key: Tensor, value: Tensor, heads: Int, causal: Bool
  ) -> Tensor {
    let (queries, keys) = (query.shape[1], key.shape[1])
    let width = query.shape[2] / heads
    let valueWidth = value.shape[2] / heads
    var result = Tensor(zeros: [query.shape[0], queries, value.shape[2]])
    for image in 0..<query.shape[0] {
      for head in 0..<heads {
        for row in 0..<queries {
          let q = (image * queries + row) * query.shape[2] + head * width
          let count = causal ? min(keys, row + 1) : keys
          let weights = softmax(
            (0..<count).map { index in
              let k = (image * keys + index) * key.shape[2] + head * width
              return dot(query.scalars, q, key.scalars, k, width) / Double(width).squareRoot()
            })
          for column in 0..<valueWidth {
            var sum = 0.0
            for index in 0..<count {
              let v = (image * keys + index) * value.shape[2] + head * valueWidth + column
              sum += weights[index] * Double(value.scalars[v])
            }
            let out = (image * queries + row) * value.shape[2] + head * valueWidth + column
            result.scalars[out] = Float(sum)
          }
        }
      }
    }
    return result
  }

  /// x Wᵀ + b for `x` `[..., I]` and `weight` `[O, I]`.
  public static func linear(_ x: [Float], weight: Tensor, bias: Tensor?) -> [Float] {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    return (0..<(x.count / inputs * outputs)).map { index in
      let (row, output) = (index / outputs, index % outputs)
      let sum = dot(x, row * inputs, weight.scalars, output * inputs, inputs)
      return Float(sum + Double(bias?.scalars[output] ?? 0))
    }
  }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let maximum = scores.max() ?? 0
    let weights = scores.map { exp($0 - maximum) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private static func dot(
    _ a: [Float], _ aStart: Int, _ b: [Float], _ bStart: Int, _ count: Int
  ) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sum = 0.0
        var index = 0
        while index < count {
          sum += Double(a[aStart + index]) * Double(b[bStart + index])
          index += 1
        }
        return sum
      }
    }
  }
}
