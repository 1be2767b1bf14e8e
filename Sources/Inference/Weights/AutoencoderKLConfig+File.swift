extension AutoencoderKLConfig {
  private static let sizes = 1...65536

  /// Reads an `AutoencoderKL` config; missing keys have the class's defaults.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type, `unsupported` for
  ///   a structure that stepscope does not build.
  /// - Source: diffusers 0.42 `autoencoder_kl.py`.
  init(_ file: ConfigFile) throws(InferenceError) {
    self.init()
    try file.require("_class_name", oneOf: [.string("AutoencoderKL")])
    try file.require("act_fn", oneOf: [.string("silu"), .string("swish")])
    try file.require("latents_mean", oneOf: [.null])
    try file.require("latents_std", oneOf: [.null])
    // Pictures have three channels, before and after.
    try file.require("in_channels", oneOf: [.integer(3)])
    try file.require("out_channels", oneOf: [.integer(3)])
    latentChannels = try file.integer("latent_channels", default: 4, in: Self.sizes)
    layersPerBlock = try file.integer("layers_per_block", default: 1, in: 1...64)
    normNumGroups = try file.integer("norm_num_groups", default: 32, in: Self.sizes)
    scalingFactor = Float(
      try file.number("scaling_factor", default: 0.18215, in: 1e-6...1e6))
    shiftFactor = try file.optionalNumber("shift_factor", in: -1e6...1e6).map { Float($0) }
    midBlockAddAttention = try file.bool("mid_block_add_attention", default: true)
    useQuantConv = try file.bool("use_quant_conv", default: true)
    usePostQuantConv = try file.bool("use_post_quant_conv", default: true)
    try readBlocks(file)
  }

  private mutating func readBlocks(_ file: ConfigFile) throws(InferenceError) {
    let key = "block_out_channels"
    blockOutChannels = try file.integers(key, in: Self.sizes) ?? [64]
    guard (1...16).contains(blockOutChannels.count) else {
      throw file.mismatch(key, file.value(key) ?? .null, "a list of 1 to 16 numbers")
    }
    for channels in blockOutChannels where !channels.isMultiple(of: normNumGroups) {
      throw file.mismatch(
        "norm_num_groups", .integer(normNumGroups), "a divisor of the \(channels) channels")
    }
    try checkTypes(file, "down_block_types", "DownEncoderBlock2D")
    try checkTypes(file, "up_block_types", "UpDecoderBlock2D")
  }

  private func checkTypes(
    _ file: ConfigFile, _ key: String, _ known: String
  ) throws(InferenceError) {
    let names = try file.strings(key) ?? [known]
    for name in names where name != known {
      throw file.unsupported("A block of \(key)", .string(name), known)
    }
    guard names.count == blockOutChannels.count else {
      throw .damaged(
        path: file.path,
        reason: "\(key) has \(names.count) blocks where block_out_channels has "
          + "\(blockOutChannels.count)", advice: "correct it or fetch the file again")
    }
  }
}
