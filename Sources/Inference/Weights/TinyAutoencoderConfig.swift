/// What a diffusers `AutoencoderTiny` config says of its decoder.
public struct TinyAutoencoderConfig: Sendable, Hashable {
  /// Channels of the latents.
  public var latentChannels = 4
  /// Channels between the first and the last convolution.
  public var channels = 64
  /// Residual blocks of each resolution, from the innermost.
  public var blocks = [3, 3, 3, 1]
  /// How much larger each resolution is than the one before.
  public var growth = 2
  /// Latents are divided by this before they are decoded.
  public var scalingFactor: Float = 1

  /// taesd's shape.
  public init() {}

  /// Picture pixels per latent pixel along an edge.
  public var factor: Int { blocks.dropFirst().reduce(1) { product, _ in product * growth } }
}

extension TinyAutoencoderConfig {
  private static let sizes = 1...4096

  /// Reads an `AutoencoderTiny` config; missing keys have the class's defaults.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type, `unsupported` for a structure
  ///   that stepscope does not build.
  /// - Source: diffusers 0.42 `autoencoder_tiny.py`.
  init(_ file: ConfigFile) throws(InferenceError) {
    self.init()
    try file.require("_class_name", oneOf: [.string("AutoencoderTiny")])
    try file.require("act_fn", oneOf: [.string("relu")])
    try file.require("upsample_fn", oneOf: [.string("nearest")])
    // Pictures have three channels, before and after.
    try file.require("in_channels", oneOf: [.integer(3)])
    try file.require("out_channels", oneOf: [.integer(3)])
    try file.require("shift_factor", oneOf: [.integer(0), .number(0), .null])
    latentChannels = try file.integer("latent_channels", default: 4, in: Self.sizes)
    growth = try file.integer("upsampling_scaling_factor", default: 2, in: 1...8)
    scalingFactor = Float(try file.number("scaling_factor", default: 1, in: 1e-6...1e6))
    blocks = try file.integers("num_decoder_blocks", in: 0...64) ?? blocks
    guard (1...8).contains(blocks.count) else {
      throw file.mismatch(
        "num_decoder_blocks", file.value("num_decoder_blocks") ?? .null, "a list of 1 to 8 numbers")
    }
    try readChannels(file)
    // Asked for, so that the decoder's keys are not taken for these misspelled.
    _ = try file.integers("num_encoder_blocks", in: 0...64)
    _ = try file.integers("encoder_block_out_channels", in: Self.sizes)
  }

  private mutating func readChannels(_ file: ConfigFile) throws(InferenceError) {
    let key = "decoder_block_out_channels"
    let widths = try file.integers(key, in: Self.sizes) ?? [64, 64, 64, 64]
    guard widths.count == blocks.count else {
      throw .damaged(
        path: file.path,
        reason: "\(key) has \(widths.count) numbers where num_decoder_blocks has \(blocks.count)",
        advice: "correct it or fetch the file again")
    }
    // A resolution hands its channels on as they are, so other widths cannot be run by diffusers either.
    guard let first = widths.first, widths.allSatisfy({ $0 == first }) else {
      throw file.unsupported(key, file.value(key) ?? .null, "the same number for each resolution")
    }
    channels = first
  }
}
