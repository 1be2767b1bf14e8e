/// A call of the UNet, as `UNet` has it.
extension Rehearsal {
  /// One call on `batch` images of latents; with `isJoint` they see each other in pairs.
  ///
  /// - Throws: `shapeMismatch` where a resolution has nothing left, `outOfMemory`.
  mutating func unet(
    _ config: UNetConfig, batch: Int, height: Int, width: Int, isJoint: Bool
  ) throws(InferenceError) {
    try unet(
      config,
      image(batch: batch, height: height, width: width, channels: config.inChannels),
      isJoint: isJoint)
  }

  // Consuming as in `UNet`: a block's input is let go as soon as the block can.
  private mutating func unet(
    _ config: UNetConfig, _ input: consuming Activation, isJoint: Bool
  ) throws(InferenceError) {
    input = try convolution(input, to: config.blockOutChannels[0])
    var skips = [copy input]
    for level in config.blockOutChannels.indices {
      input = try down(config, level, input, skips: &skips, isJoint: isJoint)
    }
    input = try middle(config, input, isJoint: isJoint)
    for index in config.blockOutChannels.indices {
      input = try up(config, index, input, skips: &skips, isJoint: isJoint)
    }
    _ = try convolution(input, to: config.outChannels, isNormalised: true)
  }

  private mutating func layer(
    _ input: consuming Activation, _ level: UNetLevel, to outputs: Int, isJoint: Bool
  ) throws(InferenceError) -> Activation {
    let hidden = try resnet(input, to: outputs)
    guard let shape = level.transformer else { return hidden }
    return try transformer(hidden, shape, isJoint: isJoint)
  }

  private mutating func down(
    _ config: UNetConfig, _ index: Int, _ input: consuming Activation,
    skips: inout [Activation], isJoint: Bool
  ) throws(InferenceError) -> Activation {
    let level = UNetLevel(config, index, kind: config.downBlocks[index])
    let channels = config.blockOutChannels[index]
    for _ in 0..<config.layersPerBlock[index] {
      input = try layer(input, level, to: channels, isJoint: isJoint)
      skips.append(copy input)
    }
    guard index + 1 < config.blockOutChannels.count else { return input }
    input = try convolution(
      input, to: channels, stride: 2,
      padding: config.downsamplePadding == 0 ? .bottomRight : .same)
    skips.append(copy input)
    return input
  }

  private mutating func middle(
    _ config: UNetConfig, _ input: consuming Activation, isJoint: Bool
  ) throws(InferenceError) -> Activation {
    guard let kind = config.midBlock else { return input }
    let last = config.blockOutChannels.count - 1
    let channels = config.blockOutChannels[last]
    let level = UNetLevel(config, last, kind: kind)
    let hidden = try layer(input, level, to: channels, isJoint: isJoint)
    return level.transformer == nil ? hidden : try resnet(hidden, to: channels)
  }

  private mutating func up(
    _ config: UNetConfig, _ index: Int, _ input: consuming Activation,
    skips: inout [Activation], isJoint: Bool
  ) throws(InferenceError) -> Activation {
    let level = config.blockOutChannels.count - 1 - index
    let channels = config.blockOutChannels[level]
    let structure = UNetLevel(config, level, kind: config.upBlocks[index])
    for _ in 0...config.layersPerBlock[level] {
      guard let skip = skips.popLast() else { break }
      input = try joined(input, skip)
      input = try layer(input, structure, to: channels, isJoint: isJoint)
    }
    guard level > 0, let next = skips.last else { return input }
    return try convolution(
      input, to: channels, upsampledTo: (height: next.height, width: next.width))
  }
}
