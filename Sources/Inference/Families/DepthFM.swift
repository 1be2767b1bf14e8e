internal import Foundation

/// DepthFM (Gui and others 2024): a flow that leads from the picture's own latents, slightly noised, to
/// those of its depth.
///
/// A checkpoint is the folder that `scripts/convert_depthfm.py` writes from the authors' file; its index
/// says `noising_step`.
public struct DepthFM: ModelFamily {
  /// `depthfm`.
  public static let id = "depthfm"
  /// `DepthFM`.
  public static let title = "DepthFM"
  /// The pipeline's class that `scripts/convert_depthfm.py` writes.
  static let pipeline = "DepthFMPipeline"

  /// Depth, affine in its logarithm before it is stretched.
  public let quantity = Quantity.depth
  /// Two Euler steps along the flow at the picture's own size.
  public let defaults: RunSettings
  private let noisingStep: Int

  /// Marigold's channels and the noising step.
  public static func misfit(_ structure: ModelStructure) -> String? {
    guard structure.index.noisingStep != nil else {
      return "it needs noising_step in model_index.json, which scripts/convert_depthfm.py writes"
    }
    return Marigold.misfit(structure)
  }

  /// The family for a checkpoint that fits.
  public init(_ structure: ModelStructure) {
    noisingStep = structure.index.noisingStep ?? 0
    var defaults = RunSettings(structure)
    defaults.scheduler = .flowEuler
    defaults.predictionType = .flow
    defaults.rescaleBetasZeroSNR = false
    defaults.steps = structure.index.defaultDenoisingSteps ?? 2
    defaults.processingResolution = structure.index.defaultProcessingResolution ?? 0
    self.defaults = defaults
  }

  /// No schedulers but the flow's.
  public var controls: Controls {
    .plain(without: [
      .scheduler: "a flow is followed by flow-euler alone",
      .spacing: "a flow's time runs evenly from 0 to 1",
      .predictionType: "DepthFM is trained to predict the flow's velocity",
      .eta: "only DDIM has an eta",
      .consistentPrevious: "only DDIM lets one choose",
      .zeroSNR: "a flow has no betas",
    ])
  }

  /// 64, which the picture is stretched to.
  public var edgeMultiple: Int? { 64 }

  /// Pillow's bilinear both ways; the authors bring back the coloured picture, which has no values.
  public var authorsResize: AuthorsResize {
    var resize = AuthorsResize()
    resize.forth = .pillow(.bilinear)
    resize.back = .pillow(.bilinear)
    return resize
  }

  /// √ᾱ of the image latents and √(1−ᾱ) of the noise at the noising step, in a cosine schedule.
  ///
  /// Source: ᾱ(t) = σ(−2 ln tan(πt/2)), Salimans and Ho 2022.
  public func start(noise: Tensor, image: Tensor) -> Tensor {
    let time = Float(noisingStep) / 1000
    let logarithm = -2 * log(tan(time * .pi / 2) + 1e-5)
    let alphaCumprod = 1 / (1 + exp(-logarithm))
    return Tensor.combine(
      alphaCumprod.squareRoot(), image, (1 - alphaCumprod).squareRoot(), noise)
  }

  /// x_t first, then the image latents: the other way round than all other families.
  public func unetInput(sample: Tensor, image: Tensor) throws(InferenceError) -> Tensor {
    try sample.joined(with: image)
  }

  /// The mean of the logarithms.
  public var ensembling: Ensembling { Ensembling(reductions: [.mean], alignment: nil) }

  /// The channels' mean, which is a logarithm.
  public func mergeable(
    decoded: Tensor, _ quantity: Quantity
  ) throws(InferenceError) -> Tensor {
    PostProcessing.channelMean(decoded)
  }

  /// The exponential, stretched to 0…1.
  public func merged(_ values: Tensor, _ quantity: Quantity) -> Tensor {
    PostProcessing.minMax(values.map { exp($0) })
  }

  /// The exponential as it is: stretching would take the logarithm's shift away.
  public func logarithmic(_ values: Tensor, _ quantity: Quantity) -> Tensor? {
    values.map { exp($0) }
  }

  /// The exponential of the channels' mean, stretched to 0…1.
  public func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor {
    merged(try mergeable(decoded: decoded, quantity), quantity)
  }
}
