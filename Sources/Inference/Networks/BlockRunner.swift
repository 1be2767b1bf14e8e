internal import Dispatch

/// Follows a network from block to block: the only place that reports, inspects and stops.
struct BlockRunner {
  /// What the blocks' operations are given.
  let compute: Compute
  private let network: NetworkName
  private let total: Int
  private var completed = 0
  /// When the block that is computed now began, in nanoseconds; only looked at when blocks are timed.
  private var began: UInt64

  /// A runner through `total` blocks.
  init(_ network: NetworkName, total: Int, _ compute: Compute) {
    self.network = network
    self.total = total
    self.compute = compute
    began = compute.checkpoint.timed == nil ? 0 : DispatchTime.now().uptimeNanoseconds
  }

  /// Ends a block: checks its output, shows it to the tap, counts it and asks whether to go on.
  ///
  /// - Throws: `notFinite` naming the block, `cancelled`, and what `reach` throws.
  mutating func finish(_ block: String, _ output: Activation) throws(InferenceError) -> Activation {
    try check(block, nonfinite: output.nonfiniteCount(compute), total: output.count)
    if let tap = compute.checkpoint.tap { tap(block, try output.tensor()) }
    try count(block)
    return output
  }

  /// Ends a block whose output was made by bands, which no tap sees.
  ///
  /// - Throws: as `finish`.
  mutating func finish(_ block: String, _ tally: BandTally) throws(InferenceError) {
    try check(block, nonfinite: tally.nonfinite, total: tally.total)
    try count(block)
  }

  /// Ends a block whose output is tokens: as `finish`, the tap sees `[B, N, C]`.
  ///
  /// - Throws: as `finish`.
  mutating func finishTokens(
    _ block: String, _ output: Activation
  ) throws(InferenceError) -> Activation {
    try check(block, nonfinite: output.nonfiniteCount(compute), total: output.count)
    try inspectTokens(block, output)
    try count(block)
    return output
  }

  /// Shows tokens inside a block to the tap, as `[B, N, C]`.
  func inspectTokens(_ part: String, _ output: Activation) throws(InferenceError) {
    if let tap = compute.checkpoint.tap { tap(part, try output.tokenTensor()) }
  }

  /// Checks a vector outside the activations and shows it to the tap, as `[rows, C]`.
  ///
  /// - Throws: `notFinite`.
  func inspect(_ part: String, _ values: [Float], rows: Int) throws(InferenceError) {
    let nonfinite = values.count { !$0.isFinite }
    try check(part, nonfinite: nonfinite, total: values.count)
    if let tap = compute.checkpoint.tap {
      tap(part, try Tensor(values, shape: [rows, values.count / rows]))
    }
  }

  private func check(_ block: String, nonfinite: Int, total: Int) throws(InferenceError) {
    guard nonfinite == 0 else {
      throw .notFinite(
        NonFiniteFault(network: network.rawValue, block: block, count: nonfinite, total: total))
    }
  }

  private mutating func count(_ block: String) throws(InferenceError) {
    completed += 1
    time(block)
    try compute.checkCancelled()
    try compute.checkpoint.reach(
      Checkpoint.Stage(
        network: network.rawValue, block: block, completed: completed, total: total))
  }
}

extension BlockRunner {
  /// Tells how long the block took, where somebody wants to know; the next one begins now.
  private mutating func time(_ block: String) {
    guard let timed = compute.checkpoint.timed else { return }
    let now = DispatchTime.now().uptimeNanoseconds
    timed(
      BlockTime(network: network.rawValue, block: block, seconds: Double(now - began) / 1e9))
    began = now
  }
}

/// The networks, as stages and sentences name them.
enum NetworkName: String {
  case unet
  case encoder = "vae.encoder"
  case decoder = "vae.decoder"
  case text = "text_encoder"
  case vision = "image_encoder"
  case tiny = "taesd.decoder"

  /// The name in a sentence.
  var title: String {
    switch self {
    case .unet: "UNet"
    case .encoder, .decoder: "autoencoder"
    case .text: "text encoder"
    case .vision: "image encoder"
    case .tiny: "tiny autoencoder"
    }
  }
}
