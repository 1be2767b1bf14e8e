/// The memory that a network's weights take once they are packed.
struct WeightFootprint: Sendable, Equatable {
  /// What stays.
  var bytes = 0
  /// What packing the largest tensor takes besides.
  var transient = 0

  /// Counts a tensor of a network.
  ///
  /// - Parameters:
  ///   - shape: The tensor's shape.
  ///   - name: Its name: embeddings of tokens are looked up, not multiplied, and stay as they are.
  ///   - fitsHalf: Whether its values are known to fit into binary16.
  ///   - precision: What its layer computes with.
  ///   - threads: How many pack it.
  mutating func add(
    _ shape: [Int], name: String, fitsHalf: Bool, _ precision: Precision = .fp32,
    threads: Int = Threads.count
  ) {
    let count = shape.reduce(1, *)
    guard shape.count >= 2, let outputs = shape.first, !name.hasSuffix("_embedding.weight") else {
      bytes += 4 * count
      return
    }
    let layout = PanelLayout(outputs: outputs)
    let isHalf =
      switch layout.hasPairs ? precision : .fp32 {
      case .bf16: true
      case .bf16x3 where Self.isSplit(shape, name): false
      case .fp32, .bf16x3: fitsHalf && layout.takesHalves(count)
      }
    let packed = layout.padded * (count / max(1, outputs))
    bytes += packed * (isHalf ? 2 : 4)
    // A panel for each thread, as it is stored; small tensors as floats.
    let panels = layout.panel * (count / max(1, outputs)) * threads
    let read = layout.takesHalves(count) ? panels : count
    transient = max(transient, read * (isHalf ? 2 : 4))
  }

  /// Whether three products take a weight in parts from the beginning: not that of a 3×3 convolution, which may be
  /// transformed, unless it is one of those that halve an image.
  private static func isSplit(_ shape: [Int], _ name: String) -> Bool {
    shape.count < 4 || shape[2] == 1 || name.contains("downsamplers.")
  }
}

extension Weights {
  /// What these weights take in memory.
  var footprint: WeightFootprint {
    var footprint = WeightFootprint()
    for (name, shape) in source.shapes {
      footprint.add(shape, name: name, fitsHalf: source.isHalf(name), precision)
    }
    return footprint
  }
}
