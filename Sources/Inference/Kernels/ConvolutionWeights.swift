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
  let outputs: Int
  let kernel: Int
  /// `[k * k, I, O]`: rows in the order of gathered pixels.
  let gathered: Buffer
  private let layouts = Mutex(Layouts())

  /// The layouts of a weight `[O, I, k, k]`.
  ///
  /// - Throws: `outOfMemory`.
  init(_ weight: Tensor) throws(InferenceError) {
    outputs = weight.shape[0]
    inputs = weight.shape[1]
    kernel = weight.shape[2]
    gathered = try Buffer(floats: weight.count)
    let taps = kernel * kernel
    weight.scalars.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      ck_transpose_weight(base, outputs, inputs, taps, gathered.pointer)
    }
  }

  /// Floats from one point of a transformed weight to the next; not a power of two, which would put
  /// all points into the same lines of the cache.
  var winogradPoint: Int { inputs * winogradOutputs + 16 }
  /// Outputs of a transformed weight, with those that fill the last panel.
  var winogradOutputs: Int { Self.panel == 0 ? outputs : (outputs + 15) / 16 * 16 }
  /// Outputs side by side in a transformed weight; 0 where OpenBLAS multiplies and wants all of them.
  static let panel = Int(ck_panel_width())

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
    // What fills the last panel is multiplied but not used; it must only not be NaN, or slow to multiply.
    if winogradOutputs > outputs { made.pointer.update(repeating: 0, count: made.count) }
    try Parallel.ranges(of: inputs, minimum: 8, compute) { range in
      ck_winograd_weight(
        tile.rawValue, gathered.pointer, inputs, outputs,
        Self.panel == 0 ? outputs : Self.panel, winogradOutputs, range.lowerBound,
        range.upperBound, made.pointer, winogradPoint)
    }
    return made
  }
}
