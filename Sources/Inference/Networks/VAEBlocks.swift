/// What encoder and decoder of the autoencoder have in common.
extension AutoencoderKLConfig {
  /// The residual blocks' normalisations.
  var resnetShape: ResnetBlock.Shape { ResnetBlock.Shape(groups: normNumGroups, eps: 1e-6) }
  /// Channels of the outermost resolution.
  var outerChannels: Int { blockOutChannels.first ?? 0 }
  /// Channels of the innermost resolution.
  var innerChannels: Int { blockOutChannels.last ?? 0 }
}

/// Residual blocks of one resolution, then a resampler.
struct VAEBlock: Sendable {
  let resnets: [ResnetBlock]
  let resampler: Resampler?
  private let grows: Bool

  /// How many blocks report to the runner.
  var blockCount: Int { resnets.count + (resampler == nil ? 0 : 1) }

  /// Resolution `index` of the encoder, from the outermost.
  ///
  /// - Throws: what reading the weights throws.
  init(encoder config: AutoencoderKLConfig, _ index: Int, _ names: Names) throws(InferenceError) {
    let outputs = config.blockOutChannels[index]
    resnets = try Self.resnets(
      config.layersPerBlock, from: config.blockOutChannels[max(0, index - 1)], to: outputs,
      config.resnetShape, names)
    let isLast = index == config.blockOutChannels.count - 1
    resampler =
      isLast
      ? nil
      : try Resampler(
        down: names.path + ".downsamplers.0", channels: outputs, padding: 0, names.weights)
    grows = false
  }

  /// The `index`-th resolution of the decoder, from the innermost.
  ///
  /// - Throws: what reading the weights throws.
  init(decoder config: AutoencoderKLConfig, _ index: Int, _ names: Names) throws(InferenceError) {
    let last = config.blockOutChannels.count - 1
    let outputs = config.blockOutChannels[last - index]
    resnets = try Self.resnets(
      config.layersPerBlock + 1, from: config.blockOutChannels[min(last, last - index + 1)],
      to: outputs, config.resnetShape, names)
    resampler =
      index == last
      ? nil : try Resampler(up: names.path + ".upsamplers.0", channels: outputs, names.weights)
    grows = true
  }

  /// Where a block's tensors are: all weights, and its own name.
  struct Names {
    let path: String
    let weights: Weights
  }

  private static func resnets(
    _ count: Int, from inputs: Int, to outputs: Int, _ shape: ResnetBlock.Shape, _ names: Names
  ) throws(InferenceError) -> [ResnetBlock] {
    var resnets: [ResnetBlock] = []
    for index in 0..<count {
      resnets.append(
        try ResnetBlock(
          "\(names.path).resnets.\(index)", from: index == 0 ? inputs : outputs, to: outputs,
          shape, names.weights))
    }
    return resnets
  }

  /// The block's output.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: consuming Activation, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    for resnet in resnets { input = try resnet(input, &runner) }
    return try resample(input, &runner)
  }

  /// The block's output, from that of its residual blocks.
  ///
  /// - Throws: as the call.
  func resample(
    _ input: Activation, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    guard let resampler else { return input }
    let size = grows ? (height: 2 * input.height, width: 2 * input.width) : nil
    return try resampler(input, to: size, &runner)
  }
}

/// The innermost block: two residual blocks, with attention over all pixels between where it has any.
struct VAEMidBlock: Sendable {
  private let name: String
  private let first: ResnetBlock
  private let norm: GroupNorm?
  private let attention: AttentionLayer?
  private let second: ResnetBlock

  /// How many blocks report to the runner.
  var blockCount: Int { attention == nil ? 2 : 3 }

  /// The middle called `name` in the checkpoint.
  ///
  /// - Throws: what reading the weights throws.
  init(
    _ config: AutoencoderKLConfig, _ name: String, _ weights: Weights
  ) throws(InferenceError) {
    let channels = config.innerChannels
    let shape = config.resnetShape
    self.name = name + ".attentions.0"
    first = try ResnetBlock(name + ".resnets.0", from: channels, to: channels, shape, weights)
    second = try ResnetBlock(name + ".resnets.1", from: channels, to: channels, shape, weights)
    guard config.midBlockAddAttention else {
      norm = nil
      attention = nil
      return
    }
    let scope = weights.scope(self.name)
    norm = try scope.groupNorm(
      "group_norm", channels: channels, groups: shape.groups, eps: shape.eps)
    attention = try AttentionLayer(
      channels: channels, contextChannels: channels, heads: 1, bias: true, scope)
  }

  /// The block's output.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: consuming Activation, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    input = try first(input, &runner)
    if let norm, let attention {
      let compute = runner.compute
      let tokens = try norm(input, silu: false, compute)
      let pair = try attention.keysAndValues(of: tokens, compute)
      input = try runner.finish(name, attention(tokens, pair, residual: input, compute))
    }
    return try second(input, &runner)
  }
}
