internal import Foundation

/// One commit's files in the cache: links to blobs that are named by their digest.
public struct HubSnapshot: Sendable {
  /// The id that was asked for.
  public let id: HubID
  /// The commit, 40 hexadecimal digits.
  public let commit: String
  /// The repository.
  public let repository: HubRepository

  /// The snapshot's folder.
  public var path: String { repository.folder + "/snapshots/" + commit }

  /// Every file, sorted by name; broken links are among them.
  ///
  /// - Throws: `damaged` for a folder with far too many files.
  public func files() throws(InferenceError) -> [HubFile] {
    try HubFile.all(in: path, root: repository.cache, followsFolders: false)
  }

  /// Bytes on disk: a blob that has two names counts once.
  ///
  /// - Throws: as `files`.
  public func bytes() throws(InferenceError) -> Int {
    var blobs: [String: Int] = [:]
    for case .present(let path, let bytes) in try files().map(\.state) { blobs[path] = bytes }
    return blobs.values.reduce(0, +)
  }

  /// The folder as a model.
  ///
  /// - Throws: as `HubCache.modelFolder`.
  public func modelFolder(variant: String? = nil) throws(InferenceError) -> ModelFolder {
    let files = try files()
    try checkLinks(files)
    do throws(InferenceError) {
      let missing = try NeededFiles(self, files, variant: variant).missing
      try checkFolders(missing)
      guard missing.isEmpty else { throw incomplete(missing) }
      var folder = try ModelFolder(path: path, variant: variant)
      folder.revision = commit
      try folder.checkHeaders()
      return folder
    } catch .damaged(let file, let reason, _) {
      let name = file.hasPrefix(path + "/") ? String(file.dropFirst(path.count + 1)) : file
      throw .damaged(
        path: file, reason: reason,
        advice: HubCommand.download(id, files: [name], force: true) + " brings it again")
    }
  }

  /// Throws when a link of the snapshot leads out of the cache, or to a folder.
  ///
  /// - Throws: `damaged`.
  public func checkLinks() throws(InferenceError) { try checkLinks(try files()) }

  private func checkLinks(_ files: [HubFile]) throws(InferenceError) {
    for file in files {
      let advice = "remove it, then " + HubCommand.download(id, files: [file.name])
      switch file.state {
      case .present, .dangling: continue
      case .outside(let target):
        throw .damaged(
          path: file.path, reason: "it is a link that leads out of the cache, to \(target)",
          advice: advice)
      case .folder(let target):
        throw .damaged(
          path: file.path, reason: "it is a link to the folder \(target) where a file is expected",
          advice: "remove both, then " + HubCommand.download(id, files: [file.name]))
      }
    }
  }

  /// Throws for a folder in the place of a file that is needed: no download would get past it.
  private func checkFolders(_ missing: [String]) throws(InferenceError) {
    guard let name = missing.first(where: { FilePath.isFolder(path + "/" + $0) }) else { return }
    throw .unreadable(
      path: path + "/" + name,
      reason: "it is a folder where a file is expected, remove it, then "
        + HubCommand.download(id, files: [name]) + " brings the file")
  }

  private func incomplete(_ missing: [String]) -> InferenceError {
    let shown = missing.prefix(6).map { Printable.clean($0) }.joined(separator: ", ")
    let more = missing.count > 6 ? " and \(missing.count - 6) more" : ""
    return .missing(
      path: "A part of \(id.text) in the cache (\(shown)\(more))",
      advice: HubCommand.download(id, files: missing) + " brings it"
        + repository.unfinishedPhrase)
  }
}

extension HubSnapshot {
  /// Whether there is a UNet, or an index that could name one: other models are cached as well.
  public var looksLikeModel: Bool {
    let names = FilePath.names(in: path)
    return names.contains("unet") || names.contains("model_index.json")
  }
}
