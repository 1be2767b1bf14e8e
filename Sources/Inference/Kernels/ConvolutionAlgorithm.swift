/// The ways to compute a convolution.
enum ConvolutionAlgorithm: Sendable, CaseIterable {
  /// A matrix product of gathered pixels: any kernel, stride and padding.
  case gathered

  /// The fastest for a shape.
  static func fastest(for shape: ConvolutionShape) -> ConvolutionAlgorithm {
    .gathered
  }
}
