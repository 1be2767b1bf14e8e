internal import Foundation

/// What GeoWizard and its end-to-end fine-tuning share: depth and normals of one picture as a batch of
/// two, which see each other in every self-attention, start from one noise and differ in their class
/// vectors.
///
/// Version 1 shows the picture itself to cross-attention, through an image encoder, and has the kind of
/// scene in its class vector of ten; version 2 has it in the prompt and a class vector of four.
public protocol GeoWizardNetworks: ModelFamily {
  /// Whether the picture goes through an image encoder (version 1).
  var seesPicture: Bool { get }
}

extension GeoWizardNetworks {
  /// Depth.
  public var quantity: Quantity { .depth }
  /// Everything but the task switcher.
  public var controls: Controls { Controls(missing: [.task: Controls.noTask]) }
  /// After the decoder's vectors were turned around.
  public var axes: String? { "X left, Y up, Z to the viewer" }
  /// Two.
  public var batch: Int { 2 }
  /// Pillow's bicubic there and, for depth, back; normals repeat the nearest vector.
  public var authorsResize: AuthorsResize {
    var resize = AuthorsResize()
    resize.forth = .pillow(.bicubic)
    resize.back = .pillow(.bicubic)
    resize.backOfNormals = .torch(.nearest)
    return resize
  }
  /// Yes; the weights do not tell.
  public var jointAttention: Bool { true }

  /// Depth, then normals.
  public func modalities(_ settings: RunSettings) -> [Modality] {
    [Modality(.depth), Modality(.normals, image: 1)]
  }

  /// The picture in version 1, "indoor geometry" and the like in version 2.
  public var prompting: Prompting { seesPicture ? .picture : .domain(suffix: " geometry") }

  /// [sin g, cos g] of g = [0, 1] for depth and [1, 0] for normals, in version 1 followed by
  /// [sin d, cos d] of the kind of scene: `[2, 10]` or `[2, 4]`.
  public func classLabels(_ settings: RunSettings) -> Tensor? {
    var kind = [Float](repeating: 0, count: Domain.allCases.count)
    if let place = Domain.allCases.firstIndex(of: settings.domain) { kind[place] = 1 }
    let scene = seesPicture ? Self.waves(kind) : []
    let rows = Self.waves([0, 1]) + scene + Self.waves([1, 0]) + scene
    return try? Tensor(rows, shape: [2, rows.count / 2])
  }

  private static func waves(_ label: [Float]) -> [Float] {
    label.map { sin($0) } + label.map { cos($0) }
  }

  /// Depth stretched to 0…1; normals brought to unit length and turned around.
  public func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor {
    guard quantity == .normals else {
      return PostProcessing.minMax(
        PostProcessing.unitRange(PostProcessing.channelMean(decoded)))
    }
    return PostProcessing.unitLength(PostProcessing.interleaved(decoded)).map { -$0 }
  }

  /// Clipped: to 0…1, normals to −1…1.
  public func finished(_ values: Tensor, _ quantity: Quantity, _ rule: ResizeRule) -> Tensor {
    quantity == .normals
      ? values.map { min(max($0, -1), 1) } : values.map { min(max($0, 0), 1) }
  }
}

/// GeoWizard (Fu and others 2024), version 1 and 2.
public struct GeoWizard: GeoWizardNetworks {
  /// `geowizard`.
  public static let id = "geowizard"
  /// `GeoWizard`.
  public static let title = "GeoWizard"
  /// The class that the authors' index names.
  static let pipeline = "DepthNormalEstimationPipeline"

  /// The checkpoint's own scheduler, spacing and resolution; ten steps from gaussian noise.
  public let defaults: RunSettings
  /// Whether the picture goes through an image encoder (version 1).
  public let seesPicture: Bool

  /// A class vector of ten (version 1) or four (version 2), eight channels in and four out.
  public static func misfit(_ structure: ModelStructure) -> String? {
    let channels = structure.vae.latentChannels
    let fits = [10, 4].contains {
      structure.misfit(input: 2 * channels, output: channels, classes: $0) == nil
    }
    return fits
      ? nil : "it needs a UNet of \(2 * channels) to \(channels) channels with 10 or 4 class values"
  }

  /// Version 1 by its class vector; version 2, which Lotus-G resembles, by its velocity prediction.
  public static func claims(_ structure: ModelStructure) -> Bool {
    if structure.unet.classEmbeddingInputDim == 10 { return true }
    let name = structure.index.className ?? ""
    return name == pipeline
      || structure.scheduler.predictionType == .vPrediction && !name.hasPrefix("Lotus")
        && !name.hasPrefix("Direct")
  }

  /// The family for a checkpoint that fits.
  public init(_ structure: ModelStructure) {
    seesPicture = structure.unet.classEmbeddingInputDim == 10
    var defaults = RunSettings(structure)
    defaults.steps = structure.index.defaultDenoisingSteps ?? 10
    self.defaults = defaults
  }
}
