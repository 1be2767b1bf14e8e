/// A diffusers `UNet2DConditionModel` config, reduced to what decides the structure.
public struct UNetConfig: Sendable, Hashable {
  /// One resolution of the encoder or decoder half.
  public enum BlockKind: String, Sendable, Hashable {
    /// Residual blocks with transformers between.
    case crossAttention
    /// Residual blocks only.
    case plain
  }

  /// Channels of the input: image latents and noisy latents together.
  public var inChannels = 4
  /// Channels of the output.
  public var outChannels = 4
  /// Channels of each resolution.
  public var blockOutChannels = [320, 640, 1280, 1280]
  /// `down_block_types`.
  public var downBlocks: [BlockKind] = [.crossAttention, .crossAttention, .crossAttention, .plain]
  /// `up_block_types`.
  public var upBlocks: [BlockKind] = [.plain, .crossAttention, .crossAttention, .crossAttention]
  /// Whether there is a middle block with a transformer (`UNetMidBlock2DCrossAttn`); nil for no
  /// middle block at all.
  public var midBlock: BlockKind? = .crossAttention
  /// Residual blocks of each encoder resolution (the decoder has one more).
  public var layersPerBlock = [2, 2, 2, 2]
  /// Transformer blocks in each transformer, by resolution.
  public var transformerLayersPerBlock = [1, 1, 1, 1]
  /// Attention heads by resolution: diffusers' `num_attention_heads`, or `attention_head_dim`,
  /// which despite its name holds the number of heads.
  public var attentionHeads = [5, 10, 20, 20]
  /// D of the conditioning, by resolution.
  public var crossAttentionDim = [1024, 1024, 1024, 1024]
  /// Whether the transformers' projections are linear layers instead of 1×1 convolutions.
  public var useLinearProjection = false
  /// Groups of every group normalisation.
  public var normNumGroups = 32
  /// ε of the residual blocks' group normalisation.
  public var normEps: Float = 1e-5
  /// Whether the time embedding is [cos, sin] instead of [sin, cos].
  public var flipSinToCos = true
  /// Shift of the time embedding's frequencies.
  public var freqShift: Float = 0
  /// Padding of the downsamplers.
  public var downsamplePadding = 1
  /// Length of the class vector of `class_embed_type: projection`; nil without class embedding.
  public var classEmbeddingInputDim: Int?
  /// Whether the class embedding is concatenated to the time embedding instead of added.
  public var classEmbeddingsConcat = false
  /// Divisor after the middle block's residual additions.
  public var midBlockScaleFactor: Float = 1
  /// Whether the input is mapped from 0…1 to −1…1 first.
  public var centerInputSample = false
  /// Latent edge of the training, for information.
  public var sampleSize: Int?

  /// Stable Diffusion 2's shape.
  public init() {}
}

/// A diffusers `AutoencoderKL` config.
public struct AutoencoderKLConfig: Sendable, Hashable {
  /// Channels of the picture.
  public var inChannels = 3
  /// Channels of the reconstruction.
  public var outChannels = 3
  /// Channels of the latents.
  public var latentChannels = 4
  /// Channels of each resolution.
  public var blockOutChannels = [128, 256, 512, 512]
  /// Residual blocks of each encoder resolution (the decoder has one more).
  public var layersPerBlock = 2
  /// Groups of every group normalisation.
  public var normNumGroups = 32
  /// Latents are multiplied by this after encoding and divided by it before decoding.
  public var scalingFactor: Float = 0.18215
  /// Added with the scaling; nil in Stable Diffusion 2.
  public var shiftFactor: Float?
  /// Whether the middle block has attention.
  public var midBlockAddAttention = true
  /// Whether the 1×1 convolution on the moments is there.
  public var useQuantConv = true
  /// Whether the 1×1 convolution on the latents is there.
  public var usePostQuantConv = true

  /// Stable Diffusion 2's shape.
  public init() {}

  /// Picture pixels per latent pixel along an edge.
  public var factor: Int { 1 << (blockOutChannels.count - 1) }
}

/// The activation of a CLIP encoder's MLPs.
public enum CLIPActivation: String, Sendable, Hashable, CaseIterable {
  /// Exact GELU.
  case gelu
  /// x · σ(1.702 x).
  case quickGELU = "quick_gelu"
}

/// A transformers `CLIPTextConfig`.
public struct CLIPTextConfig: Sendable, Hashable {
  /// D.
  public var hiddenSize = 1024
  /// Transformer blocks.
  public var layers = 23
  /// Attention heads.
  public var heads = 16
  /// Width of the MLP.
  public var intermediateSize = 4096
  /// The MLP's activation.
  public var activation = CLIPActivation.gelu
  /// ε of the layer normalisations.
  public var layerNormEps: Float = 1e-5
  /// Tokens known.
  public var vocabularySize = 49408
  /// Longest prompt.
  public var maxPositions = 77

  /// Stable Diffusion 2's text encoder.
  public init() {}
}

/// A transformers `CLIPVisionConfig`.
public struct CLIPVisionConfig: Sendable, Hashable {
  /// D.
  public var hiddenSize = 1024
  /// Transformer blocks.
  public var layers = 24
  /// Attention heads.
  public var heads = 16
  /// Width of the MLP.
  public var intermediateSize = 4096
  /// The MLP's activation.
  public var activation = CLIPActivation.quickGELU
  /// ε of the layer normalisations.
  public var layerNormEps: Float = 1e-5
  /// Channels of the picture.
  public var channels = 3
  /// Edge of the square picture.
  public var imageSize = 224
  /// Edge of a square patch.
  public var patchSize = 14
  /// Length of the embedding.
  public var projectionDim = 768

  /// ViT-L/14, GeoWizard's image encoder.
  public init() {}

  /// Tokens of a picture: its patches and the class token.
  public var tokens: Int { (imageSize / patchSize) * (imageSize / patchSize) + 1 }
}
