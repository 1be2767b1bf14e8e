/// Calls of the autoencoder, as `VAEEncoder` and `VAEDecoder` have them.
extension Rehearsal {
  /// A picture to the moments of its latents.
  ///
  /// - Throws: `shapeMismatch` where a resolution has nothing left, `outOfMemory`.
  mutating func encoder(
    _ config: AutoencoderKLConfig, height: Int, width: Int, by bands: BandRehearsal? = nil
  ) throws(InferenceError) {
    try encoder(
      config, image(batch: 1, height: height, width: width, channels: config.inChannels), bands)
  }

  private mutating func encoder(
    _ config: AutoencoderKLConfig, _ input: consuming Activation, _ bands: BandRehearsal?
  ) throws(InferenceError) {
    input = try convolution(input, to: config.outerChannels)
    for (index, channels) in config.blockOutChannels.enumerated() {
      for _ in 0..<config.layersPerBlock {
        input = try resnet(input, to: channels, bands, isOuter: index == 0)
      }
      guard index + 1 < config.blockOutChannels.count else { continue }
      input = try convolution(input, to: channels, stride: 2, padding: .bottomRight)
    }
    input = try middle(config, input)
    let moments = 2 * config.latentChannels
    input = try convolution(input, to: moments, isNormalised: true)
    if config.useQuantConv { input = try convolution(input, to: moments, kernel: 1) }
  }

  /// Latents to a picture.
  ///
  /// - Throws: as `encoder`.
  mutating func decoder(
    _ config: AutoencoderKLConfig, height: Int, width: Int, by bands: BandRehearsal? = nil
  ) throws(InferenceError) {
    try decoder(
      config, image(batch: 1, height: height, width: width, channels: config.latentChannels),
      bands)
  }

  private mutating func decoder(
    _ config: AutoencoderKLConfig, _ input: consuming Activation, _ bands: BandRehearsal?
  ) throws(InferenceError) {
    if config.usePostQuantConv {
      input = try convolution(input, to: config.latentChannels, kernel: 1)
    }
    input = try convolution(input, to: config.innerChannels)
    input = try middle(config, input)
    let last = config.blockOutChannels.count - 1
    for (index, channels) in config.blockOutChannels.reversed().enumerated() {
      // What grows into the outermost resolution by bands is rehearsed with its first block.
      let isGrown = index == last && index > 0 && bands != nil
      for layer in 0...config.layersPerBlock {
        if isGrown, layer == 0, let bands {
          input = try grownResnet(input, to: channels, bands)
        } else {
          input = try resnet(input, to: channels, bands, isOuter: index == last)
        }
      }
      guard index < last, bands == nil || index + 1 < last else { continue }
      let size = (height: 2 * input.height, width: 2 * input.width)
      input = try convolution(input, to: channels, upsampledTo: size)
    }
    _ = try convolution(input, to: config.outChannels, isNormalised: true)
  }

  private mutating func middle(
    _ config: AutoencoderKLConfig, _ input: consuming Activation
  ) throws(InferenceError) -> Activation {
    let channels = config.innerChannels
    input = try resnet(input, to: channels)
    if config.midBlockAddAttention {
      let shape = Transformer2D.Shape(
        channels: channels, heads: 1, crossAttentionDim: channels, layers: 1,
        groups: config.normNumGroups)
      input = try attendToSelf(input, shape, isJoint: false)
    }
    return try resnet(input, to: channels)
  }
}
