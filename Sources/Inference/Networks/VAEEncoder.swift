/// The autoencoder's first half: a picture to the moments of its latents.
struct VAEEncoder: Sendable {
  let convIn: Convolution
  let downBlocks: [VAEBlock]
  let midBlock: VAEMidBlock
  let normOut: GroupNorm
  let convOut: Convolution

  /// How many blocks report to the runner.
  var blockCount: Int { 2 + downBlocks.reduce(0) { $0 + $1.blockCount } + midBlock.blockCount }

  /// The encoder of a config with its weights.
  ///
  /// - Throws: what reading the weights throws.
  init(_ config: AutoencoderKLConfig, _ weights: Weights) throws(InferenceError) {
    convIn = try weights.exact.convolution(
      "encoder.conv_in", from: config.inChannels, to: config.outerChannels)
    var blocks: [VAEBlock] = []
    for index in config.blockOutChannels.indices {
      let names = VAEBlock.Names(path: "encoder.down_blocks.\(index)", weights: weights)
      blocks.append(try VAEBlock(encoder: config, index, names))
    }
    downBlocks = blocks
    midBlock = try VAEMidBlock(config, "encoder.mid_block", weights)
    normOut = try weights.groupNorm(
      "encoder.conv_norm_out", channels: config.innerChannels, groups: config.normNumGroups,
      eps: 1e-6)
    convOut = try weights.exact.convolution(
      "encoder.conv_out", from: config.innerChannels, to: 2 * config.latentChannels)
  }

  /// The moments, `[B, h, w, 2 * latentChannels]`.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ image: consuming Activation, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    image = try runner.finish("encoder.conv_in", convIn(image, runner.compute))
    for block in downBlocks { image = try block(image, &runner) }
    image = try midBlock(image, &runner)
    return try runner.finish(
      "encoder.conv_out", convOut(image, norm: normOut, runner.compute))
  }
}
