/// A network's call without its values: what it allocates, and what it would compute.
///
/// The networks' structure is walked over again with the same activations, in a workspace without memory. So the
/// peak is that of the real call, block for block, and comes before any weight is read.
struct Rehearsal {
  private let compute: Compute
  /// What the calls compute.
  private(set) var work = Work()
  /// Bytes of the transformed weights that the calls leave behind.
  private(set) var transformedBytes = 0
  /// Values of them.
  private var transformedValues = 0
  /// What the first calls do besides: the weights are transformed, into memory that is as new as the activations'.
  var beginning: Work {
    var beginning = Work()
    beginning[.transform] = Double(transformedValues)
    beginning[.memory] = Double(transformedBytes + workspacePeakBytes)
    return beginning
  }
  /// The most bytes of activations and transformed weights at one time.
  private(set) var peakBytes = 0

  /// What the layers compute with, here.
  private let precision: Precision

  /// A rehearsal for some threads.
  init(_ precision: Precision = .fp32, threads: Int) {
    self.precision = precision.computed
    compute = Compute(workspace: Workspace(holdsMemory: false), threads: threads)
  }

  /// Bytes of activations that are held now.
  var heldBytes: Int { compute.workspace.heldBytes }

  /// The most bytes of activations that were held, and in use, at one time.
  var workspacePeakBytes: Int { compute.workspace.peakBytes }
  var mostUsedBytes: Int { compute.workspace.mostUsedBytes }

  /// Notes what is held now.
  private mutating func note() {
    peakBytes = max(peakBytes, compute.workspace.heldBytes + transformedBytes)
  }

  /// An activation.
  ///
  /// - Throws: `outOfMemory` where its size cannot be written down.
  mutating func image(
    batch: Int, height: Int, width: Int, channels: Int
  ) throws(InferenceError) -> Activation {
    let image = try Activation(
      batch: batch, height: height, width: width, channels: channels, compute)
    note()
    return image
  }

  /// An activation of another's size.
  private mutating func image(
    like other: Activation, channels: Int
  ) throws(InferenceError) -> Activation {
    try image(
      batch: other.batch, height: other.height, width: other.width, channels: channels)
  }

  /// Moves an activation to the first gap that it fits into.
  mutating func settle(_ image: inout Activation) {
    image = image.settled(compute)
    note()
  }

  /// A normalisation, with or without SiLU.
  mutating func norm(_ input: Activation) throws(InferenceError) -> Activation {
    work[.values] += 2 * Double(input.count)
    return try image(like: input, channels: input.channels)
  }

  /// Values that normalisations read.
  mutating func pass(values: Int) { work[.values] += Double(values) }

  /// A linear layer on every token.
  mutating func linear(_ input: Activation, to outputs: Int) throws(InferenceError) -> Activation {
    work[.linear] += 2 * Double(input.rows) * Double(input.channels) * Double(outputs)
    work[passing: .linear] += Double(input.rows) * Double(input.channels + outputs)
    read(weights: input.channels * outputs, of: outputs, as: precision.products)
    return try image(like: input, channels: outputs)
  }

  /// The gate of a feed-forward layer.
  mutating func gate(_ input: Activation) throws(InferenceError) -> Activation {
    work[.values] += Double(input.count)
    return try image(like: input, channels: input.channels / 2)
  }

  /// The channels of two images.
  mutating func joined(_ a: Activation, _ b: Activation) throws(InferenceError) -> Activation {
    work[.values] += Double(a.count + b.count)
    return try image(like: a, channels: a.channels + b.channels)
  }

  /// Attention of `input`'s tokens to `keys` tokens an image.
  mutating func attention(
    _ query: Activation, keys: Int, heads: Int
  ) throws(InferenceError) -> Activation {
    work[.attention] += 4 * Double(query.rows) * Double(keys) * Double(query.channels)
    let result = try image(like: query, channels: query.channels)
    let width = query.channels / max(1, heads)
    guard precision == .bf16,
      let packed = Attention.PackedHeads(
        batch: query.batch, heads: heads, tokens: keys, width: width, valueWidth: width)
    else {
      let (floats, chunks) = Attention.scratch(
        batch: query.batch, heads: heads, tokens: query.tokens)
      try scratch(floats: floats, chunks: chunks)
      return result
    }
    let heads = try compute.workspace.buffer(floats: packed.floats)
    withExtendedLifetime(heads) { note() }
    return result
  }

  /// Weights as they are packed, so many times: those that no storage is prescribed for as halves from a size on, where
  /// the checkpoint's values fit into them.
  private mutating func read(
    weights count: Int, of outputs: Int, as storage: WeightStorage?, times: Int = 1
  ) {
    let smallest: WeightStorage =
      PanelLayout(outputs: outputs).takesHalves(count) ? .halves : .floats
    work[.weights] += Double(times * count * (storage ?? smallest).bytes)
  }

  /// The packed weights of a convolution, so many times.
  private mutating func read(weightsOf shape: ConvolutionShape, times: Int = 1) {
    read(
      weights: shape.inputs * shape.outputs * shape.kernel * shape.kernel, of: shape.outputs,
      as: ConvolutionWeights.storage(kernel: shape.kernel, stride: shape.stride, precision),
      times: times)
  }

  private mutating func scratch(floats: Int, chunks: Int) throws(InferenceError) {
    let scratch = try compute.scratch(floats: floats, chunks: chunks)
    withExtendedLifetime(scratch) { note() }
  }

  /// A convolution, after a normalisation or a resize where there is one.
  mutating func convolution(
    _ input: Activation, to outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: Convolution.Padding = .same, isNormalised: Bool = false,
    upsampledTo size: (height: Int, width: Int)? = nil
  ) throws(InferenceError) -> Activation {
    let (height, width) = size ?? (input.height, input.width)
    let shape = try shape(
      [input.batch, height, width, input.channels], to: outputs, kernel: kernel, stride: stride,
      padding: padding)
    let output = try image(
      batch: shape.batch, height: shape.height, width: shape.width, channels: outputs)
    if isNormalised { work[.values] += Double(input.count) }
    try compute(prepared(shape, plain: !isNormalised && size == nil))
    return output
  }

  /// The sizes of a convolution of an input `[B, H, W, I]`.
  ///
  /// - Throws: `shapeMismatch`.
  func shape(
    _ input: [Int], to outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: Convolution.Padding = .same
  ) throws(InferenceError) -> ConvolutionShape {
    guard
      let shape = ConvolutionShape(
        batch: input[0], height: input[1], width: input[2], inputs: input[3], outputs: outputs,
        kernel: kernel, stride: stride, padding: padding)
    else {
      throw .shapeMismatch(
        what: "A convolution's input", expected: [input[0], kernel, kernel, input[3]],
        found: input)
    }
    return shape
  }

  /// A convolution with its weights in the form that they are multiplied in.
  struct Prepared {
    let shape: ConvolutionShape
    fileprivate let algorithm: ConvolutionAlgorithm
    /// Transformed weights in the workspace, where they are there.
    fileprivate var lent: Buffer?
  }

  /// Brings a convolution's weights into their form: once where they are kept, else at every call.
  mutating func prepared(
    _ shape: ConvolutionShape, plain: Bool
  ) throws(InferenceError) -> Prepared {
    let algorithm = ConvolutionAlgorithm.fastest(for: shape, plain: plain, precision)
    var prepared = Prepared(shape: shape, algorithm: algorithm)
    guard let tile = algorithm.tile else { return prepared }
    let layout = PanelLayout(outputs: shape.outputs)
    let values = layout.padded * shape.inputs * tile.points
    let storage = storage(tile)
    switch TransformedWeight.Holding.best(for: shape, tile, layout) {
    case .panels: break
    case .called:
      work[.transform] += Double(values)
      prepared.lent = try compute.workspace.buffer(
        floats: TransformedWeight.floats(inputs: shape.inputs, layout, tile, as: storage))
      note()
    case .kept:
      transformedValues += values
      transformedBytes += storage.bytes * values
    }
    return prepared
  }

  private func storage(_ tile: WinogradTile) -> WeightStorage {
    ConvolutionWeights.isRounded(tile, precision) ? .bf16 : .floats
  }

  /// The products of a convolution, of whose rows so many are computed at a time.
  mutating func compute(_ prepared: Prepared, rows: Int? = nil) throws(InferenceError) {
    let shape = prepared.shape
    let part = shape.part(rows: min(shape.height, rows ?? shape.height))
    let operations = shape.operations
    let pixels = shape.batch * shape.height * shape.width
    let passing = Double(pixels) * Double(shape.inputs + shape.outputs)
    switch prepared.algorithm {
    case .pointwise:
      work[.linear] += operations
      work[passing: .linear] += passing
      read(weightsOf: shape)
    case .gathered:
      work[.gathered] += operations
      work[passing: .gathered] += passing
      read(weightsOf: shape)
      let plan = GatherPlan(
        part, threads: PanelLayout(outputs: shape.outputs).division(compute.threads))
      try scratch(floats: plan.scratch, chunks: plan.scratchChunks)
    case .implicit:
      work[.implicit] += operations
      work[passing: .implicit] += passing
      read(weightsOf: shape)
      let plan = ImplicitPlan(part, threads: compute.threads)
      try scratch(floats: plan.scratch, chunks: plan.scratchChunks)
    case .winograd2:
      work[.winograd2] += operations
      work[passing: .winograd2] += passing
      try winograd(shape, part, .two)
    case .winograd4:
      work[.winograd4] += operations
      work[passing: .winograd4] += passing
      try winograd(shape, part, .four)
    }
  }

  /// Weights that are nowhere as a whole are transformed by panels for every block.
  private mutating func winograd(
    _ shape: ConvolutionShape, _ part: ConvolutionShape, _ tile: WinogradTile
  ) throws(InferenceError) {
    let layout = PanelLayout(outputs: shape.outputs)
    let values = layout.padded * shape.inputs * tile.points
    guard TransformedWeight.Holding.best(for: shape, tile, layout) == .panels else {
      work[.weights] += Double(storage(tile).bytes * values)
      let plan = WinogradPlan(part, tile: tile, threads: layout.division(compute.threads))
      let (strip, points) = plan.scratch(part)
      return try scratch(
        floats: strip + points, chunks: shape.batch * plan.blocksDown * plan.blocksAcross)
    }
    let plan = WinogradPanelPlan(
      part, layout, tile: tile, isRounded: storage(tile) == .bf16, threads: compute.threads)
    let times = plan.count * ((shape.height + part.height - 1) / part.height)
    read(weightsOf: shape, times: times)
    work[.transform] += Double(times * values)
    let inputs = try compute.workspace.buffer(floats: plan.inputs)
    try scratch(floats: plan.scratch, chunks: plan.chunks)
    withExtendedLifetime(inputs) {}
  }
}
