internal import Foundation

/// A model as diffusers saves it: a folder with `model_index.json` and a folder for each component.
public struct ModelFolder: Sendable {
  /// Where it is.
  public let path: String
  /// What `model_index.json` says.
  public let modelIndex: ModelIndex
  /// The commit, for a model from the Hub's cache.
  public internal(set) var revision: String?

  private let variant: String?
  let weightFiles: [String: ComponentFiles]

  /// Opens a folder: finds every file and reads the index, not the weights.
  ///
  /// `variant` names a set of weights such as `fp16`; nil takes the plain files, or `fp16` where
  /// they are not there. A component that lacks the variant gives its plain files, as long as
  /// another has it.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`; `unsupported` for pickled weights, which are
  ///   programs.
  public init(path: String, variant: String? = nil) throws(InferenceError) {
    try FolderCheck.run(path)
    self.path = path
    self.variant = variant
    let folder = path as NSString
    let index = try ConfigFile(
      path: folder.appendingPathComponent("model_index.json"),
      advice: "choose a folder that diffusers saved")
    modelIndex = try Self.read(index) { (file) throws(InferenceError) in try ModelIndex(file) }
    var found: [String: ComponentFiles] = [:]
    for component in Component.allCases {
      found[component.rawValue] = try ComponentFiles(
        folder: folder.appendingPathComponent(component.rawValue), component, variant: variant)
    }
    weightFiles = found
    try checkVariant()
  }

  private func checkVariant() throws(InferenceError) {
    guard let variant, !weightFiles.values.contains(where: { $0.isVariant }) else { return }
    throw .missing(
      path: "The variant \(variant) of \(path)", advice: "choose another variant or none")
  }

  /// Opens every file of weights, which checks its header and length, and closes it again.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`.
  func checkHeaders() throws(InferenceError) {
    for name in weightFiles.keys.sorted() { _ = try weightFiles[name]?.open() }
  }

  /// Whether the folder has a text encoder.
  public var hasTextEncoder: Bool { weightFiles["text_encoder"] != nil }

  /// Whether the folder has an image encoder.
  public var hasImageEncoder: Bool { weightFiles["image_encoder"] != nil }

  private func config(_ component: String, _ name: String) throws(InferenceError) -> ConfigFile {
    try ConfigFile(
      path: configPath(component, name), advice: "the model needs it, fetch the folder again")
  }

  /// What `body` makes of a config; where it fails or not, a misspelled key is named first.
  static func read<Config>(
    _ file: ConfigFile, _ body: (ConfigFile) throws(InferenceError) -> Config
  ) throws(InferenceError) -> Config {
    do throws(InferenceError) {
      let config = try body(file)
      try file.checkSpelling()
      return config
    } catch {
      try file.checkSpelling()
      throw error
    }
  }

  private func configPath(_ component: String, _ name: String) -> String {
    ((path as NSString).appendingPathComponent(component) as NSString).appendingPathComponent(name)
  }

  /// `unet/config.json`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`, `unsupported`.
  public func unetConfig() throws(InferenceError) -> UNetConfig {
    try Self.read(try config("unet", "config.json")) { (file) throws(InferenceError) in
      try UNetConfig(file)
    }
  }

  /// `vae/config.json`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`, `unsupported`.
  public func vaeConfig() throws(InferenceError) -> AutoencoderKLConfig {
    try Self.read(try config("vae", "config.json")) { (file) throws(InferenceError) in
      try AutoencoderKLConfig(file)
    }
  }

  /// `text_encoder/config.json`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`, `unsupported`.
  public func textConfig() throws(InferenceError) -> CLIPTextConfig {
    try Self.read(try config("text_encoder", "config.json")) { (file) throws(InferenceError) in
      try CLIPTextConfig(file)
    }
  }

  /// `image_encoder/config.json`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`, `unsupported`.
  public func visionConfig() throws(InferenceError) -> CLIPVisionConfig {
    try Self.read(try config("image_encoder", "config.json")) { (file) throws(InferenceError) in
      try CLIPVisionConfig(file)
    }
  }

  /// `feature_extractor/preprocessor_config.json`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`.
  public func imageProcessor() throws(InferenceError) -> CLIPImageProcessor {
    try Self.read(try config("feature_extractor", "preprocessor_config.json")) {
      (file) throws(InferenceError) in
      try CLIPImageProcessor(file)
    }
  }

  /// `tokenizer/vocab.json` and `tokenizer/merges.txt`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`.
  public func tokenizer() throws(InferenceError) -> CLIPTokenizer {
    try CLIPTokenizer(folder: (path as NSString).appendingPathComponent("tokenizer"))
  }

  /// `scheduler/scheduler_config.json` with the defaults of its class, or as diffusers'
  /// `from_config` gives it to the class `className`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`, `unsupported`.
  public func schedulerConfig(
    as className: String? = nil
  ) throws(InferenceError) -> SchedulerConfig {
    try Self.read(try config("scheduler", "scheduler_config.json")) {
      (file) throws(InferenceError) in
      try SchedulerConfig(file, as: className)
    }
  }

  /// The weights of `unet`, `vae`, `text_encoder` or `image_encoder`, under today's names.
  ///
  /// The encoders' tensors have the prefix `text_model.` or `vision_model.` whether or not the file has it.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`; `weights` when two tensors have the same name
  ///   today.
  public func weights(_ component: String) throws(InferenceError) -> Weights {
    guard let files = weightFiles[component] else {
      throw .missing(
        path: (path as NSString).appendingPathComponent(component),
        advice: "the folder has no such component")
    }
    let source = try files.open()
    switch Component(rawValue: component) {
    case .vae:
      return Weights(
        try RenamedWeights(
          source, network: "autoencoder", rename: RenamedWeights.autoencoderName))
    case .textEncoder:
      return Weights(
        try RenamedWeights(
          source, network: "text encoder", rename: RenamedWeights.textEncoderName))
    case .imageEncoder:
      return Weights(
        try RenamedWeights(
          source, network: "image encoder", rename: RenamedWeights.imageEncoderName))
    case .unet, nil:
      return Weights(source)
    }
  }

  private var embeddingPath: String {
    (path as NSString).appendingPathComponent("empty_embedding.safetensors")
  }

  /// The embedding of the empty prompt `[1, L, D]` from `empty_embedding.safetensors`, nil without
  /// that file.
  ///
  /// - Throws: `unreadable`; `damaged` when the file does not hold one tensor of that shape.
  public func emptyEmbedding() throws(InferenceError) -> Tensor? {
    guard FileManager.default.fileExists(atPath: embeddingPath) else { return nil }
    let file = try SafetensorsFile(path: embeddingPath)
    guard file.entries.count == 1, let entry = file.entries.first, entry.shape.count == 3,
      entry.shape[0] == 1, entry.count > 0
    else {
      throw .damaged(
        path: embeddingPath, reason: "it does not hold exactly one tensor [1, L, D]",
        advice: "fetch the folder again")
    }
    return try file.read(entry.name)
  }

  /// Every file that decides what the model computes, sorted: configs, weights, the empty
  /// embedding.
  public var files: [String] {
    var files = [(path as NSString).appendingPathComponent("model_index.json")]
    files += weightFiles.flatMap { [configPath($0.key, "config.json")] + $0.value.paths }
    files += [configPath("scheduler", "scheduler_config.json"), embeddingPath]
    if hasImageEncoder {
      files.append(configPath("feature_extractor", "preprocessor_config.json"))
    }
    return files.filter { FileManager.default.fileExists(atPath: $0) }.sorted()
  }
}
