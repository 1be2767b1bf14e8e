/// The autoencoder's second half: latents to a picture.
struct VAEDecoder: Sendable {
  let convIn: Convolution
  let midBlock: VAEMidBlock
  let upBlocks: [VAEBlock]
  let normOut: GroupNorm
  let convOut: Convolution

  /// How many blocks report to the runner.
  var blockCount: Int { 2 + upBlocks.reduce(0) { $0 + $1.blockCount } + midBlock.blockCount }

  /// The decoder of a config with its weights.
  ///
  /// - Throws: what reading the weights throws.
  init(_ config: AutoencoderKLConfig, _ weights: Weights) throws(InferenceError) {
    convIn = try weights.exact.convolution(
      "decoder.conv_in", from: config.latentChannels, to: config.innerChannels)
    midBlock = try VAEMidBlock(config, "decoder.mid_block", weights)
    var blocks: [VAEBlock] = []
    for index in config.blockOutChannels.indices {
      let names = VAEBlock.Names(path: "decoder.up_blocks.\(index)", weights: weights)
      blocks.append(try VAEBlock(decoder: config, index, names))
    }
    upBlocks = blocks
    normOut = try weights.groupNorm(
      "decoder.conv_norm_out", channels: config.outerChannels, groups: config.normNumGroups,
      eps: 1e-6)
    convOut = try weights.exact.convolution(
      "decoder.conv_out", from: config.outerChannels, to: config.outChannels)
  }

  /// The picture, `[B, H, W, outChannels]`.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ latents: consuming Activation, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    latents = try runner.finish("decoder.conv_in", convIn(latents, runner.compute))
    latents = try midBlock(latents, &runner)
    for block in upBlocks { latents = try block(latents, &runner) }
    return try runner.finish(
      "decoder.conv_out", convOut(latents, norm: normOut, runner.compute))
  }
}
