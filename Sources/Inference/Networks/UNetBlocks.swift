/// One resolution of the encoder half.
struct UNetDownBlock: Sendable {
  private let layers: UNetLayers
  private let downsampler: Resampler?

  /// How many blocks report to the runner.
  var blockCount: Int { layers.blockCount + (downsampler == nil ? 0 : 1) }

  /// The block of resolution `index`.
  ///
  /// - Throws: what reading the weights throws.
  init(_ config: UNetConfig, _ index: Int, _ weights: Weights) throws(InferenceError) {
    let name = "down_blocks.\(index)"
    let outputs = config.blockOutChannels[index]
    let inputs = config.blockOutChannels[max(0, index - 1)]
    let others = [Int](repeating: outputs, count: config.layersPerBlock[index] - 1)
    layers = try UNetLayers(
      name, from: [inputs] + others, to: outputs,
      UNetLevel(config, index, kind: config.downBlocks[index]), weights)
    downsampler =
      index == config.blockOutChannels.count - 1
      ? nil
      : try Resampler(
        down: name + ".downsamplers.0", channels: outputs, padding: config.downsamplePadding,
        weights)
  }

  /// The block's output, which is the last of those it adds to `skips`.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: consuming Activation, _ context: UNetContext, skips: inout [Activation],
    _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    for index in 0..<layers.count {
      input = try layers(index, input, context, &runner)
      skips.append(copy input)
    }
    guard let downsampler else { return input }
    input = try downsampler(input, &runner)
    skips.append(copy input)
    return input
  }
}

/// The innermost block: a residual block, and a transformer and another residual block where it has one.
struct UNetMidBlock: Sendable {
  private let first: ResnetBlock
  private let transformer: Transformer2D?
  private let second: ResnetBlock?

  /// How many blocks report to the runner.
  var blockCount: Int { transformer == nil ? 1 : 3 }

  /// The middle of `kind`.
  ///
  /// - Throws: what reading the weights throws.
  init(
    _ config: UNetConfig, _ kind: UNetConfig.BlockKind, _ weights: Weights
  ) throws(InferenceError) {
    let last = config.blockOutChannels.count - 1
    let channels = config.blockOutChannels[last]
    let level = UNetLevel(config, last, kind: kind, scaleFactor: config.midBlockScaleFactor)
    first = try ResnetBlock(
      "mid_block.resnets.0", from: channels, to: channels, level.resnet, weights)
    guard let shape = level.transformer else {
      transformer = nil
      second = nil
      return
    }
    transformer = try Transformer2D("mid_block.attentions.0", shape, weights)
    second = try ResnetBlock(
      "mid_block.resnets.1", from: channels, to: channels, level.resnet, weights)
  }

  /// The block's output.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: consuming Activation, _ context: UNetContext, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    var hidden = try first(input, embedding: context.embedding, &runner)
    if let transformer { hidden = try transformer(hidden, context, &runner) }
    if let second { hidden = try second(hidden, embedding: context.embedding, &runner) }
    return hidden
  }
}

/// One resolution of the decoder half.
struct UNetUpBlock: Sendable {
  private let layers: UNetLayers
  private let upsampler: Resampler?

  /// How many blocks report to the runner.
  var blockCount: Int { layers.blockCount + (upsampler == nil ? 0 : 1) }

  /// The `index`-th block from the middle outwards.
  ///
  /// - Throws: what reading the weights throws.
  init(_ config: UNetConfig, _ index: Int, _ weights: Weights) throws(InferenceError) {
    let name = "up_blocks.\(index)"
    let last = config.blockOutChannels.count - 1
    let level = last - index
    let outputs = config.blockOutChannels[level]
    let before = config.blockOutChannels[min(last, level + 1)]
    let outer = config.blockOutChannels[max(0, level - 1)]
    // Each residual block takes what came before it and one skip; the last skip is the outer level's.
    let layerCount = config.layersPerBlock[level] + 1
    let inputs = (0..<layerCount).map { layer in
      (layer == 0 ? before : outputs) + (layer == layerCount - 1 ? outer : outputs)
    }
    layers = try UNetLayers(
      name, from: inputs, to: outputs, UNetLevel(config, level, kind: config.upBlocks[index]),
      weights)
    upsampler =
      level == 0
      ? nil : try Resampler(up: name + ".upsamplers.0", channels: outputs, weights)
  }

  /// The block's output; takes its skips from the end of `skips`.
  ///
  /// The next skip decides the size to grow to: twice the size, or one less where the encoder rounded up.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ input: consuming Activation, _ context: UNetContext, skips: inout [Activation],
    _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    for index in 0..<layers.count {
      guard let skip = skips.popLast() else { break }
      input = try Activation.concatenating(input, skip, runner.compute)
      input = try layers(index, input, context, &runner)
    }
    guard let upsampler, let next = skips.last else { return input }
    return try upsampler(input, to: (next.height, next.width), &runner)
  }
}
