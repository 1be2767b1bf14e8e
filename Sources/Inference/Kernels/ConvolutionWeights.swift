internal import CKernels
internal import Synchronization

/// A convolution's weight in the layouts its algorithms want, each made when first needed.
///
/// Which algorithm runs depends on the image, so a layer of the smallest images never pays for transformed
/// weights; those of large layers are not kept at all.
final class ConvolutionWeights: Sendable {
  let inputs: Int
  /// What the algorithms compute with.
  let precision: Precision
  /// `[k * k * I, O]`, rows in the order of gathered pixels.
  let packed: PackedWeight
  /// Where transformed weights are to be; nil for what is best for the image.
  private let holding: TransformedWeight.Holding?
  private let transformed = Mutex<[WinogradTile: TransformedWeight]>([:])

  /// The layouts of a weight `[O, I, k, k]`.
  ///
  /// In bfloat16 a weight that may be transformed is kept in halves, which have three bits more, for three products
  /// without any loss; one that cannot be is packed in pairs at once.
  ///
  /// - Throws: `outOfMemory`.
  init(
    _ weight: Tensor, stride: Int = 1, precision: Precision = .fp32,
    panel: Int = Int(ck_panel_width()), holding: TransformedWeight.Holding? = nil
  ) throws(InferenceError) {
    inputs = weight.shape[1]
    packed = try PackedWeight(
      weight, outputs: weight.shape[0], inputs: inputs, taps: weight.shape[2] * weight.shape[3],
      as: Self.storage(kernel: weight.shape[2], stride: stride, precision), panel: panel)
    self.precision = packed.layout.hasPairs ? precision : .fp32
    self.holding = holding
  }

  /// The layouts of a weight of some inputs that is packed already.
  init(packed: PackedWeight, inputs: Int, precision: Precision = .fp32) {
    self.packed = packed
    self.inputs = inputs
    self.precision = packed.layout.hasPairs ? precision : .fp32
    holding = nil
  }

  /// How a weight is packed; nil for the smallest storage without any loss.
  static func storage(kernel: Int, stride: Int, _ precision: Precision) -> WeightStorage? {
    let isTransformed =
      kernel == 3 && stride == 1 && !ConvolutionAlgorithm.hasTiles(precision)
    guard isTransformed else { return precision.products }
    return precision == .bf16 ? .halves : nil
  }

  /// Whether an algorithm has what it needs: Winograd's method a weight that is not rounded, the one by tiles one
  /// that can be, and tiles.
  func supports(_ algorithm: ConvolutionAlgorithm) -> Bool {
    switch algorithm {
    case .gathered, .pointwise: true
    case .implicit: ConvolutionAlgorithm.hasTiles(precision)
    case .winograd2, .winograd4: !packed.storage.isPairs
    }
  }

  /// Where the transformed weight is while a convolution runs.
  func holding(
    for shape: ConvolutionShape, _ tile: WinogradTile
  ) -> TransformedWeight.Holding {
    let best = holding ?? TransformedWeight.Holding.best(for: shape, tile, packed.layout)
    return best == .panels && packed.layout.panel == 0 ? .called : best
  }

  /// The weight transformed for Winograd tiles, kept or in the call's memory.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  func winograd(
    _ tile: WinogradTile, isKept: Bool = true, _ compute: Compute
  ) throws(InferenceError) -> TransformedWeight {
    let storage: WeightStorage = isRounded(tile) ? .bf16 : .floats
    guard isKept else {
      return try TransformedWeight(
        packed, inputs: inputs, tile, as: storage, isKept: false, compute)
    }
    return try transformed.withLock { transformed throws(InferenceError) in
      if let made = transformed[tile] { return made }
      let made = try TransformedWeight(packed, inputs: inputs, tile, as: storage, compute)
      transformed[tile] = made
      return made
    }
  }

  /// Whether products for a tile are of bfloat16: those for the larger one would lose too much.
  ///
  /// A weight that halves could not hold was left in 32 bits, and stays so.
  func isRounded(_ tile: WinogradTile) -> Bool {
    Self.isRounded(tile, precision) && packed.storage == .halves && inputs.isMultiple(of: 2)
  }

  /// The same of weights that halves hold.
  static func isRounded(_ tile: WinogradTile, _ precision: Precision) -> Bool {
    precision == .bf16 && tile == .two
  }
}
