internal import Testing

@testable internal import Inference

/// Configs of networks: defaults, what is refused and by which sentence.
@Suite struct ConfigTests {
  static func file(_ text: String, _ path: String = "unet/config.json") throws -> ConfigFile {
    try ConfigFile(bytes: Array(text.utf8), path: path)
  }

  static func unet(_ members: String) throws -> UNetConfig { try UNetConfig(file("{\(members)}")) }
  static func vae(_ members: String) throws -> AutoencoderKLConfig {
    try AutoencoderKLConfig(file("{\(members)}"))
  }

  @Test func missingKeysHaveTheClassesDefaults() throws {
    let unet = try Self.unet("")
    #expect(unet.blockOutChannels == [320, 640, 1280, 1280])
    #expect(unet.attentionHeads == [8, 8, 8, 8])
    #expect(unet.crossAttentionDim == [1280, 1280, 1280, 1280])
    #expect(unet.layersPerBlock == [2, 2, 2, 2])
    #expect(unet.transformerLayersPerBlock == [1, 1, 1, 1])
    #expect(!unet.useLinearProjection && unet.flipSinToCos && unet.classEmbeddingInputDim == nil)
    #expect(unet.normEps == 1e-5 && unet.midBlock == .crossAttention && unet.sampleSize == nil)
    let vae = try Self.vae("")
    #expect(vae.blockOutChannels == [64] && vae.layersPerBlock == 1)
    #expect(vae.scalingFactor == 0.18215 && vae.shiftFactor == nil && vae.normNumGroups == 32)
    let text = try CLIPTextConfig(Self.file("{}"))
    #expect(text.hiddenSize == 512 && text.layers == 12 && text.activation == .quickGELU)
  }

  @Test func stableDiffusion2sConfigIsRead() throws {
    let unet = try Self.unet(
      #"""
      "in_channels": 8, "attention_head_dim": [5, 10, 20, 20], "cross_attention_dim": 1024,
      "use_linear_projection": true, "sample_size": 96, "_name_or_path": "x",
      "only_cross_attention": [false, false], "resnet_out_scale_factor": 1.0, "upcast_attention": true
      """#)
    var expected = UNetConfig()
    expected.inChannels = 8
    expected.useLinearProjection = true
    expected.sampleSize = 96
    #expect(unet == expected)
  }

  @Test func numbersAndListsMeanTheSame() throws {
    let blocks =
      #""block_out_channels":[32,64],"down_block_types":["CrossAttnDownBlock2D","#
      + #""DownBlock2D"],"up_block_types":["UpBlock2D","CrossAttnUpBlock2D"],"norm_num_groups":8,"#
    let one = try Self.unet(
      blocks + #""attention_head_dim":4,"layers_per_block":3,"cross_attention_dim":16,"#
        + #""transformer_layers_per_block":2"#)
    let list = try Self.unet(
      blocks + #""num_attention_heads":[4,4],"attention_head_dim":7,"layers_per_block":[3,3],"#
        + #""cross_attention_dim":[16,16],"transformer_layers_per_block":[2,2]"#)
    #expect(one == list)
    #expect(one.attentionHeads == [4, 4] && one.layersPerBlock == [3, 3])
    #expect(one.downBlocks == [.crossAttention, .plain])
    #expect(one.upBlocks == [.plain, .crossAttention])
  }

  @Test func aModelCanHaveNoMiddleBlock() throws {
    #expect(try Self.unet(#""mid_block_type":null"#).midBlock == nil)
  }

  @Test(arguments: [
    (#""in_channels":"8""#, "in_channels is the string \"8\" where a whole number from 1 to 65536"),
    (#""in_channels":4.0"#, "in_channels is the number 4.0 where a whole number"),
    (#""in_channels":0"#, "in_channels is the number 0 where"),
    (#""in_channels":null"#, "in_channels is null where"),
    (#""in_channels":99999999999"#, "in_channels is the number 99999999999 where"),
    (#""norm_eps":"x""#, "norm_eps is the string \"x\" where a number"),
    (#""norm_eps":NaN"#, "norm_eps is the number nan where a number"),
    (#""flip_sin_to_cos":1"#, "flip_sin_to_cos is the number 1 where true or false"),
    (#""block_out_channels":[]"#, "block_out_channels is a list of 0 where a list of 1 to 16"),
    (#""block_out_channels":320"#, "block_out_channels is the number 320 where a list"),
    (#""block_out_channels":[32,"64"]"#, "block_out_channels is the string \"64\" where"),
    (
      #""block_out_channels":[32,64]"#,
      "down_block_types has 4 blocks where block_out_channels has 2"
    ),
    (#""layers_per_block":[2,2,2]"#, "layers_per_block is a list of 3 where one whole number or a"),
    (#""attention_head_dim":[5,10,20]"#, "attention_head_dim is a list of 3 where"),
    (#""attention_head_dim":[5,10,20,"x"]"#, "attention_head_dim is the string \"x\" where"),
    (#""attention_head_dim":7"#, "attention_head_dim is the number 7 where a number of heads that"),
    (#""cross_attention_dim":[1,2]"#, "cross_attention_dim is a list of 2 where"),
    (#""transformer_layers_per_block":[1,[1],1,1]"#, "transformer_layers_per_block is a list of 1"),
    (#""norm_num_groups":33"#, "norm_num_groups is the number 33 where a divisor of the 320"),
    (#""class_embed_type":"projection""#, "projection_class_embeddings_input_dim is null where"),
    (#""down_block_types":["DownBlock2D",1]"#, "down_block_types is the number 1 where a string"),
    (#""in_channels":8,"in_channels":4"#, "in_channels stands twice"),
  ])
  func wrongValuesAreNamedWithFileKeyFoundAndExpected(_ members: String, _ words: String) {
    let error = #expect(throws: InferenceError.self) { try Self.unet(members) }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("unet/config.json is damaged: \(words)"), "\(text)")
  }

  @Test(arguments: [
    ("act_fn", #""mish""#), ("resnet_time_scale_shift", #""scale_shift""#),
    ("dual_cross_attention", "true"), ("encoder_hid_dim", "768"),
    ("encoder_hid_dim_type", #""text_proj""#), ("addition_embed_type", #""text_time""#),
    ("class_embed_type", #""timestep""#), ("num_class_embeds", "10"),
    ("mid_block_type", #""UNetMidBlock2DSimpleCrossAttn""#),
    ("time_embedding_type", #""fourier""#), ("time_embedding_dim", "512"),
    ("time_embedding_act_fn", #""silu""#), ("timestep_post_act", #""silu""#),
    ("time_cond_proj_dim", "256"), ("conv_in_kernel", "1"), ("conv_out_kernel", "5"),
    ("cross_attention_norm", #""layer_norm""#), ("attention_type", #""gated""#),
    ("only_cross_attention", "true"), ("only_cross_attention", "[true,false,false,false]"),
    ("mid_block_only_cross_attention", "true"), ("resnet_skip_time_act", "true"),
    ("resnet_out_scale_factor", "0.7"), ("reverse_transformer_layers_per_block", "[[1]]"),
    ("_class_name", #""UNet2DModel""#), ("act_fn", "7"),
  ])
  func whatIsNotBuiltIsRefusedByName(_ key: String, _ value: String) {
    let error = #expect(throws: InferenceError.self) { try Self.unet("\"\(key)\":\(value)") }
    guard case .unsupported(let what, _, let supported) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(what == "\(key) in unet/config.json")
    #expect(!supported.isEmpty)
  }

  @Test(arguments: ["down_block_types", "up_block_types"])
  func unknownBlocksAreRefusedByName(_ key: String) {
    let error = #expect(throws: InferenceError.self) {
      try Self.unet(#""\#(key)":["DownBlock2D","SkipBlock2D","X","Y"]"#)
    }
    #expect(error?.description.contains("Block2D") == true)
    #expect(error?.description.contains(key) == true)
  }

  @Test(arguments: [
    (#""act_fn":"relu""#, "act_fn"), (#""_class_name":"AutoencoderTiny""#, "AutoencoderTiny"),
    (#""latents_mean":[0,0,0,0]"#, "latents_mean"),
    (#""down_block_types":["AttnDownEncoderBlock2D"]"#, "AttnDownEncoderBlock2D"),
    (#""block_out_channels":[64,64]"#, "down_block_types has 1 blocks where"),
    (#""block_out_channels":[48]"#, "norm_num_groups is the number 32 where a divisor of the 48"),
    (#""scaling_factor":0"#, "scaling_factor is the number 0"),
    (#""scaling_factor":Infinity"#, "scaling_factor is the number inf"),
  ])
  func autoencodersHaveTheSameRules(_ members: String, _ words: String) {
    let error = #expect(throws: InferenceError.self) { try Self.vae(members) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    (#"{"hidden_act":"relu"}"#, "hidden_act"),
    (#"{"num_attention_heads":7}"#, "num_attention_heads"),
    (#"{"model_type":"t5"}"#, "model_type"), (#"{"vocab_size":-1}"#, "vocab_size"),
  ])
  func textEncodersHaveTheSameRules(_ text: String, _ words: String) {
    let error = #expect(throws: InferenceError.self) {
      try CLIPTextConfig(Self.file(text, "text_encoder/config.json"))
    }
    #expect(
      error?.description.contains("\(words) in text_encoder/config.json") == true
        || error?.description.contains("damaged: \(words)") == true)
  }

  @Test(arguments: ["", "[]", "{", "{}x", "1", "\u{FEFF}{}", "{\"a\":01}"])
  func textThatIsNoObjectIsDamage(_ text: String) {
    let error = #expect(throws: InferenceError.self) { try Self.file(text) }
    #expect(error?.description.hasPrefix("unet/config.json is damaged:") == true)
  }
}
