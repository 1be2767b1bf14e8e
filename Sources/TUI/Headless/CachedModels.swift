import Inference

extension Assets {
  /// The ids of the cache's models that could be opened, for lists to choose from.
  ///
  /// Only folders are looked at: a repository with a snapshot that has a UNet.
  static var cachedModels: [String] {
    cache.repositories.flatMap { repository -> [String] in
      guard repository.isModel else { return [] }
      return repository.snapshots.filter(\.looksLikeModel).map(\.id.text)
    }
  }
}
