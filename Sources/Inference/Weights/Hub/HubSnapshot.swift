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

  /// Folders inside each other that are looked into; diffusers needs two.
  private static let depth = 6
  /// More files than any model has.
  private static let fileLimit = 20_000

  /// Every file, sorted by name; broken links are among them.
  ///
  /// - Throws: `damaged` for a folder with far too many files.
  public func files() throws(InferenceError) -> [HubFile] {
    var files: [HubFile] = []
    try collect("", depth: Self.depth, into: &files)
    return files.sorted { $0.name < $1.name }
  }

  private func collect(
    _ folder: String, depth: Int, into files: inout [HubFile]
  ) throws(InferenceError) {
    for name in FilePath.names(in: path + "/" + folder) {
      let full = path + "/" + folder + name
      if FilePath.target(ofLink: full) == nil, FilePath.isFolder(full) {
        if depth > 1 { try collect(folder + name + "/", depth: depth - 1, into: &files) }
        continue
      }
      guard files.count < Self.fileLimit else {
        throw .damaged(
          path: path, reason: "it has more than \(Self.fileLimit) files",
          advice: "choose another model")
      }
      files.append(HubFile(name: folder + name, path: full, cache: repository.cache))
    }
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
    let missing = try NeededFiles(self, files, variant: variant).missing
    guard missing.isEmpty else { throw incomplete(missing) }
    do {
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

  private func checkLinks(_ files: [HubFile]) throws(InferenceError) {
    for file in files {
      guard case .outside(let target) = file.state else { continue }
      throw .damaged(
        path: file.path, reason: "it is a link that leads out of the cache, to \(target)",
        advice: "remove it, then " + HubCommand.download(id, files: [file.name]))
    }
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

/// A file of a snapshot.
public struct HubFile: Sendable, Hashable {
  /// Where a file's bytes are.
  public enum State: Sendable, Hashable {
    /// In the cache, at a path with all links followed.
    case present(path: String, bytes: Int)
    /// Nowhere: the link's target is not there.
    case dangling(blob: String)
    /// Outside the cache, or no file.
    case outside(target: String)
  }

  /// The path in the snapshot, `unet/config.json`.
  public let name: String
  /// The path in the file system.
  public let path: String
  /// Where the bytes are.
  public let state: State
  /// What the blob's name says that the bytes' digest is; nil for a file that is no link.
  public let digest: BlobDigest?

  init(name: String, path: String, cache: String) {
    self.name = name
    self.path = path
    let link = FilePath.target(ofLink: path)
    // A blob may itself be a link into the store that repositories share: the first name counts.
    digest = link.flatMap { BlobDigest(blob: ($0 as NSString).lastPathComponent) }
    guard let resolved = FilePath.resolved(path) else {
      state = .dangling(blob: link ?? path)
      return
    }
    let isInside = FilePath.lies(resolved, in: cache) && !FilePath.isFolder(resolved)
    state =
      isInside
      ? .present(path: resolved, bytes: FilePath.bytes(resolved)) : .outside(target: resolved)
  }

  /// Whether its bytes can be read.
  var isPresent: Bool {
    if case .present = state { true } else { false }
  }
}

/// The digest that the Hub names a blob by.
public enum BlobDigest: Sendable, Hashable {
  /// Of a large file: SHA-256 of its bytes.
  case sha256(String)
  /// Of a small file: SHA-1 of `blob`, its length, a zero byte and its bytes, as git names it.
  case git(String)

  /// The digest that a blob's name is; nil for another name.
  public init?(blob: String) {
    guard blob.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else { return nil }
    switch blob.utf8.count {
    case 64: self = .sha256(blob)
    case 40: self = .git(blob)
    default: return nil
    }
  }
}

extension HubSnapshot {
  /// Whether there is a UNet, or an index that could name one: other models are cached as well.
  public var looksLikeModel: Bool {
    let names = FilePath.names(in: path)
    return names.contains("unet") || names.contains("model_index.json")
  }
}
