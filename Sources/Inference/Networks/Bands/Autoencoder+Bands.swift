// The autoencoder's halves for a single image by bands. Only the outermost resolutions pay for it: the maps of each are
// twice as large as those of the next one within.

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
    var map = try inner(latents, upBlocks.dropLast(), rows: rows, &runner)
    if let outer = upBlocks.last { map = try outer.inBands(consume map, rows: rows, &runner) }
    return try finish(map, rows: rows, &runner)
  }

  /// Decodes latents to the bits of the call without bands, with no map of the picture's size.
  ///
  /// - Parameters: as `inBands`.
  /// - Returns: as `inBands`.
  /// - Throws: as the call without bands.
  func inPasses(
    _ latents: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    var map = try inner(latents, upBlocks.dropLast(2), rows: rows, &runner)
    if let next = upBlocks.dropLast().last {
      map = try next.inBands(consume map, rows: rows, &runner)
      let held = try (consume map).whole(rows: rows, runner.compute)
      map = try next.grown(consume held, rows: rows, &runner)
    }
    if let outer = upBlocks.last { map = try outer.inPasses(consume map, rows: rows, &runner) }
    return try finish(map, rows: rows, &runner)
  }

  /// What the inner resolutions make of latents, grown without being there.
  private func inner(
    _ latents: consuming Activation, _ blocks: ArraySlice<VAEBlock>, rows: Int?,
    _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    latents = try runner.finish("decoder.conv_in", convIn(latents, runner.compute))
    latents = try midBlock(latents, &runner)
    for block in blocks.dropLast() {
      latents = try block.compact(latents, rows: rows, &runner)
      latents = try block.resample(latents, &runner)
    }
    guard let last = blocks.last else { return try BandedMap(latents, runner.compute) }
    return try last.grown(
      last.compact(latents, rows: rows, &runner), rows: rows, &runner)
  }

  /// The picture from the last map.
  private func finish(
    _ map: BandedMap, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    try runner.finish(
      "decoder.conv_out", map.convolved(convOut, norm: normOut, rows: rows, runner.compute))
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
      image = try outer.inBands(image, rows: rows, &runner)
      image = try outer.resample(image, &runner)
    }
    return try finish(image, downBlocks.dropFirst(), rows: rows, &runner)
  }

  /// Encodes a picture to the bits of the call without bands, with no map of its size where there is a smaller one.
  ///
  /// - Parameters: as `inBands`.
  /// - Returns: as `inBands`.
  /// - Throws: as the call without bands.
  func inPasses(
    _ image: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    image = try outermost(image, rows: rows, &runner)
    if let next = downBlocks.dropFirst().first {
      image = try next.inBands(image, rows: rows, &runner)
      image = try next.resample(image, &runner)
    }
    return try finish(image, downBlocks.dropFirst(2), rows: rows, &runner)
  }

  /// What the outermost resolution makes of a picture, at the size of the next one.
  private func outermost(
    _ image: Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    let compute = runner.compute
    let conv = try PreparedConvolution(
      convIn, for: PreparedConvolution.Input(height: image.height, width: image.width), compute)
    var map = try BandedMap("encoder.conv_in", conv, of: image, rows: rows, &runner)
    guard let outer = downBlocks.first else { return try map.whole(rows: rows, compute) }
    map = try outer.inPasses(consume map, rows: rows, &runner)
    guard let resampler = outer.resampler else { return try map.whole(rows: rows, compute) }
    return try runner.finish(
      resampler.name, map.convolved(resampler.conv, rows: rows, compute))
  }

  /// The moments from the input of the inner resolutions.
  private func finish(
    _ image: consuming Activation, _ blocks: ArraySlice<VAEBlock>, rows: Int?,
    _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    for block in blocks {
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
  ) throws(InferenceError) -> BandedMap {
    for resnet in resnets { input = try resnet.inBands(input, rows: rows, &runner) }
    return input
  }

  /// The same of a map that is all there.
  ///
  /// - Throws: as the call.
  fileprivate func inBands(
    _ input: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    try inBands(BandedMap(input, runner.compute), rows: rows, &runner)
      .whole(rows: rows, runner.compute)
  }

  /// The output of the residual blocks, none of which is held.
  ///
  /// - Throws: as the call.
  fileprivate func inPasses(
    _ input: consuming BandedMap, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    for resnet in resnets { input = try resnet.inPasses(input, rows: rows, &runner) }
    return input
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
      ).whole(rows: rows, runner.compute)
    }
    return input
  }

  /// The growth of their output without being there, or that output where nothing grows.
  ///
  /// - Throws: as the call.
  fileprivate func grown(
    _ input: consuming Activation, rows: Int?, _ runner: inout BlockRunner
  ) throws(InferenceError) -> BandedMap {
    guard let resampler else { return try BandedMap(input, runner.compute) }
    input = input.settled(runner.compute)
    return try resampler.grown(input, rows: rows, &runner)
  }
}
