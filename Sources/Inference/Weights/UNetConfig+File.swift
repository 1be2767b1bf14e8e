extension UNetConfig {
  private static let sizes = 1...65536

  /// Reads a `UNet2DConditionModel` config; missing keys have the class's defaults.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type, `unsupported` for
  ///   a structure that stepscope does not build.
  /// - Source: diffusers 0.42 `unet_2d_condition.py`.
  init(_ file: ConfigFile) throws(InferenceError) {
    self.init()
    try Self.checkSupported(file)
    try readBlocks(file)
    try readAttention(file)
    try readEmbeddings(file)
    inChannels = try file.integer("in_channels", default: 4, in: Self.sizes)
    outChannels = try file.integer("out_channels", default: 4, in: Self.sizes)
    normEps = Float(try file.number("norm_eps", default: 1e-5, in: 0...1))
    midBlockScaleFactor = Float(
      try file.number("mid_block_scale_factor", default: 1, in: 1e-3...1e3))
    centerInputSample = try file.bool("center_input_sample", default: false)
    downsamplePadding = try file.integer("downsample_padding", default: 1, in: 0...1)
    try readSampleSize(file)
    try checkDivisibility(file)
  }

  /// Keys whose other values change the structure in ways that are not built here.
  private static func checkSupported(_ file: ConfigFile) throws(InferenceError) {
    let none = JSONValue.null
    let off = JSONValue.bool(false)
    try file.require("_class_name", oneOf: [.string("UNet2DConditionModel")])
    try file.require("act_fn", oneOf: [.string("silu"), .string("swish")])
    try file.require("resnet_time_scale_shift", oneOf: [.string("default")])
    try file.require("resnet_skip_time_act", oneOf: [off])
    try file.require("resnet_out_scale_factor", oneOf: [.number(1), .integer(1)])
    try file.require("time_embedding_type", oneOf: [.string("positional")])
    try file.require("attention_type", oneOf: [.string("default")])
    try file.require("conv_in_kernel", oneOf: [.integer(3)])
    try file.require("conv_out_kernel", oneOf: [.integer(3)])
    try file.require("dual_cross_attention", oneOf: [off])
    try file.require("class_embed_type", oneOf: [none, .string("projection")])
    try file.require("mid_block_only_cross_attention", oneOf: [none, off])
    for key in [
      "encoder_hid_dim", "encoder_hid_dim_type", "addition_embed_type", "num_class_embeds",
      "time_embedding_dim", "time_embedding_act_fn", "timestep_post_act", "time_cond_proj_dim",
      "cross_attention_norm", "reverse_transformer_layers_per_block",
    ] { try file.require(key, oneOf: [none]) }
    try checkOnlyCrossAttention(file)
  }

  private static func checkOnlyCrossAttention(_ file: ConfigFile) throws(InferenceError) {
    if case .array(let flags)? = file.value("only_cross_attention"),
      flags.allSatisfy({ $0 == .bool(false) })
    {
      return
    }
    try file.require("only_cross_attention", oneOf: [.bool(false)])
  }

  private mutating func readBlocks(_ file: ConfigFile) throws(InferenceError) {
    let key = "block_out_channels"
    blockOutChannels = try file.integers(key, in: Self.sizes) ?? [320, 640, 1280, 1280]
    guard (1...16).contains(blockOutChannels.count) else {
      throw file.mismatch(key, file.value(key) ?? .null, "a list of 1 to 16 numbers")
    }
    let names = UNetConfig()
    downBlocks =
      try Self.kinds(
        file, "down_block_types", ["CrossAttnDownBlock2D": .crossAttention, "DownBlock2D": .plain])
      ?? names.downBlocks
    upBlocks =
      try Self.kinds(
        file, "up_block_types", ["CrossAttnUpBlock2D": .crossAttention, "UpBlock2D": .plain])
      ?? names.upBlocks
    try checkCount(file, "down_block_types", downBlocks.count)
    try checkCount(file, "up_block_types", upBlocks.count)
    midBlock = try Self.middle(file)
    layersPerBlock = try file.integerOrList(
      "layers_per_block", default: 2, count: blockOutChannels.count, in: 1...64)
    normNumGroups = try file.integer("norm_num_groups", default: 32, in: Self.sizes)
  }

  private static func kinds(
    _ file: ConfigFile, _ key: String, _ known: [String: BlockKind]
  ) throws(InferenceError) -> [BlockKind]? {
    guard let names = try file.strings(key) else { return nil }
    var kinds: [BlockKind] = []
    for name in names {
      guard let kind = known[name] else {
        throw file.unsupported(
          "A block of \(key)", .string(name), known.keys.sorted().joined(separator: ", "))
      }
      kinds.append(kind)
    }
    return kinds
  }

  private static func middle(_ file: ConfigFile) throws(InferenceError) -> BlockKind? {
    let key = "mid_block_type"
    switch file.value(key) {
    case nil, .string("UNetMidBlock2DCrossAttn"): return .crossAttention
    case .string("UNetMidBlock2D"): return .plain
    case .null: return nil
    case let other?: throw file.unsupported(key, other, "UNetMidBlock2DCrossAttn, UNetMidBlock2D")
    }
  }

  private func checkCount(_ file: ConfigFile, _ key: String, _ count: Int) throws(InferenceError) {
    guard count == blockOutChannels.count else {
      throw .damaged(
        path: file.path,
        reason: "\(key) has \(count) blocks where block_out_channels has "
          + "\(blockOutChannels.count)", advice: "correct it or fetch the file again")
    }
  }

  private mutating func readAttention(_ file: ConfigFile) throws(InferenceError) {
    let count = blockOutChannels.count
    let heads =
      file.present("num_attention_heads") == nil ? "attention_head_dim" : "num_attention_heads"
    attentionHeads = try file.integerOrList(heads, default: 8, count: count, in: Self.sizes)
    crossAttentionDim = try file.integerOrList(
      "cross_attention_dim", default: 1280, count: count, in: Self.sizes)
    transformerLayersPerBlock = try file.integerOrList(
      "transformer_layers_per_block", default: 1, count: count, in: 1...64)
    useLinearProjection = try file.bool("use_linear_projection", default: false)
  }

  private mutating func readEmbeddings(_ file: ConfigFile) throws(InferenceError) {
    flipSinToCos = try file.bool("flip_sin_to_cos", default: true)
    freqShift = Float(try file.number("freq_shift", default: 0, in: 0...1))
    classEmbeddingsConcat = try file.bool("class_embeddings_concat", default: false)
    let key = "projection_class_embeddings_input_dim"
    let length = try file.optionalInteger(key, in: Self.sizes)
    guard file.present("class_embed_type") != nil else { return }
    guard let length else {
      throw file.mismatch(key, .null, "the length of the class vector, as class_embed_type says,")
    }
    classEmbeddingInputDim = length
  }

  private mutating func readSampleSize(_ file: ConfigFile) throws(InferenceError) {
    if case .array = file.value("sample_size") {
      sampleSize = try file.integers("sample_size", in: Self.sizes)?.max()
    } else {
      sampleSize = try file.optionalInteger("sample_size", in: Self.sizes)
    }
  }

  private func checkDivisibility(_ file: ConfigFile) throws(InferenceError) {
    for (index, channels) in blockOutChannels.enumerated() {
      guard channels.isMultiple(of: normNumGroups) else {
        throw file.mismatch(
          "norm_num_groups", .integer(normNumGroups), "a divisor of the \(channels) channels")
      }
      let mirrored = upBlocks[upBlocks.count - 1 - index]
      let isMiddle = midBlock == .crossAttention && index == blockOutChannels.count - 1
      guard downBlocks[index] == .crossAttention || mirrored == .crossAttention || isMiddle,
        !channels.isMultiple(of: attentionHeads[index])
      else { continue }
      throw file.mismatch(
        "attention_head_dim", .integer(attentionHeads[index]),
        "a number of heads that divides the \(channels) channels")
    }
  }
}
