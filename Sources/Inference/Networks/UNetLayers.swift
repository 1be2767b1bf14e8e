/// What every block of a UNet is given besides the feature map.
struct UNetContext: Sendable {
  /// SiLU of the time embedding, one row or one for each image.
  let embedding: [Float]
  /// The conditioning.
  let prompt: Prompt
  /// Whether the images' halves see each other in self-attention.
  let isJoint: Bool
}

/// The structure of one resolution of a UNet.
struct UNetLevel: Sendable {
  /// What the residual blocks have in common.
  let resnet: ResnetBlock.Shape
  /// The transformers; nil without any.
  let transformer: Transformer2D.Shape?

  /// The structure of resolution `level`, counted from the outermost.
  init(_ config: UNetConfig, _ level: Int, kind: UNetConfig.BlockKind, scaleFactor: Float = 1) {
    let timeChannels = config.timeEmbeddingChannels * (config.classEmbeddingsConcat ? 2 : 1)
    resnet = ResnetBlock.Shape(
      groups: config.normNumGroups, eps: config.normEps, timeChannels: timeChannels,
      outputScaleFactor: scaleFactor)
    transformer =
      kind == .plain
      ? nil
      : Transformer2D.Shape(
        channels: config.blockOutChannels[level], heads: config.attentionHeads[level],
        crossAttentionDim: config.crossAttentionDim[level],
        layers: config.transformerLayersPerBlock[level], groups: config.normNumGroups)
  }
}

/// Residual blocks, each with a transformer after it where the block has any.
struct UNetLayers: Sendable {
  private let resnets: [ResnetBlock]
  private let transformers: [Transformer2D]

  /// How many blocks report to the runner.
  var blockCount: Int { resnets.count + transformers.count }
  /// How many residual blocks there are.
  var count: Int { resnets.count }

  /// Layers that take `inputs` channels, one number for each, and give `outputs`.
  ///
  /// - Throws: what reading the weights throws.
  init(
    _ name: String, from inputs: [Int], to outputs: Int, _ level: UNetLevel, _ weights: Weights
  ) throws(InferenceError) {
    var resnets: [ResnetBlock] = []
    var transformers: [Transformer2D] = []
    for (index, channels) in inputs.enumerated() {
      resnets.append(
        try ResnetBlock(
          "\(name).resnets.\(index)", from: channels, to: outputs, level.resnet, weights))
      guard let shape = level.transformer else { continue }
      transformers.append(try Transformer2D("\(name).attentions.\(index)", shape, weights))
    }
    self.resnets = resnets
    self.transformers = transformers
  }

  /// The output of layer `index`.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ index: Int, _ input: consuming Activation, _ context: UNetContext,
    _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    let hidden = try resnets[index](input, embedding: context.embedding, &runner)
    guard !transformers.isEmpty else { return hidden }
    return try transformers[index](hidden, context, &runner)
  }
}
