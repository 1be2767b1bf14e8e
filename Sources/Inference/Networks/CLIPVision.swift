/// The image encoder of CLIP with its projection: a picture to one embedding.
///
/// Calls are made one at a time; a second call waits for the first.
///
/// - Source: Radford et al. 2021; transformers 5 `modeling_clip.py`, `CLIPVisionModelWithProjection`.
public struct CLIPVision: Sendable {
  /// The structure.
  public let config: CLIPVisionConfig

  private let embeddings: CLIPPatchEmbeddings
  private let preNorm: LayerNorm
  private let layers: [CLIPLayer]
  private let postNorm: LayerNorm
  private let projection: Linear
  var session = NetworkSession()

  /// The network of a config with its weights, whose names begin with `vision_model.` but for
  /// `visual_projection.weight`.
  ///
  /// - Throws: `weights` with every tensor that is missing, misshaped or left over; `invalidSetting` for a
  ///   config that contradicts itself; what reading the weights throws.
  public init(_ config: CLIPVisionConfig, _ weights: Weights) throws(InferenceError) {
    let width = config.hiddenSize
    guard config.heads > 0, width > 0, width.isMultiple(of: config.heads) else {
      throw .invalidSetting(
        name: "num_attention_heads", value: "\(config.heads)",
        allowed: "divisors of hidden_size \(width)")
    }
    guard config.channels > 0, (1...4096).contains(config.imageSize),
      (1...config.imageSize).contains(config.patchSize)
    else {
      throw .invalidSetting(
        name: "patch_size", value: "\(config.patchSize)", allowed: "1 to image_size, at most 4096")
    }
    self.config = config
    let scope = weights.scope("vision_model")
    embeddings = try CLIPPatchEmbeddings(config, scope.scope("embeddings"))
    // The checkpoints' spelling.
    preNorm = try scope.layerNorm("pre_layrnorm", channels: width, eps: config.layerNormEps)
    let shape = CLIPLayer.Shape(
      width: width, heads: config.heads, innerWidth: config.intermediateSize,
      activation: config.activation, eps: config.layerNormEps, reach: .image)
    layers = try CLIPLayer.layers(config.layers, shape, scope)
    postNorm = try scope.layerNorm("post_layernorm", channels: width, eps: config.layerNormEps)
    projection = try weights.linear(
      "visual_projection", from: width, to: config.projectionDim, bias: false)
    try weights.finish(NetworkName.vision.title)
  }

  /// How many blocks a call reports.
  var blockCount: Int { layers.count + 4 }

  /// The embedding of pictures that `CLIPImageProcessor` prepared.
  ///
  /// - Shapes: `[B, channels, imageSize, imageSize]` to `[B, projectionDim]`.
  /// - Throws: `shapeMismatch`, `notFinite`, `outOfMemory`, `cancelled`, and what `checkpoint` throws.
  public func callAsFunction(
    _ image: Tensor, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let expected = [config.channels, config.imageSize, config.imageSize]
    guard image.shape.count == 4, image.shape[0] > 0, Array(image.shape.dropFirst()) == expected
    else {
      throw .shapeMismatch(
        what: "The picture for the image encoder", expected: [1] + expected, found: image.shape)
    }
    return try session.run(checkpoint) { (compute) throws(InferenceError) in
      var runner = BlockRunner(.vision, total: blockCount, compute)
      var hidden = try runner.finishTokens("vision_model.embeddings", embeddings(image, compute))
      hidden = try runner.finishTokens("vision_model.pre_layrnorm", preNorm(hidden, compute))
      for (index, layer) in layers.enumerated() {
        hidden = try runner.finishTokens(
          "vision_model.encoder.layers.\(index)", layer(hidden, compute))
      }
      hidden = try runner.finishTokens(
        "vision_model.post_layernorm", postNorm(classTokens(of: hidden, compute), compute))
      return try runner.finishTokens("visual_projection", projection(hidden, compute))
        .tokenTensor().reshaped([image.shape[0], config.projectionDim])
    }
  }

  private func classTokens(
    of hidden: Activation, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let result = try Activation(
      batch: hidden.batch, height: 1, width: 1, channels: hidden.channels, compute)
    for image in 0..<hidden.batch {
      let first = hidden.data + image * hidden.tokens * hidden.channels
      (result.data + image * hidden.channels).update(from: first, count: hidden.channels)
    }
    return result
  }
}
