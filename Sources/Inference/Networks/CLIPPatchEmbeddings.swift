/// A picture's patches as tokens, a class token before them, and their positions.
///
/// - Shapes: `[B, C, H, W]` to `[B, patches + 1, hiddenSize]`.
/// - Source: transformers 5 `modeling_clip.py`, `CLIPVisionEmbeddings`.
struct CLIPPatchEmbeddings: Sendable {
  private let config: CLIPVisionConfig
  private let patches: Linear
  private let classEmbedding: Tensor
  private let positions: Tensor

  /// The embeddings under `weights`' prefix.
  ///
  /// - Throws: what reading the weights throws.
  init(_ config: CLIPVisionConfig, _ weights: Weights) throws(InferenceError) {
    let (width, edge) = (config.hiddenSize, config.patchSize)
    self.config = config
    classEmbedding = try weights("class_embedding", shape: [width])
    let kernel = try weights(
      "patch_embedding.weight", shape: [width, config.channels, edge, edge])
    // Patches do not overlap, so that their convolution is a linear layer on each patch's values. An outline's
    // kernel has no outputs, so that the lengths are its own.
    let lengths = kernel.shape
    patches = try Linear(
      weight: kernel.reshaped([lengths[0], lengths.dropFirst().reduce(1, *)]), bias: nil)
    positions = try weights("position_embedding.weight", shape: [config.tokens, width])
  }

  /// The tokens of some pictures.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  func callAsFunction(_ image: Tensor, _ compute: Compute) throws(InferenceError) -> Activation {
    let embedded = try patches(gathered(image, compute), compute)
    let width = config.hiddenSize
    let result = try Activation(
      batch: image.shape[0], height: 1, width: config.tokens, channels: width, compute)
    for row in 0..<result.rows {
      let (picture, token) = (row / config.tokens, row % config.tokens)
      let out = result.data + row * width
      let patch = embedded.data + (picture * embedded.tokens + max(0, token - 1)) * width
      for channel in 0..<width {
        out[channel] =
          (token == 0 ? classEmbedding.scalars[channel] : patch[channel])
          + positions.scalars[token * width + channel]
      }
    }
    return result
  }

  /// Every patch's values in the order of the kernel: channel, row, column.
  private func gathered(
    _ image: Tensor, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    let (edge, size, channels) = (config.patchSize, config.imageSize, config.channels)
    let grid = size / edge
    let result = try Activation(
      batch: image.shape[0], height: grid, width: grid, channels: channels * edge * edge, compute)
    image.scalars.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for row in 0..<result.rows {
        let (picture, y, x) = (row / (grid * grid), row / grid % grid, row % grid)
        for line in 0..<(channels * edge) {
          let (channel, dy) = (line / edge, line % edge)
          let from = ((picture * channels + channel) * size + y * edge + dy) * size + x * edge
          (result.data + row * result.channels + line * edge).update(from: base + from, count: edge)
        }
      }
    }
    return result
  }
}
