public import Inference

/// Convolution by its definition, `[B, C, H, W]` throughout.
public enum ReferenceConvolution {
  /// Zeros around the image.
  public struct Zeros: Sendable {
    /// Before the first row and column.
    public let before: Int
    /// After the last row and column.
    public let after: Int

    /// So many before and after.
    public init(before: Int, after: Int) {
      self.before = before
      self.after = after
    }
  }

  /// The convolution of `input` `[B, I, H, W]` with `weight` `[O, I, k, k]`.
  public static func run(
    _ input: Tensor, weight: Tensor, bias: Tensor?, stride: Int, zeros: Zeros
  ) -> Tensor {
    let (batch, inputs, height, width) = sizes(input)
    let (outputs, _, kernel, _) = sizes(weight)
    let outHeight = (height + zeros.before + zeros.after - kernel) / stride + 1
    let outWidth = (width + zeros.before + zeros.after - kernel) / stride + 1
    var result = Tensor(zeros: [batch, outputs, outHeight, outWidth])
    var plane = [Double](repeating: 0, count: outHeight * outWidth)
    for image in 0..<batch {
      for output in 0..<outputs {
        for index in plane.indices { plane[index] = Double(bias?.scalars[output] ?? 0) }
        for channel in 0..<inputs {
          for tap in 0..<(kernel * kernel) {
            let factor = Double(
              weight.scalars[(output * inputs + channel) * kernel * kernel + tap])
            add(
              factor, input, channel: image * inputs + channel, y: tap / kernel - zeros.before,
              x: tap % kernel - zeros.before, stride: stride, to: &plane, width: outWidth)
          }
        }
        let start = (image * outputs + output) * plane.count
        for index in plane.indices { result.scalars[start + index] = Float(plane[index]) }
      }
    }
    return result
  }

  /// Nearest-neighbour resizing, source = floor(target * in / out).
  public static func resized(_ input: Tensor, height: Int, width: Int) -> Tensor {
    let (batch, channels, oldHeight, oldWidth) = sizes(input)
    var result = Tensor(zeros: [batch, channels, height, width])
    for plane in 0..<(batch * channels) {
      for y in 0..<height {
        for x in 0..<width {
          result.scalars[(plane * height + y) * width + x] =
            input.scalars[
              (plane * oldHeight + y * oldHeight / height) * oldWidth + x * oldWidth / width]
        }
      }
    }
    return result
  }

  private static func sizes(_ tensor: Tensor) -> (Int, Int, Int, Int) {
    (tensor.shape[0], tensor.shape[1], tensor.shape[2], tensor.shape[3])
  }

  /// Adds `factor` times the image shifted by (y, x) to a plane.
  private static func add(
    _ factor: Double, _ input: Tensor, channel: Int, y: Int, x: Int, stride: Int,
    to plane: inout [Double], width outWidth: Int
  ) {
    let height = input.shape[2]
    let width = input.shape[3]
    let outHeight = plane.count / outWidth
    input.scalars.withUnsafeBufferPointer { source in
      plane.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for row in 0..<outHeight where (0..<height).contains(row * stride + y) {
          let from = source + (channel * height + row * stride + y) * width + x
          let to = target + row * outWidth
          var column = 0
          while column < outWidth {
            let at = column * stride
            if at + x >= 0, at + x < width { to[column] += factor * Double(from[at]) }
            column += 1
          }
        }
      }
    }
  }
}
