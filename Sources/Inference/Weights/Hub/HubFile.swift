internal import Foundation

/// A file of a snapshot, or of another folder with a model.
public struct HubFile: Sendable, Hashable {
  /// Where a file's bytes are.
  public enum State: Sendable, Hashable {
    /// In the cache, at a path with all links followed.
    case present(path: String, bytes: Int)
    /// Nowhere: the link's target is not there.
    case dangling(blob: String)
    /// Outside the cache.
    case outside(target: String)
    /// A folder in a file's place.
    case folder(target: String)
  }

  /// The path in the snapshot, `unet/config.json`.
  public let name: String
  /// The path in the file system.
  public let path: String
  /// Where the bytes are.
  public let state: State
  /// What the blob's name says that the bytes' digest is; nil for a file that is no link.
  public let digest: BlobDigest?

  /// The file at `path`; `root` is the folder that its links may not leave.
  private init(name: String, path: String, root: String) {
    self.name = name
    self.path = path
    let link = FilePath.target(ofLink: path)
    // A blob may itself be a link into the store that repositories share: the first name counts.
    digest = link.flatMap { BlobDigest(blob: ($0 as NSString).lastPathComponent) }
    guard let resolved = FilePath.resolved(path) else {
      state = .dangling(blob: link ?? path)
      return
    }
    guard FilePath.lies(resolved, in: root) else {
      state = .outside(target: resolved)
      return
    }
    state =
      FilePath.isFolder(resolved)
      ? .folder(target: resolved) : .present(path: resolved, bytes: FilePath.bytes(resolved))
  }

  /// Folders inside each other that are looked into; diffusers needs two.
  private static let depth = 6
  /// More files than any model has.
  private static let fileLimit = 20_000

  /// Every file in a folder, sorted by name; broken links and links that lead out of `root` are among them.
  ///
  /// Links to folders are files that cannot be read, unless they are to be followed.
  ///
  /// - Throws: `damaged` for a folder with far too many files.
  public static func all(
    in folder: String, root: String = "/", followsFolders: Bool = true
  ) throws(InferenceError) -> [HubFile] {
    var files: [HubFile] = []
    func collect(_ inside: String, depth: Int) throws(InferenceError) {
      for name in FilePath.names(in: folder + "/" + inside) {
        let path = folder + "/" + inside + name
        if followsFolders || FilePath.target(ofLink: path) == nil, FilePath.isFolder(path) {
          if depth > 1 { try collect(inside + name + "/", depth: depth - 1) }
          continue
        }
        guard files.count < fileLimit else {
          throw .damaged(
            path: folder, reason: "it has more than \(fileLimit) files",
            advice: "choose another model")
        }
        files.append(HubFile(name: inside + name, path: path, root: root))
      }
    }
    try collect("", depth: depth)
    return files.sorted { $0.name < $1.name }
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
