/// The autoencoder between pictures and latents.
///
/// Calls are made one at a time; a second call waits for the first.
///
/// - Source: Rombach et al. 2022, §3.1; diffusers 0.42 `autoencoder_kl.py`.
public struct AutoencoderKL: Sendable {
  /// The structure.
  public let config: AutoencoderKLConfig

  private let encoder: VAEEncoder
  private let quantConv: Convolution?
  private let postQuantConv: Convolution?
  private let decoder: VAEDecoder
  var session = NetworkSession()
  /// How the widest maps are made: the same bits, at another price.
  var decoding = Decoding.whole
  /// Rows of a band, where it is not the memory that decides.
  var bandRows: Int?

  /// The network of a config with its weights.
  ///
  /// - Throws: `weights` with every tensor that is missing, misshaped or left over; `invalidSetting` for a
  ///   config that contradicts itself; what reading the weights throws.
  public init(_ config: AutoencoderKLConfig, _ weights: Weights) throws(InferenceError) {
    guard (1...16).contains(config.blockOutChannels.count), config.layersPerBlock > 0 else {
      throw .invalidSetting(
        name: "block_out_channels", value: "\(config.blockOutChannels)",
        allowed: "1 to 16 resolutions with at least one layer each")
    }
    self.config = config
    encoder = try VAEEncoder(config, weights)
    decoder = try VAEDecoder(config, weights)
    let (latent, moments) = (config.latentChannels, 2 * config.latentChannels)
    quantConv =
      config.useQuantConv
      ? try weights.exact.convolution("quant_conv", from: moments, to: moments, kernel: 1) : nil
    postQuantConv =
      config.usePostQuantConv
      ? try weights.exact.convolution("post_quant_conv", from: latent, to: latent, kernel: 1) : nil
    try weights.finish(NetworkName.encoder.title)
  }

  /// How many blocks `encode` reports.
  var encoderBlockCount: Int { encoder.blockCount + (quantConv == nil ? 0 : 1) }
  /// How many blocks `decode` reports.
  var decoderBlockCount: Int { decoder.blockCount + (postQuantConv == nil ? 0 : 1) }

  /// Mean and log variance of a picture's latents, not scaled.
  ///
  /// - Shapes: `[B, 3, H, W]` to `[B, 4, h, w]` each; h and w are H and W over the factor, rounded down.
  /// - Range: the picture −1…1; the log variance is clamped to −30…20.
  /// - Throws: `shapeMismatch`, `notFinite`, `outOfMemory`, `cancelled`, and what `checkpoint` throws.
  public func encode(
    _ image: Tensor, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> (mean: Tensor, logVariance: Tensor) {
    try check(
      image, what: "The picture to encode", channels: config.inChannels,
      smallest: config.factor)
    let moments = try session.run(checkpoint) { (compute) throws(InferenceError) in
      var runner = BlockRunner(.encoder, total: encoderBlockCount, compute)
      let pixels = try Activation(image, compute)
      var hidden =
        switch way(image, checkpoint) {
        case .whole: try encoder(pixels, &runner)
        case .bands: try encoder.inBands(pixels, rows: bandRows, &runner)
        case .passes: try encoder.inPasses(pixels, rows: bandRows, &runner)
        }
      if let quantConv { hidden = try runner.finish("quant_conv", quantConv(hidden, compute)) }
      return try hidden.tensor()
    }
    return try split(moments)
  }

  /// The picture of latents that are already divided by the scaling factor.
  ///
  /// - Shapes: `[B, 4, h, w]` to `[B, 3, H, W]`, the factor times as large.
  /// - Range: the picture is about −1…1, not clamped.
  /// - Throws: `shapeMismatch`, `notFinite`, `outOfMemory`, `cancelled`, and what `checkpoint` throws.
  public func decode(
    _ latents: Tensor, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    try check(
      latents, what: "The latents to decode", channels: config.latentChannels, smallest: 1)
    return try session.run(checkpoint) { (compute) throws(InferenceError) in
      var runner = BlockRunner(.decoder, total: decoderBlockCount, compute)
      var hidden = try Activation(latents, compute)
      if let postQuantConv {
        hidden = try runner.finish("post_quant_conv", postQuantConv(hidden, compute))
      }
      let picture =
        switch way(latents, checkpoint) {
        case .whole: try decoder(hidden, &runner)
        case .bands: try decoder.inBands(hidden, rows: bandRows, &runner)
        case .passes: try decoder.inPasses(hidden, rows: bandRows, &runner)
        }
      return try picture.tensor()
    }
  }

  /// Bands and passes are for a single image, and for nobody who wants to see every block's output.
  private func way(_ input: Tensor, _ checkpoint: Checkpoint) -> Decoding {
    input.shape[0] == 1 && checkpoint.tap == nil ? decoding : .whole
  }

  private func split(
    _ moments: Tensor
  ) throws(InferenceError) -> (mean: Tensor, logVariance: Tensor) {
    let shape = moments.shape
    let half = moments.count / max(1, 2 * shape[0])
    var mean: [Float] = []
    var logVariance: [Float] = []
    for start in stride(from: 0, to: moments.count, by: 2 * half) {
      mean += moments.scalars[start..<(start + half)]
      logVariance += moments.scalars[(start + half)..<(start + 2 * half)].map {
        min(max($0, -30), 20)
      }
    }
    let halved = [shape[0], shape[1] / 2, shape[2], shape[3]]
    return (try Tensor(mean, shape: halved), try Tensor(logVariance, shape: halved))
  }

  private func check(
    _ tensor: Tensor, what: String, channels: Int, smallest: Int
  ) throws(InferenceError) {
    let shape = tensor.shape
    guard shape.count == 4, shape[0] > 0, shape[1] == channels, shape[2] >= smallest,
      shape[3] >= smallest
    else {
      throw .shapeMismatch(what: what, expected: [1, channels, smallest, smallest], found: shape)
    }
  }
}
