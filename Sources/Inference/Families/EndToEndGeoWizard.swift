/// GeoWizard after end-to-end fine-tuning (Martin Garcia and others 2024): one trailing step from zeros.
public struct EndToEndGeoWizard: GeoWizardNetworks {
  /// `e2e-ft-geowizard`.
  public static let id = "e2e-ft-geowizard"
  /// `E2E-FT GeoWizard`.
  public static let title = "E2E-FT GeoWizard"

  /// One step, trailing, zeros, the last x̂0.
  public let defaults: RunSettings
  /// Whether the picture goes through an image encoder.
  public let seesPicture: Bool

  /// GeoWizard's structure.
  public static func misfit(_ structure: ModelStructure) -> String? {
    GeoWizard.misfit(structure)
  }

  /// GeoWizard with trailing spacing, which the original's scheduler does not have.
  public static func claims(_ structure: ModelStructure) -> Bool {
    GeoWizard.claims(structure) && structure.scheduler.timestepSpacing == .trailing
      && structure.scheduler.className == "DDIMScheduler"
  }

  /// The family for a checkpoint that fits.
  public init(_ structure: ModelStructure) {
    seesPicture = structure.unet.classEmbeddingInputDim == 10
    defaults = RunSettings(structure).endToEnd
  }

  /// More than the one step of the training.
  public func note(_ settings: RunSettings) -> String? { E2EFineTuned.note(settings) }
}
