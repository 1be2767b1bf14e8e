internal import Foundation

/// What a checkpoint's files say about it; families are told apart by this alone.
public struct ModelStructure: Sendable {
  /// The UNet's config.
  public var unet: UNetConfig
  /// The autoencoder's config.
  public var vae: AutoencoderKLConfig
  /// The scheduler's config.
  public var scheduler: SchedulerConfig
  /// The pipeline's own fields.
  public var index: ModelIndex
  /// The repository's or folder's name; it only helps to tell depth from normals where nothing else does.
  public var name: String

  /// The structure from its parts.
  public init(
    unet: UNetConfig, vae: AutoencoderKLConfig, scheduler: SchedulerConfig, index: ModelIndex,
    name: String = ""
  ) {
    self.unet = unet
    self.vae = vae
    self.scheduler = scheduler
    self.index = index
    self.name = name
  }
}

extension ModelStructure {
  /// The structure of a diffusers folder.
  ///
  /// - Throws: what is wrong with its configs.
  public init(_ folder: ModelFolder) throws(InferenceError) {
    self.init(
      unet: try folder.unetConfig(), vae: try folder.vaeConfig(),
      scheduler: try folder.schedulerConfig(), index: folder.modelIndex,
      name: Self.name(of: folder.path))
  }

  /// A folder's own name, or the repository's for a snapshot in the Hub's cache.
  private static func name(of path: String) -> String {
    let parts = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
    if parts.count >= 3, parts[parts.count - 2] == "snapshots" { return parts[parts.count - 3] }
    return parts.last ?? ""
  }

  /// What the checkpoint predicts, as far as its files tell.
  ///
  /// Lotus' and E2E-FT's checkpoints for depth and for normals have the same structure and no key that
  /// tells them apart; there the name of the repository decides.
  var quantity: Quantity {
    switch index.predictionType {
    case "normals": return .normals
    case "disparity": return .disparity
    case .some: return .depth
    case nil: break
    }
    let words = (index.className ?? "") + " " + name
    if index.useFullZRange != nil || words.localizedCaseInsensitiveContains("normal"),
      index.className != GeoWizard.pipeline
    {
      return .normals
    }
    return name.localizedCaseInsensitiveContains("disparity") ? .disparity : .depth
  }

  /// The channels and class values in words, for refusals.
  var summary: String {
    let classes = unet.classEmbeddingInputDim.map { "\($0)" } ?? "no"
    return "a UNet of \(unet.inChannels) to \(unet.outChannels) channels with \(classes) class "
      + "values, latents of \(vae.latentChannels) channels"
  }

  /// Why the channels or class values are not those named; nil where they are.
  func misfit(input: Int, output: Int, classes: Int?) -> String? {
    guard
      unet.inChannels == input, unet.outChannels == output, unet.classEmbeddingInputDim == classes
    else {
      let values = classes.map { "\($0)" } ?? "no"
      return "it needs a UNet of \(input) to \(output) channels with \(values) class values"
    }
    return nil
  }
}
