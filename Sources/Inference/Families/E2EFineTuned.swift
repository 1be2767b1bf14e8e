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

  /// Marigold's structure with trailing spacing and one step as the default.
  ///
  /// The authors' checkpoints name no pipeline of their own (`StableDiffusionPipeline`).
  public static func matches(_ structure: ModelStructure) -> Bool {
    Marigold.matches(structure) && structure.scheduler.timestepSpacing == .trailing
      && structure.scheduler.className == "DDIMScheduler"
      && (structure.index.defaultDenoisingSteps == 1
        || structure.index.className == "StableDiffusionPipeline")
  }

  /// The family for a checkpoint that matches.
  public init(_ structure: ModelStructure) {
    quantity = Marigold.quantity(of: structure.index)
    isAuthors = structure.index.className == "StableDiffusionPipeline"
    var defaults = RunSettings(structure)
    defaults.steps = 1
    defaults.noise = .zeros
    defaults.finalSample = .predOriginalSample
    self.defaults = defaults
  }

  /// Everything but the task switcher.
  public var controls: Controls {
    Controls(missing: [.task: "only Lotus models have a task switcher"])
  }

  /// The authors' normals are mirrored against Marigold's.
  public var axes: String? {
    guard quantity == .normals else { return nil }
    return isAuthors ? "X left, Y up, Z to the viewer" : "X right, Y up, Z to the viewer"
  }

  /// Depth stretched to 0…1; normals clipped, as diffusers' pipeline does, and brought to unit length.
  public func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor {
    guard quantity == .normals else {
      return PostProcessing.minMax(
        PostProcessing.unitRange(PostProcessing.channelMean(decoded)))
    }
    return Self.unitLength(PostProcessing.interleaved(decoded).map { min(max($0, -1), 1) })
  }

  /// Normals are brought to unit length again.
  public func finished(_ values: Tensor, _ quantity: Quantity) -> Tensor {
    quantity == .normals ? Self.unitLength(values) : values
  }

  private static func unitLength(_ vectors: Tensor) -> Tensor {
    PostProcessing.normalised(vectors) { $0 + 1e-5 }
  }
}
