internal import Foundation

/// Which files of a snapshot a model needs, and which of those are not there.
///
/// A download that was interrupted, or that asked for some files only, leaves a snapshot that looks whole.
struct NeededFiles {
  /// The files that are not there, by their names in the snapshot.
  private(set) var missing: [String] = []

  private let present: Set<String>
  private let dangling: Set<String>
  private let variant: String?

  /// Compares a snapshot's files with what its `model_index.json` names.
  ///
  /// - Throws: what is wrong with `model_index.json` or an index of shards.
  init(_ snapshot: HubSnapshot, _ files: [HubFile], variant: String?) throws(InferenceError) {
    present = Set(files.filter(\.isPresent).map(\.name))
    dangling = Set(files.filter { !$0.isPresent }.map(\.name))
    self.variant = variant
    need("model_index.json")
    var named: [String: String] = [:]
    if missing.isEmpty {
      let index = try ConfigFile(path: snapshot.path + "/model_index.json", advice: "fetch it")
      named = try ModelIndex(index).components
    }
    for component in Component.allCases where isNeeded(component, named) {
      need(component.rawValue + "/config.json")
      try needWeights(component, in: snapshot.path)
    }
    need("scheduler/scheduler_config.json")
  }

  private mutating func need(_ name: String) {
    if !present.contains(name) { missing.append(name) }
  }

  private func isNeeded(_ component: Component, _ named: [String: String]) -> Bool {
    guard component.isOptional else { return true }
    // The embedding of the empty prompt stands for the text encoder.
    return named[component.rawValue] != nil && !present.contains("empty_embedding.safetensors")
  }

  private mutating func needWeights(
    _ component: Component, in snapshot: String
  ) throws(InferenceError) {
    let folder = component.rawValue + "/"
    let names = (present.union(dangling)).filter { $0.hasPrefix(folder) }
      .map { String($0.dropFirst(folder.count)) }
    let candidates = ComponentFiles.candidates(component, variant: variant)
    guard let name = candidates.first(where: names.contains) else {
      // Pickled weights alone have a sentence of their own.
      if !names.contains(where: FolderCheck.isPickle) { need(folder + candidates[0]) }
      return
    }
    need(folder + name)
    guard name.hasSuffix(".json"), present.contains(folder + name) else { return }
    for shard in try ShardedCheckpoint.shardNames(indexPath: snapshot + "/" + folder + name) {
      need(folder + shard)
    }
  }
}
