// The autoencoder's halves for a single image by bands. Only the outermost resolution pays for it: its maps are as large
// as those of all others together.

extension VAEDecoder {
  /// Decodes latents to the bits of the call without bands.
  ///
  /// What the last upsampler grows, the widest map of all, is never there.
  ///
  /// - Parameters:
  ///   - latents: `[1, h, w, latentChannels]`.
  ///   - rows: Rows of a band; nil for what suits each map.
  ///   - runner: Is told of every block.
  /// - Returns: The picture, `[1, H, W, outChannels]`.
  /// - Throws: as the call without bands.
  func inBands(
    _ latents: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    latents = try runner.finish("decoder.conv_in", convIn(latents, runner.compute))
    latents = try midBlock(latents, &runner)
    for block in upBlocks.dropLast(2) {
      latents = try block.compact(latents, rows: rows, &runner)
      latents = try block.resample(latents, &runner)
    }
    if let outer = upBlocks.last {
      latents = try outer.inBands(
        grow(latents, rows: rows, &runner), rows: rows, &runner)
    }
    return try runner.finish(
      "decoder.conv_out", convOut(latents, norm: normOut, runner.compute))
  }

  /// The input of the outermost resolution: grown by the one before, where there is one.
  private func grow(
    _ input: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    guard let block = upBlocks.dropLast().last, let resampler = block.resampler else {
      return try BandedMap(input, runner.compute)
    }
    input = try block.compact(input, rows: rows, &runner).settled(runner.compute)
    return try resampler.grown(input, rows: rows, &runner)
  }
}

extension VAEEncoder {
  /// Encodes a picture to the bits of the call without bands.
  ///
  /// - Parameters:
  ///   - image: `[1, H, W, inChannels]`.
  ///   - rows: Rows of a band; nil for what suits each map.
  ///   - runner: Is told of every block.
  /// - Returns: The moments, `[1, h, w, 2 * latentChannels]`.
  /// - Throws: as the call without bands.
  func inBands(
    _ image: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    image = try runner.finish("encoder.conv_in", convIn(image, runner.compute))
    if let outer = downBlocks.first {
      image = try outer.inBands(
        BandedMap(image, runner.compute), rows: rows, &runner)
      image = try outer.resample(image, &runner)
    }
    for block in downBlocks.dropFirst() {
      image = try block.compact(image, rows: rows, &runner)
      image = try block.resample(image, &runner)
    }
    image = try midBlock(image, &runner)
    return try runner.finish(
      "encoder.conv_out", convOut(image, norm: normOut, runner.compute))
  }
}

extension VAEBlock {
  /// The output of the residual blocks, all of which are made by bands.
  ///
  /// - Throws: as the call.
  fileprivate func inBands(
    _ input: consuming BandedMap, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    for resnet in resnets { input = try resnet.inBands(input, rows: rows, &runner) }
    return try input.whole(runner.compute)
  }

  /// The output of the residual blocks, of which those with a shortcut are made by bands: they need two maps instead of
  /// three, and compute nothing twice.
  ///
  /// - Throws: as the call.
  fileprivate func compact(
    _ input: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    for resnet in resnets {
      guard resnet.shortcut != nil else {
        input = try resnet(input, &runner)
        continue
      }
      input = try resnet.inBands(
        BandedMap(input, runner.compute), rows: rows, &runner
      ).whole(runner.compute)
    }
    return input
  }
}
