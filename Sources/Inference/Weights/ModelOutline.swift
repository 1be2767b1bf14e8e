/// What can be known of a model from its configs and the headers of its weights.
///
/// No weight is read: a full-size checkpoint takes milliseconds.
public struct ModelOutline: Sendable {
  /// The family that the structure belongs to.
  public let family: any ModelFamily
  /// The scheduler's config as the checkpoint has it.
  public let schedulerConfig: SchedulerConfig

  /// Checks that the family is known, that its own run can be planned, and that every tensor which the
  /// configs ask for is there with its shape, and no other.
  ///
  /// - Throws: what is wrong, as loading the model would.
  public init(_ folder: ModelFolder) throws(InferenceError) {
    let structure = try ModelStructure(folder)
    family = try FamilyCatalog.family(of: structure)
    schedulerConfig = structure.scheduler
    try Self.checkPlan(family.defaults, schedulerConfig, folder)
    try Self.check(folder, structure, family.prompting)
  }

  /// The networks and what cross-attention looks at.
  ///
  /// - Throws: what is missing, damaged or of another shape.
  static func check(
    _ folder: ModelFolder, _ structure: ModelStructure, _ prompting: Prompting
  ) throws(InferenceError) {
    _ = try AutoencoderKL(structure.vae, try folder.weights("vae").outline)
    _ = try UNet(structure.unet, try folder.weights("unet").outline)
    try checkPrompts(folder, prompting, widths: structure.unet.crossAttentionDim)
  }

  /// The run that the checkpoint asks for.
  private static func checkPlan(
    _ settings: RunSettings, _ config: SchedulerConfig, _ folder: ModelFolder
  ) throws(InferenceError) {
    do throws(InferenceError) {
      _ = try Planning.plan(settings, config)
    } catch .invalidSetting(let name, let value, let allowed) {
      throw .unsupported(
        what: "\(name), as \(folder.path)/scheduler/scheduler_config.json asks for it,",
        found: value, supported: allowed)
    }
  }

  /// What cross-attention looks at, as wide as the UNet takes it.
  private static func checkPrompts(
    _ folder: ModelFolder, _ prompting: Prompting, widths: [Int]
  ) throws(InferenceError) {
    switch prompting {
    case .empty:
      if let embedding = try folder.emptyEmbedding() {
        return try Prompts.check(
          "\(folder.path)/empty_embedding.safetensors", embedding.shape[2], widths)
      }
      try checkTextEncoder(folder, largestToken: Prompts.emptyTokens.max() ?? 0, widths)
    case .domain:
      try checkTextEncoder(folder, largestToken: try folder.tokenizer().largestToken, widths)
    case .picture:
      try checkImageEncoder(folder, widths)
    }
  }

  private static func checkTextEncoder(
    _ folder: ModelFolder, largestToken: Int, _ widths: [Int]
  ) throws(InferenceError) {
    try Prompts.checkTextEncoder(folder)
    let config = try folder.textConfig()
    let path = folder.path + "/text_encoder/config.json"
    guard largestToken < config.vocabularySize else {
      throw .unsupported(
        what: "vocab_size in \(path)", found: "\(config.vocabularySize)",
        supported: "more than \(largestToken), the tokenizer's last number")
    }
    try Prompts.check("hidden_size in \(path)", config.hiddenSize, widths)
    _ = try CLIPText(config, try folder.weights("text_encoder").outline)
  }

  private static func checkImageEncoder(
    _ folder: ModelFolder, _ widths: [Int]
  ) throws(InferenceError) {
    try Prompts.checkImageEncoder(folder)
    let config = try folder.visionConfig()
    let path = folder.path + "/image_encoder/config.json"
    let processor = try folder.imageProcessor()
    guard processor.height == config.imageSize, processor.width == config.imageSize else {
      throw .unsupported(
        what: "crop_size in \(folder.path)/feature_extractor/preprocessor_config.json",
        found: "\(processor.height)×\(processor.width)",
        supported: "\(config.imageSize), image_size in \(path)")
    }
    try Prompts.check("projection_dim in \(path)", config.projectionDim, widths)
    _ = try CLIPVision(config, try folder.weights("image_encoder").outline)
  }
}
