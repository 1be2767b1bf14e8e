/// E2E-FT (Martin Garcia and others 2024): Marigold fine-tuned end to end for one step at t = T from zeros.
///
/// Differs from Marigold in its defaults (one step, zeros, the last x̂0) and in that depth is stretched
/// to 0…1 in every picture, as the authors' code does.
public struct E2EFineTuned: ModelFamily {
  /// `e2e-ft`.
  public static let id = "e2e-ft"
  /// `E2E-FT`.
  public static let title = "E2E-FT"

  /// Depth or normals.
  public let quantity: Quantity
  /// One step, trailing, zeros, the last x̂0.
  public let defaults: RunSettings
  /// Whether the checkpoint is one of the authors', whose normals have X to the left.
  private let isAuthors: Bool

  /// Marigold's structure.
  public static func misfit(_ structure: ModelStructure) -> String? { Marigold.misfit(structure) }

  /// Trailing spacing, and one step as the default.
  ///
  /// The authors' checkpoints name no pipeline of their own (`StableDiffusionPipeline`).
  public static func claims(_ structure: ModelStructure) -> Bool {
    structure.scheduler.timestepSpacing == .trailing
      && structure.scheduler.className == "DDIMScheduler"
      && (structure.index.defaultDenoisingSteps == 1
        || structure.index.className == "StableDiffusionPipeline")
  }

  /// The family for a checkpoint that fits.
  public init(_ structure: ModelStructure) {
    quantity = structure.quantity
    isAuthors = structure.index.className == "StableDiffusionPipeline"
    defaults = RunSettings(structure).endToEnd
  }

  /// Everything but the task switcher and the kind of scene.
  public var controls: Controls { .plain() }

  /// The authors' normals are mirrored against Marigold's.
  public var axes: String? {
    guard quantity == .normals else { return nil }
    return isAuthors ? "X left, Y up, Z to the viewer" : "X right, Y up, Z to the viewer"
  }

  /// Depth stretched to 0…1; normals brought to unit length, clipped before where the checkpoint is for
  /// diffusers' pipeline, which does that.
  public func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor {
    guard quantity == .normals else {
      return PostProcessing.minMax(
        PostProcessing.unitRange(PostProcessing.channelMean(decoded)))
    }
    let vectors = PostProcessing.interleaved(decoded)
    guard isAuthors else { return PostProcessing.unitLength(vectors.map { min(max($0, -1), 1) }) }
    return PostProcessing.unitLength(PostProcessing.unitLength(vectors))
  }

  /// Normals are clipped, or brought to unit length again as in diffusers' pipeline.
  public func finished(_ values: Tensor, _ quantity: Quantity, _ rule: ResizeRule) -> Tensor {
    guard quantity == .normals else { return values }
    return isAuthors || rule == .original
      ? values.map { min(max($0, -1), 1) } : PostProcessing.unitLength(values)
  }

  /// More than the one step of the training.
  public func note(_ settings: RunSettings) -> String? { Self.note(settings) }

  static func note(_ settings: RunSettings) -> String? {
    settings.steps > 1 ? "E2E-FT is trained for one step; more are not the authors' use" : nil
  }
}

extension RunSettings {
  /// One trailing step from zeros whose x̂0 is the result.
  var endToEnd: RunSettings {
    var settings = self
    settings.steps = 1
    settings.timestepSpacing = .trailing
    settings.noise = .zeros
    settings.finalSample = .predOriginalSample
    return settings
  }
}
