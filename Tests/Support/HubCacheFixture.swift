public import Foundation

/// A cache of the Hugging Face Hub in a temporary folder, as `hf download` lays it out.
public final class HubCacheFixture: Sendable {
  /// The cache's folder.
  public let folder: String
  /// A commit to use.
  public static let commit = "0123456789abcdef0123456789abcdef01234567"

  /// An empty cache.
  public init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("hub-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The path of a repository's folder, or of something in it.
  public func path(_ repository: String, _ inside: String = "") -> String {
    folder + "/models--" + repository.replacing("/", with: "--") + (inside.isEmpty ? "" : "/")
      + inside
  }

  /// The path of a file of the snapshot that `install` made.
  public func file(_ repository: String, _ name: String, commit: String = commit) -> String {
    path(repository, "snapshots/\(commit)/\(name)")
  }

  /// Puts a model's files into the cache: blobs named by `digest`, a snapshot of links, `refs/main`.
  public func install(
    _ model: String, as repository: String, commit: String = commit, reference: String? = "main",
    digest: (Data) -> String
  ) throws {
    let manager = FileManager.default
    let blobs = path(repository, "blobs")
    try manager.createDirectory(atPath: blobs, withIntermediateDirectories: true)
    for name in try Self.files(in: model) {
      let data = try Data(contentsOf: URL(fileURLWithPath: model + "/" + name))
      let blob = digest(data)
      try data.write(to: URL(fileURLWithPath: blobs + "/" + blob))
      let link = file(repository, name, commit: commit)
      try manager.createDirectory(
        atPath: (link as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      let up = String(repeating: "../", count: 2 + name.split(separator: "/").count - 1)
      try manager.createSymbolicLink(atPath: link, withDestinationPath: up + "blobs/" + blob)
    }
    if let reference { try refer(repository, reference, to: commit) }
  }

  /// Writes a reference.
  public func refer(_ repository: String, _ reference: String, to text: String) throws {
    let url = URL(fileURLWithPath: path(repository, "refs/" + reference))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Leaves a broken link: removes the blob of a file.
  public func removeBlob(_ repository: String, of name: String) throws {
    try FileManager.default.removeItem(atPath: blob(repository, of: name))
  }

  /// The path of a file's blob.
  public func blob(_ repository: String, of name: String) throws -> String {
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: file(repository, name))
    return path(repository, "blobs/" + (target as NSString).lastPathComponent)
  }

  /// The files of a shipped model by name; folders that are links are followed.
  private static func files(in folder: String) throws -> [String] {
    let manager = FileManager.default
    return try manager.contentsOfDirectory(atPath: folder).sorted().flatMap { name -> [String] in
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
        isFolder.boolValue
      else { return [name] }
      return try files(in: folder + "/" + name).map { name + "/" + $0 }
    }
  }
}
