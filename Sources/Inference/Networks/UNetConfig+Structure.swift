/// What follows from a config.
extension UNetConfig {
  /// Length of the time embedding.
  var timeEmbeddingChannels: Int { 4 * (blockOutChannels.first ?? 0) }

  /// The smallest height and width that every downsampler leaves something of.
  var smallestEdge: Int {
    downsamplePadding == 0 ? 1 << max(0, blockOutChannels.count - 1) : 1
  }

  /// Every D that an attention to the prompt asks for.
  var promptWidths: Set<Int> {
    let last = blockOutChannels.count - 1
    let levels = blockOutChannels.indices.filter { level in
      downBlocks[level] == .crossAttention || upBlocks[last - level] == .crossAttention
        || (level == last && midBlock == .crossAttention)
    }
    return Set(levels.map { crossAttentionDim[$0] })
  }

  /// Refuses a config whose parts contradict each other.
  ///
  /// - Throws: `invalidSetting`.
  func check() throws(InferenceError) {
    let levels = blockOutChannels.count
    guard (1...16).contains(levels), blockOutChannels.allSatisfy({ $0 > 0 }) else {
      throw .invalidSetting(
        name: "block_out_channels", value: "\(blockOutChannels)",
        allowed: "1 to 16 positive numbers")
    }
    let counts = [
      ("down_block_types", downBlocks.count), ("up_block_types", upBlocks.count),
      ("layers_per_block", layersPerBlock.count), ("attention_head_dim", attentionHeads.count),
      ("cross_attention_dim", crossAttentionDim.count),
      ("transformer_layers_per_block", transformerLayersPerBlock.count),
    ]
    for (name, count) in counts where count != levels {
      throw .invalidSetting(
        name: name, value: "a list of \(count)", allowed: "\(levels), as block_out_channels has")
    }
    guard layersPerBlock.allSatisfy({ $0 > 0 }) else {
      throw .invalidSetting(
        name: "layers_per_block", value: "\(layersPerBlock)", allowed: "positive numbers")
    }
    guard (0...1).contains(downsamplePadding) else {
      throw .invalidSetting(
        name: "downsample_padding", value: "\(downsamplePadding)", allowed: "0 and 1")
    }
  }
}
