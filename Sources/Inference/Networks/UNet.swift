/// What a denoising network is told besides the sample and the time.
public struct Conditioning: Sendable, Equatable {
  /// The prompt's embedding, `[1, L, D]` for all images or `[B, L, D]`.
  public var hiddenStates: Tensor
  /// The class vector, `[1, K]` for all images or `[B, K]`; nil for networks without class embedding.
  public var classLabels: Tensor?
  /// Whether image i and image i + B/2 see each other in every self-attention.
  ///
  /// GeoWizard's depth and normals of one picture are such a pair; its weights do not tell.
  /// Source: Fu and others 2024, GeoWizard.
  public var jointAttention: Bool

  /// A conditioning from its parts.
  public init(hiddenStates: Tensor, classLabels: Tensor? = nil, jointAttention: Bool = false) {
    self.hiddenStates = hiddenStates
    self.classLabels = classLabels
    self.jointAttention = jointAttention
  }
}

/// The denoising network of Stable Diffusion 1 and 2 and what was fine-tuned from them.
///
/// Calls are made one at a time; a second call waits for the first.
///
/// - Source: Rombach et al. 2022; diffusers 0.42 `unet_2d_condition.py`.
public struct UNet: Sendable {
  /// The structure.
  public let config: UNetConfig

  private let timesteps: Timesteps
  private let timeEmbedding: TimestepEmbedding
  private let classEmbedding: TimestepEmbedding?
  private let convIn: Convolution
  private let downBlocks: [UNetDownBlock]
  private let midBlock: UNetMidBlock?
  private let upBlocks: [UNetUpBlock]
  private let normOut: GroupNorm
  private let convOut: Convolution
  private let prompts = PromptCache()
  var session = NetworkSession()

  /// The network of a config with its weights.
  ///
  /// - Throws: `weights` with every tensor that is missing, misshaped or left over; `invalidSetting` for a
  ///   config that contradicts itself; what reading the weights throws.
  public init(_ config: UNetConfig, _ weights: Weights) throws(InferenceError) {
    try config.check()
    self.config = config
    let outer = config.blockOutChannels[0]
    let timeChannels = config.timeEmbeddingChannels
    timesteps = Timesteps(
      channels: outer, flipSinToCos: config.flipSinToCos, freqShift: config.freqShift)
    timeEmbedding = try TimestepEmbedding(
      from: outer, to: timeChannels, weights.scope("time_embedding"))
    classEmbedding =
      if let inputs = config.classEmbeddingInputDim {
        try TimestepEmbedding(from: inputs, to: timeChannels, weights.scope("class_embedding"))
      } else {
        nil
      }
    convIn = try weights.exact.convolution("conv_in", from: config.inChannels, to: outer)
    (downBlocks, upBlocks) = try Self.blocks(config, weights)
    midBlock =
      if let kind = config.midBlock { try UNetMidBlock(config, kind, weights) } else { nil }
    normOut = try weights.groupNorm(
      "conv_norm_out", channels: outer, groups: config.normNumGroups, eps: config.normEps)
    convOut = try weights.exact.convolution("conv_out", from: outer, to: config.outChannels)
    try weights.finish(NetworkName.unet.title)
  }

  private static func blocks(
    _ config: UNetConfig, _ weights: Weights
  ) throws(InferenceError) -> ([UNetDownBlock], [UNetUpBlock]) {
    var down: [UNetDownBlock] = []
    var up: [UNetUpBlock] = []
    for index in config.blockOutChannels.indices {
      down.append(try UNetDownBlock(config, index, weights))
      up.append(try UNetUpBlock(config, index, weights))
    }
    return (down, up)
  }

  /// How many blocks a call reports.
  var blockCount: Int {
    2 + downBlocks.reduce(0) { $0 + $1.blockCount } + (midBlock?.blockCount ?? 0)
      + upBlocks.reduce(0) { $0 + $1.blockCount }
  }

  /// The network's output for a sample at a timestep.
  ///
  /// - Shapes: `sample` `[B, inChannels, h, w]`, any h and w; the result `[B, outChannels, h, w]`.
  /// - Throws: `shapeMismatch`, `notFinite`, `outOfMemory`, `cancelled`, and what `checkpoint` throws.
  public func callAsFunction(
    _ sample: Tensor, timestep: Float, conditioning: Conditioning,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    try check(sample, conditioning)
    return try session.run(checkpoint) { (compute) throws(InferenceError) in
      var runner = BlockRunner(.unet, total: blockCount, compute)
      let context = UNetContext(
        embedding: try embedding(timestep, conditioning.classLabels, runner),
        prompt: try prompts(conditioning.hiddenStates, images: sample.shape[0], compute),
        isJoint: conditioning.jointAttention)
      let input = config.centerInputSample ? sample.map { 2 * $0 - 1 } : sample
      return try run(Activation(input, compute), context, &runner).tensor()
    }
  }

  private func run(
    _ input: consuming Activation, _ context: UNetContext, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    input = try runner.finish("conv_in", convIn(input, runner.compute))
    var skips = [copy input]
    for block in downBlocks { input = try block(input, context, skips: &skips, &runner) }
    if let midBlock { input = try midBlock(input, context, &runner) }
    for block in upBlocks { input = try block(input, context, skips: &skips, &runner) }
    return try runner.finish("conv_out", convOut(input, norm: normOut, runner.compute))
  }

  /// SiLU of the embedding of time and class: every residual block begins its projection with it.
  private func embedding(
    _ timestep: Float, _ classLabels: Tensor?, _ runner: BlockRunner
  ) throws(InferenceError) -> [Float] {
    var rows = timeEmbedding(timesteps(timestep))
    try runner.inspect("time_embedding", rows, rows: 1)
    if let classEmbedding, let classLabels {
      let classes = classEmbedding(classLabels.scalars)
      try runner.inspect("class_embedding", classes, rows: classLabels.shape[0])
      rows = merged(rows, classes)
    }
    Activations.silu(&rows)
    return rows
  }

  private func merged(_ time: [Float], _ classes: [Float]) -> [Float] {
    stride(from: 0, to: classes.count, by: time.count).flatMap { start in
      let row = classes[start..<(start + time.count)]
      return config.classEmbeddingsConcat ? time + row : zip(time, row).map { $0 + $1 }
    }
  }

  private func check(_ sample: Tensor, _ conditioning: Conditioning) throws(InferenceError) {
    let shape = sample.shape
    let images = shape.first ?? 0
    guard shape.count == 4, shape[1] == config.inChannels, !shape.contains(0) else {
      throw .shapeMismatch(
        what: "The UNet's input", expected: [1, config.inChannels, 64, 64], found: shape)
    }
    let smallest = config.smallestEdge
    guard shape[2] >= smallest, shape[3] >= smallest else {
      throw .shapeMismatch(
        what: "The UNet's input", expected: [images, shape[1], smallest, smallest], found: shape)
    }
    guard !conditioning.jointAttention || images.isMultiple(of: 2) else {
      throw .shapeMismatch(
        what: "The UNet's input with joint attention",
        expected: [images + 1] + shape.dropFirst(), found: shape)
    }
    let states = conditioning.hiddenStates.shape
    for width in config.promptWidths {
      guard states.count == 3, [1, images].contains(states[0]), states[1] > 0, states[2] == width
      else {
        throw .shapeMismatch(
          what: "The UNet's conditioning", expected: [1, 2, width], found: states)
      }
    }
    guard let length = config.classEmbeddingInputDim else { return }
    let labels = conditioning.classLabels?.shape ?? []
    guard labels.count == 2, [1, images].contains(labels[0]), labels[1] == length else {
      throw .shapeMismatch(
        what: "The UNet's class vector", expected: [1, length], found: labels)
    }
  }
}
