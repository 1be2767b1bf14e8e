/// What cross-attention looks at, encoded once.
enum Prompts: Sendable {
  /// The same whatever the picture and the settings.
  case fixed(Tensor)

  /// The token ids of CLIP's tokenizer for the empty prompt: begin and end, without padding.
  private static let emptyTokens = [49406, 49407]

  /// The prompts of a folder: the text encoder's result, or what it left in
  /// `empty_embedding.safetensors`.
  ///
  /// - Throws: `missing` and what is wrong with the encoder's files.
  init(
    _ folder: ModelFolder, _ kind: Prompting, _ checkpoint: Checkpoint
  ) throws(InferenceError) {
    if let embedding = try folder.emptyEmbedding() {
      self = .fixed(embedding)
      return
    }
    guard folder.hasTextEncoder else {
      throw .missing(
        path: folder.path + "/text_encoder",
        advice: "the folder needs a text encoder, or its result in empty_embedding.safetensors")
    }
    let encoder = try CLIPText(try folder.textConfig(), try folder.weights("text_encoder"))
    self = .fixed(try encoder(tokens: Self.emptyTokens, checkpoint))
  }

  /// The picture `[1, 3, H, W]` through the image encoder; nil without one.
  func embedding(
    of picture: Tensor, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor? { nil }

  /// What a run looks at, `[1, L, D]`.
  func states(_ image: PreparedImage, _ settings: RunSettings) throws(InferenceError) -> Tensor {
    switch self {
    case .fixed(let states): states
    }
  }
}
