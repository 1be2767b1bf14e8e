/// Calls of the autoencoder, as `VAEEncoder` and `VAEDecoder` have them.
extension Rehearsal {
  /// A picture to the moments of its latents.
  ///
  /// - Throws: `shapeMismatch` where a resolution has nothing left, `outOfMemory`.
  mutating func encoder(
    _ config: AutoencoderKLConfig, height: Int, width: Int, by way: BandRehearsal? = nil
  ) throws(InferenceError) {
    try encoder(
      config, image(batch: 1, height: height, width: width, channels: config.inChannels), way)
  }

  private mutating func encoder(
    _ config: AutoencoderKLConfig, _ input: consuming Activation, _ way: BandRehearsal?
  ) throws(InferenceError) {
    let levels = config.blockOutChannels
    var inner = levels[...]
    if let way {
      input = try outerLevels(config, input, way)
      inner = levels.dropFirst(way.isInPasses ? 2 : 1)
    } else {
      input = try convolution(input, to: config.outerChannels)
    }
    for (index, channels) in zip(inner.indices, inner) {
      for _ in 0..<config.layersPerBlock { input = try resnet(input, to: channels, way) }
      guard index + 1 < levels.count else { continue }
      input = try convolution(input, to: channels, stride: 2, padding: .bottomRight)
    }
    input = try middle(config, input)
    let moments = 2 * config.latentChannels
    input = try convolution(input, to: moments, isNormalised: true)
    if config.useQuantConv { input = try convolution(input, to: moments, kernel: 1) }
  }

  /// What the encoder's outermost resolutions make of a picture by bands or by passes.
  private mutating func outerLevels(
    _ config: AutoencoderKLConfig, _ input: consuming Activation, _ way: BandRehearsal
  ) throws(InferenceError) -> Activation {
    let levels = config.blockOutChannels
    if !way.isInPasses {
      input = try convolution(input, to: config.outerChannels)
      return try levelInBands(config, input, 0, way)
    }
    var map = try banded(input, to: config.outerChannels, way)
    for _ in 0..<config.layersPerBlock {
      map = try resnetInPasses(map, to: config.outerChannels, way)
    }
    guard levels.count > 1 else { return try whole(map, way) }
    input = try convolution(
      map, to: config.outerChannels, stride: 2, padding: .bottomRight, way)
    return try levelInBands(config, input, 1, way)
  }

  /// A resolution of the encoder whose blocks go by bands.
  private mutating func levelInBands(
    _ config: AutoencoderKLConfig, _ input: consuming Activation, _ index: Int,
    _ way: BandRehearsal
  ) throws(InferenceError) -> Activation {
    let channels = config.blockOutChannels[index]
    var map = banded(input)
    for _ in 0..<config.layersPerBlock {
      map = try resnetInBands(consume map, to: channels, way)
    }
    input = try whole(map, way)
    guard index + 1 < config.blockOutChannels.count else { return input }
    return try convolution(input, to: channels, stride: 2, padding: .bottomRight)
  }

  /// Latents to a picture.
  ///
  /// - Throws: as `encoder`.
  mutating func decoder(
    _ config: AutoencoderKLConfig, height: Int, width: Int, by way: BandRehearsal? = nil
  ) throws(InferenceError) {
    try decoder(
      config, image(batch: 1, height: height, width: width, channels: config.latentChannels),
      way)
  }

  private mutating func decoder(
    _ config: AutoencoderKLConfig, _ input: consuming Activation, _ way: BandRehearsal?
  ) throws(InferenceError) {
    if config.usePostQuantConv {
      input = try convolution(input, to: config.latentChannels, kernel: 1)
    }
    input = try convolution(input, to: config.innerChannels)
    input = try middle(config, input)
    let levels = Array(config.blockOutChannels.reversed())
    if let way { return try decoder(config, input, levels, way) }
    for (index, channels) in levels.enumerated() {
      for _ in 0...config.layersPerBlock { input = try resnet(input, to: channels) }
      if index + 1 < levels.count { input = try grown(input) }
    }
    _ = try convolution(input, to: config.outChannels, isNormalised: true)
  }

  /// The decoder's resolutions by bands or by passes.
  private mutating func decoder(
    _ config: AutoencoderKLConfig, _ input: consuming Activation, _ levels: [Int],
    _ way: BandRehearsal
  ) throws(InferenceError) {
    let inner = levels.dropLast(way.isInPasses ? 2 : 1)
    for (index, channels) in inner.enumerated() {
      for _ in 0...config.layersPerBlock { input = try resnet(input, to: channels, way) }
      if index + 1 < inner.count { input = try grown(input) }
    }
    var map = inner.isEmpty ? banded(input) : try grown(input, way)
    for (index, channels) in zip(levels.indices, levels).dropFirst(inner.count) {
      let isOuter = index + 1 == levels.count
      for _ in 0...config.layersPerBlock {
        map =
          try isOuter && way.isInPasses
          ? resnetInPasses(consume map, to: channels, way)
          : resnetInBands(consume map, to: channels, way)
      }
      if !isOuter {
        let held = try whole(consume map, way)
        map = try grown(consume held, way)
      }
    }
    _ = try convolution(map, to: config.outChannels, isNormalised: true, way)
  }

  private mutating func grown(_ input: Activation) throws(InferenceError) -> Activation {
    try convolution(
      input, to: input.channels, upsampledTo: (2 * input.height, 2 * input.width))
  }

  private mutating func grown(
    _ input: consuming Activation, _ way: BandRehearsal
  ) throws(InferenceError) -> RehearsedMap {
    settle(&input)
    let size = (height: 2 * input.height, width: 2 * input.width)
    return try banded(input, to: input.channels, upsampledTo: size, way)
  }

  /// A residual block of an inner resolution, which goes by bands where it has a shortcut.
  private mutating func resnet(
    _ input: consuming Activation, to outputs: Int, _ way: BandRehearsal?
  ) throws(InferenceError) -> Activation {
    guard let way, input.channels != outputs else { return try resnet(input, to: outputs) }
    return try whole(resnetInBands(banded(input), to: outputs, way), way)
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
