/// The ways to compute a convolution.
enum ConvolutionAlgorithm: Sendable, CaseIterable {
  /// A matrix product of gathered pixels: any kernel, stride and padding.
  case gathered
  /// A matrix product of the image itself: 1×1 on the image as it is.
  case pointwise
  /// Winograd on 2×2 output pixels: 3×3 of stride 1, 2.25 times fewer products.
  case winograd2
  /// Winograd on 4×4 output pixels: 3×3 of stride 1, 4 times fewer products, weights 4 times as large.
  case winograd4

  /// Whether the algorithm can compute the shape; `plain` when the input is neither normalised nor
  /// resized first.
  func supports(_ shape: ConvolutionShape, plain: Bool) -> Bool {
    switch self {
    case .gathered: true
    case .pointwise: shape.kernel == 1 && shape.stride == 1 && plain
    case .winograd2, .winograd4: shape.kernel == 3 && shape.stride == 1
    }
  }

  /// The fastest algorithm for a shape.
  ///
  /// Large images repay the transforms. For smaller ones the transformed weights, which are read once a
  /// layer, weigh more than the products saved, unless there are few channels. In bfloat16 those for tiles of 2×2
  /// are half as large.
  static func fastest(
    for shape: ConvolutionShape, plain: Bool, _ precision: Precision = .fp32
  ) -> ConvolutionAlgorithm {
    if ConvolutionAlgorithm.pointwise.supports(shape, plain: plain) { return .pointwise }
    guard shape.kernel == 3, shape.stride == 1 else { return .gathered }
    let pixels = shape.batch * shape.height * shape.width
    let shortest = min(shape.height, shape.width)
    let channels = shape.inputs * shape.outputs
    if shortest >= 4, pixels >= (channels <= 128 * 128 ? 12 * 12 : 24 * 24) { return .winograd4 }
    let few = channels <= 256 * 256 ? 4 * 4 : precision == .bf16 ? 8 * 8 : 12 * 12
    if shortest >= 2, pixels >= few { return .winograd2 }
    return .gathered
  }
}
