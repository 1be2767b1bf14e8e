/// What can be known of a model from its configs and the headers of its weights.
///
/// No weight is read: a full-size checkpoint takes milliseconds.
public struct ModelOutline: Sendable {
  /// The family that the structure belongs to.
  public let family: any ModelFamily
  /// The scheduler's config as the checkpoint has it.
  public let schedulerConfig: SchedulerConfig

  /// Checks that the family is known and that every tensor which the configs ask for is there with its
  /// shape, and no other.
  ///
  /// - Throws: what is wrong, as loading the model would.
  public init(_ folder: ModelFolder) throws(InferenceError) {
    let structure = try ModelStructure(folder)
    family = try FamilyCatalog.family(of: structure)
    schedulerConfig = structure.scheduler
    if try folder.emptyEmbedding() == nil {
      guard folder.hasTextEncoder else {
        throw .missing(
          path: folder.path + "/text_encoder",
          advice: "the folder needs a text encoder, or its result in empty_embedding.safetensors")
      }
      _ = try CLIPText(try folder.textConfig(), try folder.weights("text_encoder").outline)
    }
    _ = try AutoencoderKL(structure.vae, try folder.weights("vae").outline)
    _ = try UNet(structure.unet, try folder.weights("unet").outline)
  }
}
