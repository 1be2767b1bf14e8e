/// Marigold (Ke and others 2023): Stable Diffusion fine-tuned to denoise a depth or normal map beside the
/// picture's latents; post-processing as in diffusers' `MarigoldDepthPipeline` and
/// `MarigoldNormalsPipeline`.
public struct Marigold: ModelFamily {
  /// `marigold`.
  public static let id = "marigold"
  /// `Marigold`.
  public static let title = "Marigold"

  /// Depth or normals.
  public let quantity: Quantity
  /// The checkpoint's own steps, spacing and resolution; gaussian noise.
  public let defaults: RunSettings
  private let usesFullZRange: Bool

  /// Eight channels in, four out and no class embedding.
  public static func matches(_ structure: ModelStructure) -> Bool {
    structure.unet.inChannels == 2 * structure.unet.outChannels
      && structure.unet.outChannels == structure.vae.latentChannels
      && structure.unet.classEmbeddingInputDim == nil
  }

  /// The family for a checkpoint that matches.
  public init(_ structure: ModelStructure) {
    quantity = Self.quantity(of: structure.index)
    usesFullZRange = structure.index.useFullZRange ?? true
    var defaults = RunSettings(structure)
    defaults.steps = structure.index.defaultDenoisingSteps ?? 10
    self.defaults = defaults
  }

  /// Everything but the task switcher.
  public var controls: Controls {
    Controls(missing: [.task: "only Lotus models have a task switcher"])
  }

  /// Marigold's normals are those of Hypersim's camera.
  public var axes: String? { quantity == .normals ? "X right, Y up, Z to the viewer" : nil }

  /// Normals where the pipeline says so, depth otherwise.
  static func quantity(of index: ModelIndex) -> Quantity {
    switch index.predictionType {
    case "normals": .normals
    case "disparity": .disparity
    case nil where index.className?.contains("Normals") == true || index.useFullZRange != nil:
      .normals
    default: .depth
    }
  }

  /// Depth in 0…1 as it is; normals clipped and brought to unit length.
  public func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor {
    guard quantity == .normals else {
      return PostProcessing.unitRange(PostProcessing.channelMean(decoded))
    }
    var vectors = PostProcessing.interleaved(decoded).map { min(max($0, -1), 1) }
    if !usesFullZRange {
      for index in stride(from: 2, to: vectors.count, by: 3) {
        vectors.scalars[index] = vectors.scalars[index] * 0.5 + 0.5
      }
    }
    return Self.unitLength(vectors)
  }

  /// Normals are brought to unit length again.
  public func finished(_ values: Tensor, _ quantity: Quantity) -> Tensor {
    quantity == .normals ? Self.unitLength(values) : values
  }

  private static func unitLength(_ vectors: Tensor) -> Tensor {
    PostProcessing.normalised(vectors) { max($0, 1e-6) }
  }
}

extension RunSettings {
  /// What a checkpoint itself says: scheduler, prediction type and resolution.
  init(_ structure: ModelStructure) {
    self.init(structure.scheduler)
    processingResolution = structure.index.defaultProcessingResolution ?? 768
  }
}
