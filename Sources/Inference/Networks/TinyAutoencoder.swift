internal import Foundation

/// A small decoder for the latents of Stable Diffusion's autoencoder, such as `madebyollin/taesd`: a twentieth of its
/// work, with nearly its detail.
///
/// Calls are made one at a time; a second call waits for the first.
///
/// - Source: diffusers 0.42 `autoencoder_tiny.py`.
public struct TinyAutoencoder: Sendable {
  /// The structure.
  public let config: TinyAutoencoderConfig
  /// The folder that it came from.
  public let path: String

  private let decoder: TinyDecoder
  private let session = NetworkSession()

  /// The autoencoder that most people have, by its name on the Hub.
  public static let usual = "madebyollin/taesd"

  /// The decoder of a config with its weights; those of the encoder are not looked at.
  ///
  /// - Throws: `weights` with every tensor that is missing, misshaped or left over; what reading them throws.
  init(
    _ config: TinyAutoencoderConfig, _ source: any Weights.Source
  ) throws(InferenceError) {
    let title = NetworkName.tiny.title
    let weights = Weights(
      try RenamedWeights(source, network: title) { $0.hasPrefix("decoder.") ? $0 : nil })
    self.config = config
    path = (source.path as NSString).deletingLastPathComponent
    decoder = try TinyDecoder(config, weights)
    try weights.finish(title)
  }

  /// The autoencoder in a folder with `config.json` and `diffusion_pytorch_model.safetensors`.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`; `unsupported` for another class, a structure that is not built, or
  ///   pickled weights; `weights`.
  public init(folder: String) throws(InferenceError) {
    guard FilePath.isFolder(folder) else {
      throw .missing(path: folder, advice: "name the folder of a tiny autoencoder, such as taesd's")
    }
    let file = try ConfigFile(
      path: (folder as NSString).appendingPathComponent("config.json"),
      advice: "a tiny autoencoder has one beside its weights")
    let config = try ModelFolder.read(file) { (file) throws(InferenceError) in
      try TinyAutoencoderConfig(file)
    }
    guard let files = try ComponentFiles(folder: folder, .vae, variant: nil) else {
      throw .missing(path: folder, advice: "name the folder of a tiny autoencoder, such as taesd's")
    }
    try self.init(config, try files.open())
  }

  /// The usual one in a cache of the Hub; nil where the cache has none.
  ///
  /// - Throws: as `init(folder:)`; `damaged` for links that lead out of the cache.
  public static func usual(in cache: HubCache) throws(InferenceError) -> TinyAutoencoder? {
    let id = try HubID(usual)
    guard let repository = cache.repository(id), !repository.commits.isEmpty else { return nil }
    return try TinyAutoencoder(id, in: cache)
  }

  /// One in a cache of the Hub.
  ///
  /// - Throws: as `usual(in:)`; `missing` with the command that fetches it.
  public init(_ id: HubID, in cache: HubCache) throws(InferenceError) {
    let snapshot = try cache.snapshot(id)
    try snapshot.checkLinks()
    try self.init(folder: snapshot.path)
  }

  /// Whether an autoencoder is Stable Diffusion's by its config, whose latents the usual one is made for.
  ///
  /// Others have latents of their own, which would come out as another picture.
  static func isForLatents(of config: AutoencoderKLConfig) -> Bool {
    config.blockOutChannels == [128, 256, 512, 512] && config.latentChannels == 4
      && abs(config.scalingFactor - 0.18215) < 1e-6 && (config.shiftFactor ?? 0) == 0
  }

  /// Bytes that a decode of so many pixels of latents takes: three maps of the picture's size, of all channels.
  public func bytes(forLatents pixels: Int) -> Int {
    var bytes = 3 * 4
    for length in [config.channels, config.factor, config.factor, pixels] {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
      if overflow { return .max }
      bytes = product
    }
    return bytes
  }

  /// The picture of latents as a run has them, scaled to about unit variance.
  ///
  /// - Shapes: `[B, C, h, w]` to `[B, 3, H, W]`, `config.factor` times as large.
  /// - Range: the picture is about −1…1, not clamped; latents are bounded smoothly to −3…3 before.
  /// - Throws: `shapeMismatch`, `notFinite`, `outOfMemory`, `cancelled`.
  public func decode(
    _ latents: Tensor, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let shape = latents.shape
    guard shape.count == 4, shape.allSatisfy({ $0 > 0 }), shape[1] == config.latentChannels else {
      throw .shapeMismatch(
        what: "The latents to decode", expected: [1, config.latentChannels, 1, 1], found: shape)
    }
    var bounded = latents
    for index in bounded.scalars.indices {
      bounded.scalars[index] = 3 * tanh(bounded.scalars[index] / (3 * config.scalingFactor))
    }
    return try session.run(checkpoint) { (compute) throws(InferenceError) in
      var runner = BlockRunner(.tiny, total: decoder.blockCount, compute)
      return try decoder(Activation(bounded, compute), &runner).tensor()
    }
  }
}
