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
  /// The checkpoint's own scheduler, steps, spacing and resolution; gaussian noise.
  public let defaults: RunSettings
  private let usesFullZRange: Bool

  /// Eight channels in, four out and no class embedding.
  public static func misfit(_ structure: ModelStructure) -> String? {
    let channels = structure.vae.latentChannels
    return structure.misfit(input: 2 * channels, output: channels, classes: nil)
  }

  /// The family for a checkpoint that fits.
  public init(_ structure: ModelStructure) {
    quantity = structure.quantity
    usesFullZRange = structure.index.useFullZRange ?? true
    var defaults = RunSettings(structure)
    let isDistilled = structure.scheduler.className == "LCMScheduler"
    defaults.steps = structure.index.defaultDenoisingSteps ?? (isDistilled ? 1 : 10)
    self.defaults = defaults
  }

  /// Everything but the task switcher and the kind of scene.
  public var controls: Controls { .plain() }

  /// Marigold's normals are those of Hypersim's camera.
  public var axes: String? { quantity == .normals ? "X right, Y up, Z to the viewer" : nil }

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

  /// Normals are brought to unit length again by diffusers, and only clipped by the authors.
  public func finished(_ values: Tensor, _ quantity: Quantity, _ rule: ResizeRule) -> Tensor {
    guard quantity == .normals else { return values }
    return rule == .original ? values.map { min(max($0, -1), 1) } : Self.unitLength(values)
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
