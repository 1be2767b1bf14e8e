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
    try Self.check(folder, family.prompting, widths: structure.unet.crossAttentionDim)
    _ = try AutoencoderKL(structure.vae, try folder.weights("vae").outline)
    _ = try UNet(structure.unet, try folder.weights("unet").outline)
  }

  /// What cross-attention looks at, as wide as the UNet takes it.
  ///
  /// - Throws: what is missing, damaged or of another width.
  static func check(
    _ folder: ModelFolder, _ prompting: Prompting, widths: [Int]
  ) throws(InferenceError) {
    switch prompting {
    case .empty:
      if let embedding = try folder.emptyEmbedding() {
        return try Prompts.check("empty_embedding.safetensors", embedding.shape[2], widths)
      }
      try checkTextEncoder(folder, widths)
    case .domain:
      try checkTextEncoder(folder, widths)
      _ = try folder.tokenizer()
    case .picture:
      try Prompts.checkImageEncoder(folder)
      let config = try folder.visionConfig()
      _ = try folder.imageProcessor()
      try Prompts.check("projection_dim of the image encoder", config.projectionDim, widths)
    }
  }

  private static func checkTextEncoder(
    _ folder: ModelFolder, _ widths: [Int]
  ) throws(InferenceError) {
    try Prompts.checkTextEncoder(folder)
    let config = try folder.textConfig()
    _ = try CLIPText(config, try folder.weights("text_encoder").outline)
    try Prompts.check("hidden_size of the text encoder", config.hiddenSize, widths)
  }
}
