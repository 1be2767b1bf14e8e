internal import CKernels

/// The ways to compute a convolution.
enum ConvolutionAlgorithm: Sendable, CaseIterable {
  /// A matrix product of gathered pixels: any kernel, stride and padding.
  case gathered
  /// A matrix product of the image itself for every tap, by tiles in bfloat16: 3×3 of any stride and padding, for
  /// an even number of channels.
  case implicit
  /// A matrix product of the image itself: 1×1 on the image as it is.
  case pointwise
  /// Winograd on 2×2 output pixels: 3×3 of stride 1, 2.25 times fewer products.
  case winograd2
  /// Winograd on 4×4 output pixels: 3×3 of stride 1, 4 times fewer products, weights 4 times as large.
  case winograd4

  /// The tile of Winograd's method; nil for the others.
  var tile: WinogradTile? {
    switch self {
    case .winograd2: .two
    case .winograd4: .four
    case .gathered, .implicit, .pointwise: nil
    }
  }

  /// Whether the algorithm can compute the shape; `plain` when the input is neither normalised nor
  /// resized first.
  func supports(_ shape: ConvolutionShape, plain: Bool) -> Bool {
    switch self {
    case .gathered: true
    case .implicit: shape.kernel == 3 && shape.inputs.isMultiple(of: 2)
    case .pointwise: shape.kernel == 1 && shape.stride == 1 && plain
    case .winograd2, .winograd4: shape.kernel == 3 && shape.stride == 1
    }
  }

  /// Whether 3×3 convolutions of a precision go by the processor's tiles (AMX), which are so fast that Winograd's
  /// method saves nothing; so they need no weights but those in bfloat16.
  static func hasTiles(_ precision: Precision) -> Bool {
    precision == .bf16 && Precision.bf16.isSupported && ck_has_amx() != 0
  }

  /// The narrowest image that is not gathered for tiles: lines of less would leave too much of each tile empty.
  static let leastImplicitWidth = 16

  /// The fastest algorithm for a shape.
  ///
  /// Large images repay the transforms. For smaller ones the weights, which are transformed once a layer, take longer
  /// than the products saved, unless there are few channels.
  static func fastest(
    for shape: ConvolutionShape, plain: Bool, _ precision: Precision = .fp32
  ) -> ConvolutionAlgorithm {
    if ConvolutionAlgorithm.pointwise.supports(shape, plain: plain) { return .pointwise }
    if hasTiles(precision) {
      let isWide = shape.width >= leastImplicitWidth
      return isWide && ConvolutionAlgorithm.implicit.supports(shape, plain: plain)
        ? .implicit : .gathered
    }
    guard shape.kernel == 3, shape.stride == 1 else { return .gathered }
    let pixels = shape.batch * shape.height * shape.width
    let shortest = min(shape.height, shape.width)
    let channels = shape.inputs * shape.outputs
    if shortest >= 4, pixels >= (channels <= 128 * 128 ? 12 * 12 : 24 * 24) { return .winograd4 }
    if shortest >= 2, pixels >= (channels <= 256 * 256 ? 4 * 4 : 8 * 8) { return .winograd2 }
    return .gathered
  }
}

/// How a convolution is computed, with its weight in the layout for it.
enum ConvolutionMethod: Sendable {
  case gathered(PackedWeight)
  case implicit(PackedWeight)
  case pointwise(PackedWeight)
  case winograd(WinogradTile, TransformedWeight)
  case winogradByPanels(WinogradTile)
}

extension ConvolutionWeights {
  /// The algorithm for a shape: the one that is wanted where it can compute it, else the fastest.
  func algorithm(
    for shape: ConvolutionShape, plain: Bool, wanted: ConvolutionAlgorithm?
  ) -> ConvolutionAlgorithm {
    if let wanted, wanted.supports(shape, plain: plain), supports(wanted) { return wanted }
    let fastest = ConvolutionAlgorithm.fastest(for: shape, plain: plain, precision)
    return supports(fastest) ? fastest : .gathered
  }

  /// The weight as an algorithm takes it for a shape.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  func method(
    _ algorithm: ConvolutionAlgorithm, for shape: ConvolutionShape, _ compute: Compute
  ) throws(InferenceError) -> ConvolutionMethod {
    switch algorithm {
    case .gathered: .gathered(packed)
    case .implicit: .implicit(packed)
    case .pointwise: .pointwise(packed)
    case .winograd2: try winograd(.two, for: shape, compute)
    case .winograd4: try winograd(.four, for: shape, compute)
    }
  }

  private func winograd(
    _ tile: WinogradTile, for shape: ConvolutionShape, _ compute: Compute
  ) throws(InferenceError) -> ConvolutionMethod {
    let holding = holding(for: shape, tile)
    if holding == .panels { return .winogradByPanels(tile) }
    return .winograd(tile, try winograd(tile, isKept: holding == .kept, compute))
  }
}
