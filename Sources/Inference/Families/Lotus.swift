internal import Foundation

/// Lotus-G and Lotus-D (He and others 2024): one step at t = 999 that predicts x0, with a task switcher.
///
/// G adds noise beside the picture's latents, D sees the picture alone. The switcher's label
/// s = [1, 0] annotates and s = [0, 1] gives the picture back; the UNet gets [sin s, cos s] as its
/// class vector, and labels between are blends.
public struct Lotus: ModelFamily {
  /// `lotus`.
  public static let id = "lotus"
  /// `Lotus`.
  public static let title = "Lotus"

  /// Depth, or disparity for the `-disparity` checkpoints.
  public let quantity: Quantity
  /// One step at the last timestep, x0 prediction, the last x̂0.
  public let defaults: RunSettings
  /// Whether noise goes in beside the picture (Lotus-G).
  public let isGenerative: Bool

  /// A class embedding of four values: [sin s0, sin s1, cos s0, cos s1].
  public static func misfit(_ structure: ModelStructure) -> String? {
    let channels = structure.vae.latentChannels
    let fits = [channels, 2 * channels].contains {
      structure.misfit(input: $0, output: channels, classes: 4) == nil
    }
    return fits
      ? nil
      : "it needs a UNet of \(2 * channels) (G) or \(channels) (D) to \(channels) channels with 4 "
        + "class values"
  }

  /// The family for a checkpoint that fits.
  public init(_ structure: ModelStructure) {
    isGenerative = structure.unet.inChannels == 2 * structure.vae.latentChannels
    quantity = structure.quantity
    var defaults = RunSettings(structure)
    // The files' schedulers are left over from the base models and never run.
    defaults.scheduler = .ddim
    defaults.steps = 1
    defaults.timestepSpacing = .trailing
    defaults.predictionType = .sample
    defaults.finalSample = .predOriginalSample
    defaults.posterior = .sample
    self.defaults = defaults
  }

  /// Lotus-D has no noise and only one step; its seed is that of the posterior's draw.
  public var controls: Controls {
    var missing: [Controls.Knob: String] = [
      .predictionType: "Lotus is trained to predict x0",
      .domain: Controls.noDomain,
      .ensemble: "its authors merge no members",
    ]
    if !isGenerative {
      missing[.noise] = "Lotus-D sees the picture alone, without noise"
      missing[.steps] = "Lotus-D takes a single step"
      missing[.eta] = "Lotus-D takes a single step"
      missing[.consistentPrevious] = "Lotus-D takes a single step"
      missing[.spacing] = "Lotus-D is always told t = 999"
      missing[.scheduler] = "Lotus-D takes a single step"
    }
    return Controls(
      missing: missing,
      seedlessMean: isGenerative
        ? nil : "Lotus-D draws nothing where the image latents are the posterior's mean")
  }

  /// The picture where the switch asks more for it than for depth.
  public func modalities(_ settings: RunSettings) -> [Modality] {
    [Modality(settings.taskSwitch.reconstruction > 0.5 ? .image : quantity)]
  }

  /// Antialiased bilinear without rounding; back by repeating the nearest pixel.
  public var authorsResize: AuthorsResize {
    var resize = AuthorsResize()
    resize.forth = .bilinear
    resize.back = .torch(.nearestExact)
    resize.backOfNormals = .torch(.nearestExact)
    return resize
  }

  /// Mirrored against Marigold's.
  public var axes: String? { quantity == .normals ? "X left, Y up, Z to the viewer" : nil }

  /// More than the one step of the authors.
  public func note(_ settings: RunSettings) -> String? {
    settings.steps > 1 ? "Lotus is meant for one step; more are not the authors' use" : nil
  }

  /// [sin s0, sin s1, cos s0, cos s1] of s = [1 − r, r].
  public func classLabels(_ settings: RunSettings) -> Tensor? {
    let label = [1 - settings.taskSwitch.reconstruction, settings.taskSwitch.reconstruction]
    return try? Tensor(label.map { sin($0) } + label.map { cos($0) }, shape: [1, 4])
  }

  /// Lotus-G: image latents, then x_t; Lotus-D: image latents alone.
  public func unetInput(sample: Tensor, image: Tensor) throws(InferenceError) -> Tensor {
    isGenerative ? try image.joined(with: sample) : image
  }

  /// Each channel cut to 0…1 before depth takes their mean.
  public func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor {
    let clamped = PostProcessing.unitRange(decoded)
    switch quantity {
    case .image: return PostProcessing.interleaved(clamped)
    case .normals: return PostProcessing.interleaved(clamped).map { 2 * $0 - 1 }
    case .depth, .disparity, .intrinsic: return PostProcessing.channelMean(clamped)
    }
  }
}
