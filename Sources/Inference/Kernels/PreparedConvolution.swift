/// A convolution of a single image that is computed some rows of its output at a time, to the bits of the whole.
///
/// The algorithm is the one that the whole image would have, and the weight is brought into its form once for all rows.
struct PreparedConvolution: Sendable {
  /// The sizes of the whole output.
  let shape: ConvolutionShape
  private let affine: GroupNorm.Affine?
  private let convolution: Convolution
  private let kind: LayerKind
  private let method: ConvolutionMethod

  /// Where a convolution's rows may begin: a multiple of Winograd's tiles, which would be others elsewhere.
  static let step = WinogradTile.four.edge

  /// What is done to an image's input first, and how large it is.
  struct Input {
    /// As it is given.
    let height, width: Int
    /// What it is resized to; nil where it is not.
    var size: (height: Int, width: Int)?
    /// The normalisation before SiLU, with the image's statistics; nil where there is none.
    var affine: GroupNorm.Affine?
  }

  /// A convolution for an input; with `algorithm` where it can, else with the fastest.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  init(
    _ convolution: Convolution, for input: Input, algorithm: ConvolutionAlgorithm? = nil,
    _ compute: Compute
  ) throws(InferenceError) {
    let (height, width) = input.size ?? (input.height, input.width)
    let shape = try convolution.shape([1, height, width, convolution.inputs])
    let isPlain = input.affine == nil && (height, width) == (input.height, input.width)
    let weights = convolution.weights
    let chosen = weights.algorithm(for: shape, plain: isPlain, wanted: algorithm)
    let kind = LayerKind(chosen, shape)
    self.shape = shape
    affine = input.affine
    self.convolution = convolution
    self.kind = kind
    method = try compute.timed(kind) { () throws(InferenceError) in
      try weights.method(chosen, for: shape, compute)
    }
  }

  /// Computes rows of scale * (conv(resize(silu(norm(input)))) + bias + residual).
  ///
  /// - Parameters:
  ///   - rows: Which; they begin at a multiple of `step` and end at one or at the last row.
  ///   - input: Holds the rows under them.
  ///   - residual: Holds the rows themselves, elsewhere than the output.
  ///   - scale: The factor.
  ///   - output: Holds the rows themselves.
  ///   - compute: Memory, threads and the way to stop.
  /// - Throws: `outOfMemory`, `cancelled`.
  func callAsFunction(
    _ rows: Range<Int>, of input: MapWindow, residual: MapWindow? = nil, scale: Float = 1,
    into output: MapWindow, _ compute: Compute
  ) throws(InferenceError) {
    try compute.checkCancelled()
    let run = ConvolutionRun(
      shape: shape, rows: rows, input: input, affine: affine, output: output,
      epilogue: Convolution.Epilogue(
        bias: convolution.bias, channelBias: nil, residual: residual, scale: scale),
      weights: convolution.weights)
    try compute.timed(kind, operations: run.part.operations) { () throws(InferenceError) in
      try run.perform(method, compute)
    }
  }
}
