/// The sizes of one convolution call.
struct ConvolutionShape: Sendable {
  let batch: Int
  /// The input after resizing.
  let inputHeight: Int
  let inputWidth: Int
  let inputs: Int
  let outputs: Int
  let kernel: Int
  let stride: Int
  /// Zeros before the first row and column.
  let padding: Int
  private(set) var height: Int
  let width: Int

  /// The sizes for an input resized to `height` x `width`; nil when no output pixel fits.
  init?(
    batch: Int, height: Int, width: Int, inputs: Int, outputs: Int, kernel: Int, stride: Int,
    padding: Convolution.Padding
  ) {
    let (before, after) = kernel == 1 ? (0, 0) : padding.zeros
    guard batch > 0, height + before + after >= kernel, width + before + after >= kernel else {
      return nil
    }
    self.batch = batch
    inputHeight = height
    inputWidth = width
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
    self.padding = before
    self.height = (height + before + after - kernel) / stride + 1
    self.width = (width + before + after - kernel) / stride + 1
  }
}

extension ConvolutionShape {
  /// The sizes of some rows of the output alone.
  func part(rows: Int) -> ConvolutionShape {
    var part = self
    part.height = rows
    return part
  }

  /// Whether an input comes as it is, not resized.
  func takes(_ input: Activation) -> Bool {
    inputHeight == input.height && inputWidth == input.width
  }

  /// Input rows under some rows of the output, without those of zeros.
  func inputRows(under rows: Range<Int>) -> Range<Int> {
    let first = rows.lowerBound * stride - padding
    let last = (rows.upperBound - 1) * stride - padding + kernel
    return max(0, first)..<min(inputHeight, last)
  }

  /// Operations of the plain method, two for a product and its sum.
  var operations: Double {
    2 * Double(batch * height * width) * Double(outputs) * Double(inputs * kernel * kernel)
  }
}

extension Convolution.Padding {
  /// Zeros before and after each axis of a 3×3 kernel.
  fileprivate var zeros: (before: Int, after: Int) {
    switch self {
    case .none: (0, 0)
    case .same: (1, 1)
    case .bottomRight: (0, 1)
    }
  }
}
