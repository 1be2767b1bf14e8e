internal import CKernels
internal import Synchronization

/// A convolution's weight in the layouts its algorithms want, each made when first needed.
///
/// Which algorithm runs depends on the image, so a layer of the smallest images never pays for the
/// transformed weights, which are up to four times as large.
final class ConvolutionWeights: Sendable {
  private struct Layouts {
    var gathered: PackedWeight?
    var winograd: [Winograd: TransformedWeight] = [:]
  }

  private struct Winograd: Hashable {
    let tile: WinogradTile
    let storage: WeightStorage
  }

  let inputs: Int
  /// What the algorithms compute with.
  let precision: Precision
  /// `[k * k * I, O]`, rows in the order of gathered pixels.
  let packed: PackedWeight
  private let layouts = Mutex(Layouts())

  /// The layouts of a weight `[O, I, k, k]`.
  ///
  /// In bfloat16 a weight that may be transformed is kept in halves, which have three bits more, for three products
  /// without any loss; one that cannot be is packed in pairs at once.
  ///
  /// - Throws: `outOfMemory`.
  init(
    _ weight: Tensor, stride: Int = 1, precision: Precision = .fp32,
    panel: Int = Int(ck_panel_width())
  ) throws(InferenceError) {
    inputs = weight.shape[1]
    packed = try PackedWeight(
      weight, outputs: weight.shape[0], inputs: inputs, taps: weight.shape[2] * weight.shape[3],
      as: Self.storage(kernel: weight.shape[2], stride: stride, precision), panel: panel)
    self.precision = packed.layout.hasPairs ? precision : .fp32
  }

  /// The layouts of a weight of some inputs that is packed already.
  init(packed: PackedWeight, inputs: Int, precision: Precision = .fp32) {
    self.packed = packed
    self.inputs = inputs
    self.precision = packed.layout.hasPairs ? precision : .fp32
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

  /// The weight for products of gathered pixels.
  ///
  /// - Throws: `outOfMemory`.
  func gathered() throws(InferenceError) -> PackedWeight {
    guard let pairs = precision.products, !packed.storage.isPairs else { return packed }
    return try layouts.withLock { layouts throws(InferenceError) in
      if let made = layouts.gathered { return made }
      let made = try packed.inPairs(as: pairs)
      layouts.gathered = made
      return made
    }
  }

  /// The weight transformed for Winograd tiles.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  func winograd(
    _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) -> TransformedWeight {
    let wanted = Self.storage(of: tile, precision)
    // In bfloat16 halves that could not hold the weight left it in 32 bits.
    let isExact = precision == .bf16 && packed.storage == .floats
    let kind = Winograd(tile: tile, storage: isExact ? .floats : wanted)
    return try layouts.withLock { layouts throws(InferenceError) in
      if let made = layouts.winograd[kind] { return made }
      let made = try TransformedWeight(
        packed, inputs: inputs, tile, as: kind.storage, compute)
      layouts.winograd[kind] = made
      return made
    }
  }

  /// How weights transformed for a tile are held.
  static func storage(of tile: WinogradTile, _ precision: Precision) -> WeightStorage {
    switch (precision, tile) {
    case (.fp32, _), (.bf16x3, .four): .floats
    case (.bf16, .two): .bf16
    case (.bf16x3, .two): .split
    case (.bf16, .four): .halves
    }
  }
}
