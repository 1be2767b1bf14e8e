/// Which knobs of `RunSettings` a family has.
public struct Controls: Sendable, Hashable {
  /// The knobs that can be missing.
  public enum Knob: String, Sendable, Hashable, CaseIterable {
    /// Scheduler, spacing and number of steps.
    case steps, scheduler, spacing
    /// Initial latents and their seed.
    case noise, seed
    /// Lotus' task switcher.
    case task
    /// The prediction type.
    case predictionType
    /// DDIM's η, and where its step leads.
    case eta, consistentPrevious
    /// Rescaling to zero terminal SNR.
    case zeroSNR
  }

  /// Why a knob is not there; knobs that are not listed can be used.
  public var missing: [Knob: String]

  /// Controls without the listed knobs.
  public init(missing: [Knob: String] = [:]) {
    self.missing = missing
  }
}

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

  /// The structure from its parts.
  public init(
    unet: UNetConfig, vae: AutoencoderKLConfig, scheduler: SchedulerConfig, index: ModelIndex
  ) {
    self.unet = unet
    self.vae = vae
    self.scheduler = scheduler
    self.index = index
  }
}

extension ModelStructure {
  /// The structure of a diffusers folder.
  ///
  /// - Throws: what is wrong with its configs.
  public init(_ folder: ModelFolder) throws(InferenceError) {
    self.init(
      unet: try folder.unetConfig(), vae: try folder.vaeConfig(),
      scheduler: try folder.schedulerConfig(), index: folder.modelIndex)
  }
}

/// One paper's way of using the networks: conditioning, channel order, defaults and post-processing.
public protocol ModelFamily: Sendable {
  /// The family's name in files and on the command line.
  static var id: String { get }
  /// The family's name on the screen.
  static var title: String { get }
  /// Whether a checkpoint of this structure belongs to the family.
  static func matches(_ structure: ModelStructure) -> Bool
  /// The family for a checkpoint that matches.
  init(_ structure: ModelStructure)
  /// What it predicts.
  var quantity: Quantity { get }
  /// The settings its authors use.
  var defaults: RunSettings { get }
  /// Which knobs exist.
  var controls: Controls { get }
  /// What the axes of predicted normals mean, for legends; nil for depth.
  var axes: String? { get }
  /// The class vector `[1, K]` of the UNet, for families with a class embedding.
  func classLabels(_ settings: RunSettings) -> Tensor?
  /// The UNet's input from x_t and the image latents, both `[1, 4, h, w]`.
  ///
  /// The order of the channels lives here and nowhere else.
  func unetInput(sample: Tensor, image: Tensor) throws(InferenceError) -> Tensor
  /// What the settings make the family predict.
  func quantity(_ settings: RunSettings) -> Quantity
  /// The values of a decoded picture `[1, 3, H, W]`, at its size: depth and disparity `[H, W]`,
  /// normals and images `[H, W, 3]`.
  func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor
  /// What is done after the values were brought to the picture's size.
  func finished(_ values: Tensor, _ quantity: Quantity) -> Tensor
}

extension ModelFamily {
  /// No axes.
  public var axes: String? { nil }
  /// No class embedding.
  public func classLabels(_ settings: RunSettings) -> Tensor? { nil }
  /// The one quantity.
  public func quantity(_ settings: RunSettings) -> Quantity { quantity }
  /// Nothing more.
  public func finished(_ values: Tensor, _ quantity: Quantity) -> Tensor { values }
  /// Image latents first, then x_t: `[1, 8, h, w]`.
  public func unetInput(sample: Tensor, image: Tensor) throws(InferenceError) -> Tensor {
    guard sample.shape == image.shape else {
      throw .shapeMismatch(what: "The sample", expected: image.shape, found: sample.shape)
    }
    var shape = image.shape
    shape[1] *= 2
    return try Tensor(image.scalars + sample.scalars, shape: shape)
  }
}
