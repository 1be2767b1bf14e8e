import Inference

/// How long a block took, and which share of its network that is.
struct BlockShare: Hashable, Sendable {
  var seconds: Double
  /// 0…1.
  var share: Double
}

extension AppState {
  /// The model whose contents are to be shown: the one in use, or the one that could not be loaded.
  var browsedModel: String? {
    if let summary { return summary.name }
    if case .failed(let name, _) = model { return name }
    return nil
  }

  /// The place of the selected component.
  var componentPlace: Int? {
    guard let components = weights.contents?.components, !components.isEmpty else { return nil }
    return components.firstIndex { $0.name == weights.component } ?? 0
  }

  /// The selected component.
  var shownComponent: ComponentContents? {
    componentPlace.flatMap { weights.contents?.components[$0] }
  }

  /// The lines of the blocks: the tree, or those with a time, slowest first.
  var blockRows: [BlockRow] {
    guard let place = componentPlace, weights.trees.indices.contains(place) else { return [] }
    let tree = weights.trees[place]
    guard weights.isByTime else { return tree }
    let seconds = blockSeconds
    return tree.compactMap { row in seconds[row.path].map { (row, $0) } }
      .sorted { $0.1 > $1.1 }
      .map { row, _ in
        var flat = row
        flat.depth = 0
        return flat
      }
  }

  /// The place of the selected block; the first where the list does not have it.
  var blockPlace: Int { blockRows.firstIndex { $0.path == weights.block } ?? 0 }

  /// The tensors of the selected block.
  var shownTensors: ArraySlice<StoredTensor> {
    guard let component = shownComponent, let place = componentPlace,
      weights.trees.indices.contains(place)
    else { return [] }
    let tree = weights.trees[place]
    let row = tree.first { $0.path == weights.block } ?? tree.first
    return row.map { component.tensors[$0.tensors] } ?? []
  }

  /// The place of the selected tensor, from 0.
  var tensorPlace: Int {
    let tensors = shownTensors
    return tensors.firstIndex { $0.name == weights.tensor }.map { $0 - tensors.startIndex } ?? 0
  }

  /// The selected tensor.
  var shownTensor: StoredTensor? {
    let tensors = shownTensors
    return tensors.isEmpty ? nil : tensors[tensors.startIndex + tensorPlace]
  }

  /// What is known of the selected tensor's values.
  var shownStatistics: TensorStatistics? {
    guard let shownTensor, case .statistics(let statistics) = weights[shownTensor] else {
      return nil
    }
    return statistics
  }

  /// The last times of the selected component's networks: one, or an autoencoder's two halves.
  var shownTimings: [WeightsState.Timing] {
    guard let component = shownComponent?.name else { return [] }
    return weights.timings.keys.sorted()
      .filter { $0 == component || $0.hasPrefix(component + ".") }
      .compactMap { weights.timings[$0] }
  }

  /// Seconds of the blocks as the networks report them.
  var blockSeconds: [String: Double] {
    Dictionary(
      shownTimings.flatMap(\.blocks).map { ($0.block, $0.seconds) }, uniquingKeysWith: +)
  }

  /// Times of all lines of the tree: a block's own, or the sum of those in it.
  var blockShares: [String: BlockShare] {
    guard let place = componentPlace, weights.trees.indices.contains(place) else { return [:] }
    let blocks = shownTimings.flatMap(\.blocks)
    let whole = blocks.reduce(0) { $0 + $1.seconds }
    guard whole > 0 else { return [:] }
    var shares: [String: BlockShare] = [:]
    for row in weights.trees[place] {
      let own = blocks.filter {
        row.path.isEmpty || $0.block == row.path || $0.block.hasPrefix(row.path + ".")
      }
      guard !own.isEmpty else { continue }
      let seconds = own.reduce(0) { $0 + $1.seconds }
      shares[row.path] = BlockShare(seconds: seconds, share: seconds / whole)
    }
    return shares
  }

  /// The fault of the current run, where its model is the one that is shown.
  var browsedFault: NonFiniteFault? {
    guard let run = currentRun, run.model == summary?.key, summary?.name == weights.key?.model
    else { return nil }
    return run.fault
  }

  /// What is not finite where the cursor stands.
  var shownFault: NonFiniteFault? {
    guard let run = currentRun, let fault = run.fault else { return nil }
    guard let step = fault.step else { return run.stepCount == 0 ? fault : nil }
    return step == cursor ? fault : nil
  }
}

extension Run {
  /// How many steps can be looked at: those that are there, and one that was not finite.
  var reachableCount: Int { fault?.step == stepCount ? stepCount + 1 : stepCount }
}
