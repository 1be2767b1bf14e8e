internal import CKernels
internal import Synchronization

/// A convolution's weight in the layouts its algorithms want, each made when first needed.
///
/// Which algorithm runs depends on the image, so a layer of the smallest images never pays for the
/// transformed weights, which are up to four times as large.
final class ConvolutionWeights: Sendable {
  private struct Layouts {
    var winograd4: Buffer?
    var winograd2: Buffer?
  }

  let inputs: Int
  /// `[k * k * I, O]`, rows in the order of gathered pixels.
  let packed: PackedWeight
  private let layouts = Mutex(Layouts())

  /// The layouts of a weight `[O, I, k, k]`.
  ///
  /// - Throws: `outOfMemory`.
  init(_ weight: Tensor, panel: Int = Int(ck_panel_width())) throws(InferenceError) {
    inputs = weight.shape[1]
    packed = try PackedWeight(
      weight, outputs: weight.shape[0], inputs: inputs, taps: weight.shape[2] * weight.shape[3],
      panel: panel)
  }

  /// The layouts of a weight of some inputs that is packed already.
  init(packed: PackedWeight, inputs: Int) {
    self.packed = packed
    self.inputs = inputs
  }

  /// Floats from one point of a transformed weight to the next; not a power of two, which would put
  /// all points into the same lines of the cache.
  var winogradPoint: Int { Self.winogradPoint(inputs: inputs, packed.layout) }

  /// Floats of a point of a transformed weight.
  static func winogradPoint(inputs: Int, _ layout: PanelLayout) -> Int {
    inputs * layout.padded + 16
  }

  /// The weight transformed for Winograd tiles, `[(tile + 2)², panels, I, panel]`.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  func winograd(
    _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) -> Buffer {
    try layouts.withLock { layouts throws(InferenceError) in
      if let made = tile == .four ? layouts.winograd4 : layouts.winograd2 { return made }
      let made = try transformed(tile, compute)
      switch tile {
      case .four: layouts.winograd4 = made
      case .two: layouts.winograd2 = made
      }
      return made
    }
  }

  private func transformed(
    _ tile: WinogradTile, _ compute: Compute
  ) throws(InferenceError) -> Buffer {
    let made = try Buffer(floats: tile.points * winogradPoint)
    let layout = packed.layout
    let source = try packed.floats()
    try Parallel.ranges(of: inputs, minimum: 8, compute) { range in
      ck_winograd_weight(
        tile.rawValue, source.pointer, inputs, layout.width, layout.padded,
        range.lowerBound, range.upperBound, made.pointer, winogradPoint)
    }
    return made
  }
}
