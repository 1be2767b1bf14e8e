/// Marigold's intrinsic image decomposition (Ke and others 2025): several maps of material and light
/// denoised together, four latent channels each; as in diffusers' `MarigoldIntrinsicsPipeline`.
///
/// The appearance checkpoint has albedo and material (12 channels in, 8 out), the lighting one albedo,
/// shading and residual (16 in, 12 out).
public struct MarigoldIntrinsics: ModelFamily {
  /// `marigold-iid`.
  public static let id = "marigold-iid"
  /// `Marigold IID`.
  public static let title = "Marigold IID"

  /// Three channels of material or light.
  public let quantity = Quantity.intrinsic
  /// The checkpoint's own scheduler, steps, spacing and resolution; gaussian noise.
  public let defaults: RunSettings
  private let targets: [Modality]

  /// 4·n channels out, those and the picture's four in, n at least two and as many as are named.
  public static func misfit(_ structure: ModelStructure) -> String? {
    let channels = structure.vae.latentChannels
    let count = structure.unet.outChannels / channels
    guard count >= 2, structure.unet.outChannels == count * channels else {
      return "it needs a UNet with \(channels) channels for each of at least two maps"
    }
    let named = structure.index.targetNames.count
    guard named == 0 || named == count else {
      return "target_properties names \(named) maps and the UNet has channels for \(count)"
    }
    return structure.misfit(
      input: structure.unet.outChannels + channels, output: structure.unet.outChannels,
      classes: nil)
  }

  /// The family for a checkpoint that fits.
  public init(_ structure: ModelStructure) {
    let count = structure.unet.outChannels / structure.vae.latentChannels
    targets = (0..<count).map { group in
      let names = structure.index.targetNames
      let name = names.indices.contains(group) ? names[group] : "map-\(group + 1)"
      return Modality(
        .intrinsic, name: name, group: group, space: structure.index.targetSpaces[name] ?? .srgb)
    }
    var defaults = RunSettings(structure)
    defaults.steps = structure.index.defaultDenoisingSteps ?? 4
    self.defaults = defaults
  }

  /// Everything but the task switcher and the kind of scene.
  public var controls: Controls { .plain() }

  /// The maps that `target_properties` names, in their order.
  public func modalities(_ settings: RunSettings) -> [Modality] { targets }

  /// Value by value, without alignment.
  public var ensembling: Ensembling { Ensembling(alignment: nil) }

  /// As many as there are maps.
  public var groups: Int { targets.count }

  /// Clipped, in 0…1.
  public func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor {
    PostProcessing.interleaved(PostProcessing.unitRange(decoded))
  }
}
