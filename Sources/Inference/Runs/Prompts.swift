/// What cross-attention looks at: prompts encoded once, or the picture itself.
enum Prompts: Sendable {
  /// The same whatever the picture and the settings, `[1, L, D]`.
  case fixed(Tensor)
  /// By kind of scene.
  case domains([Domain: Tensor])
  /// The picture through the image encoder.
  case picture(CLIPVision, CLIPImageProcessor)

  /// The token ids of CLIP's tokenizer for the empty prompt: begin and end, without padding.
  static let emptyTokens = [49406, 49407]

  /// The prompts of a folder.
  ///
  /// The empty prompt's embedding comes from `empty_embedding.safetensors`, else from the text encoder,
  /// which is let go afterwards, as it is after the prompts with the kind of scene. What it said is kept in the
  /// cache, so that a second start does without it.
  ///
  /// - Throws: `missing` and what is wrong with the encoders' files.
  init(
    _ folder: ModelFolder, _ kind: Prompting, _ cache: WeightCache?, _ checkpoint: Checkpoint
  ) throws(InferenceError) {
    switch kind {
    case .empty:
      if let embedding = try folder.emptyEmbedding() {
        self = .fixed(embedding)
        return
      }
      self = .fixed(try Self.encoded([Self.emptyTokens], folder, cache, checkpoint)[0])
    case .domain(let suffix):
      let tokenizer = try folder.tokenizer()
      var prompts: [[Int]] = []
      for domain in Domain.allCases { prompts.append(try tokenizer(domain.rawValue + suffix)) }
      let states = try Self.encoded(prompts, folder, cache, checkpoint)
      self = .domains(Dictionary(uniqueKeysWithValues: zip(Domain.allCases, states)))
    case .picture:
      try Self.checkImageEncoder(folder)
      let store = try cache?.store(of: .imageEncoder, in: folder, checkpoint)
      let weights = try folder.weights("image_encoder").kept(in: store)
        .reporting(to: checkpoint, as: "image_encoder")
      var encoder = try CLIPVision(try folder.visionConfig(), weights)
      encoder.session = NetworkSession(mapped: store?.mapped)
      store?.finish()
      self = .picture(encoder, try folder.imageProcessor())
    }
  }

  /// Without the progress of the blocks: the encoder reads its weights while it runs, and tells that.
  private static func quiet(_ checkpoint: Checkpoint) -> Checkpoint {
    var quiet = checkpoint
    quiet.reach = Checkpoint.ignore
    return quiet
  }

  /// What the text encoder, or the cache, says to prompts.
  private static func encoded(
    _ prompts: [[Int]], _ folder: ModelFolder, _ cache: WeightCache?, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> [Tensor] {
    try checkTextEncoder(folder)
    let config = try folder.textConfig()
    let store = try cache?.store(
      of: .textEncoder, in: folder, conditions: "\(config) \(prompts)", checkpoint)
    var states: [Tensor] = []
    for tokens in prompts {
      let shape = [1, tokens.count, config.hiddenSize]
      if let state = try store?.tensor("\(tokens)", shape: shape) { states.append(state) }
    }
    if states.count == prompts.count { return states }
    let weights = try folder.weights("text_encoder").reporting(to: checkpoint, as: "text_encoder")
    states = try CLIPText(config, weights)(prompts: prompts, quiet(checkpoint))
    for (tokens, state) in zip(prompts, states) { try store?.keep("\(tokens)", state) }
    store?.finish()
    return states
  }

  /// Throws where the folder has no text encoder.
  ///
  /// - Throws: `missing`.
  static func checkTextEncoder(_ folder: ModelFolder) throws(InferenceError) {
    guard folder.hasTextEncoder else {
      throw .missing(
        path: folder.path + "/text_encoder",
        advice: "the folder needs a text encoder, or its result in empty_embedding.safetensors")
    }
  }

  /// Throws where the folder has no image encoder.
  ///
  /// - Throws: `missing`.
  static func checkImageEncoder(_ folder: ModelFolder) throws(InferenceError) {
    guard folder.hasImageEncoder else {
      throw .missing(
        path: folder.path + "/image_encoder",
        advice:
          "GeoWizard's first version looks at the picture through it, fetch the folder again")
    }
  }

  /// Throws where what cross-attention looks at is not as wide as the UNet takes it; `what` names its file.
  ///
  /// - Throws: `unsupported`.
  static func check(_ what: String, _ found: Int, _ widths: [Int]) throws(InferenceError) {
    if let width = widths.first(where: { $0 != found }) {
      throw .unsupported(
        what: "The width of the prompt, \(what),", found: "\(found)",
        supported: "\(width), cross_attention_dim of unet/config.json")
    }
  }

  /// The picture `[1, 3, H, W]` in −1…1 through the image encoder, `[1, 1, D]`; nil without one.
  func embedding(
    of picture: Tensor, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor? {
    guard case .picture(let encoder, let processor) = self else { return nil }
    let embeds = try encoder(try processor(picture.map { ($0 + 1) / 2 }), checkpoint)
    return try embeds.reshaped([1, 1, embeds.count])
  }

  /// What a run looks at, `[1, L, D]`.
  ///
  /// - Throws: `missing` for a picture that was prepared without its embedding.
  func states(_ image: PreparedImage, _ settings: RunSettings) throws(InferenceError) -> Tensor {
    let states: Tensor? =
      switch self {
      case .fixed(let states): states
      case .domains(let states): states[settings.domain]
      case .picture: image.embedding
      }
    guard let states else {
      throw .missing(
        path: "The picture's embedding", advice: "prepare the picture with this model first")
    }
    return states
  }
}
