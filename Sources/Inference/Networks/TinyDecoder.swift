/// The decoder of a tiny autoencoder: residual blocks of three convolutions, without normalisation and attention.
///
/// - Source: diffusers 0.42 `vae.py` (`DecoderTiny`), `unet_2d_blocks.py` (`AutoencoderTinyBlock`).
struct TinyDecoder: Sendable {
  /// relu(x + conv(relu(conv(relu(conv(x)))))).
  private struct Block {
    let name: String
    let convs: [Convolution]

    init(_ name: String, channels: Int, _ weights: Weights) throws(InferenceError) {
      self.name = name
      var convs: [Convolution] = []
      for place in [0, 2, 4] {
        convs.append(
          try weights.convolution("\(name).conv.\(place)", from: channels, to: channels))
      }
      self.convs = convs
    }

    func callAsFunction(
      _ input: Activation, _ runner: inout BlockRunner
    ) throws(InferenceError) -> Activation {
      var hidden = input
      for (place, conv) in convs.enumerated() {
        let isLast = place == convs.count - 1
        hidden = try conv(hidden, residual: isLast ? input : nil, runner.compute)
        try hidden.rectify(runner.compute)
      }
      return try runner.finish(name, hidden)
    }
  }

  /// Blocks of one resolution and the convolution that leaves it.
  private struct Level {
    var blocks: [Block] = []
    /// Of the next resolution's size; nil for the last, which leads to the picture.
    var grown: (name: String, conv: Convolution)?
  }

  private let growth: Int
  private let convIn: Convolution
  private let levels: [Level]
  private let convOut: Convolution

  /// How many blocks report to the runner.
  var blockCount: Int {
    2 + levels.reduce(0) { $0 + $1.blocks.count + ($1.grown == nil ? 0 : 1) }
  }

  /// The decoder of a config with its weights.
  ///
  /// - Throws: what reading the weights throws.
  init(_ config: TinyAutoencoderConfig, _ weights: Weights) throws(InferenceError) {
    growth = config.growth
    convIn = try weights.convolution(
      "decoder.layers.0", from: config.latentChannels, to: config.channels)
    // The first activation has the number 1; growing has a number, but no weights.
    var place = 2
    var levels: [Level] = []
    for (index, count) in config.blocks.enumerated() {
      var level = Level()
      for _ in 0..<count {
        level.blocks.append(
          try Block("decoder.layers.\(place)", channels: config.channels, weights))
        place += 1
      }
      if index < config.blocks.count - 1 {
        let name = "decoder.layers.\(place + 1)"
        level.grown = (name, try Self.unbiased(name, channels: config.channels, weights))
        place += 2
      }
      levels.append(level)
    }
    self.levels = levels
    convOut = try Self.output("decoder.layers.\(place)", channels: config.channels, weights)
  }

  /// The convolution behind a growth, which has no bias.
  private static func unbiased(
    _ name: String, channels: Int, _ weights: Weights
  ) throws(InferenceError) -> Convolution {
    let packed = try weights.packed(name + ".weight", shape: [channels, channels, 3, 3])
    return try Convolution(packed: packed, kernel: 3, bias: nil)
  }

  /// The convolution to a picture of 0…1, with a bias that brings it to −½…½: twice that is −1…1.
  private static func output(
    _ name: String, channels: Int, _ weights: Weights
  ) throws(InferenceError) -> Convolution {
    let packed = try weights.packed(name + ".weight", shape: [3, channels, 3, 3])
    var bias = try weights(name + ".bias", shape: [3])
    for index in bias.scalars.indices { bias.scalars[index] -= 0.5 }
    return try Convolution(packed: packed, kernel: 3, bias: bias)
  }

  /// The picture, `[B, H, W, 3]` in about −1…1, of latents that are bounded already.
  ///
  /// - Throws: `notFinite`, `cancelled`, `outOfMemory`.
  func callAsFunction(
    _ latents: consuming Activation, _ runner: inout BlockRunner
  ) throws(InferenceError) -> Activation {
    latents = try convIn(latents, runner.compute)
    try latents.rectify(runner.compute)
    latents = try runner.finish("decoder.layers.1", latents)
    for level in levels {
      for block in level.blocks { latents = try block(latents, &runner) }
      guard let (name, conv) = level.grown else { continue }
      let size = (height: growth * latents.height, width: growth * latents.width)
      latents = try runner.finish(name, conv(latents, upsampledTo: size, runner.compute))
    }
    return try runner.finish("decoder", convOut(latents, scale: 2, runner.compute))
  }
}
