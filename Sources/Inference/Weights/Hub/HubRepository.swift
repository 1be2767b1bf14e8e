internal import Foundation

/// One folder of the cache: a repository with its references, snapshots and blobs.
public struct HubRepository: Sendable {
  /// `org/name`, or the folder's name where it is no model's.
  public let name: String
  /// Whether it holds a model: data sets and spaces are cached beside them.
  public let isModel: Bool
  /// The folder, all links followed.
  let folder: String
  /// The cache's folder, all links followed.
  let cache: String

  /// The repository in a folder of the cache; nil for what is none.
  init?(folderName: String, cache: String) {
    let parts = folderName.components(separatedBy: "--")
    guard ["models", "datasets", "spaces"].contains(parts[0]), parts.count > 1,
      FilePath.isFolder(cache + "/" + folderName)
    else { return nil }
    // Only a name that the Hub allows stands for a model; it cannot lead anywhere else.
    let isID = parts.count == 3 && parts.dropFirst().allSatisfy { HubID.isName($0[...]) }
    isModel = parts[0] == "models" && isID
    name = isModel ? parts[1] + "/" + parts[2] : folderName
    folder = cache + "/" + folderName
    self.cache = cache
  }

  /// The commits that have a snapshot, sorted.
  public var commits: [String] {
    FilePath.names(in: folder + "/snapshots").filter {
      Self.isCommit($0) && FilePath.isFolder(folder + "/snapshots/" + $0)
    }
  }

  /// The branches and tags, sorted, `main` first.
  public var references: [String] {
    let all = Self.files(under: folder + "/refs", depth: 3)
    return all.filter { $0 == "main" } + all.filter { $0 != "main" }
  }

  private static func files(under folder: String, depth: Int) -> [String] {
    FilePath.names(in: folder).flatMap { name in
      let path = folder + "/" + name
      guard FilePath.target(ofLink: path) == nil, FilePath.isFolder(path) else { return [name] }
      return depth > 1 ? files(under: path, depth: depth - 1).map { name + "/" + $0 } : []
    }
  }

  /// Downloads that were not finished: how many, and how many bytes came.
  var unfinished: (count: Int, bytes: Int) {
    let names = FilePath.names(in: folder + "/blobs").filter { $0.hasSuffix(".incomplete") }
    return (names.count, names.reduce(0) { $0 + FilePath.bytes(folder + "/blobs/" + $1) })
  }

  static func isCommit(_ text: String) -> Bool {
    text.utf8.count == 40 && isHexadecimal(text)
  }

  private static func isHexadecimal(_ text: String) -> Bool {
    text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }
}

// MARK: - Revisions

extension HubRepository {
  /// The snapshot that an id's revision names: a branch, a tag, or a commit that is not ambiguous.
  ///
  /// - Throws: `missing`; `damaged` for a reference without a commit.
  func snapshot(_ id: HubID) throws(InferenceError) -> HubSnapshot {
    let wanted = id.revision ?? "main"
    if let commit = try commit(ofReference: wanted, id) {
      guard commits.contains(commit) else {
        throw .missing(
          path: "The snapshot \(commit) of \(id.repository), which refs/\(wanted) names,",
          advice: HubCommand.download(id) + " brings it" + unfinishedPhrase)
      }
      return HubSnapshot(id: id, commit: commit, repository: self)
    }
    let matching =
      wanted.utf8.count >= 4 && Self.isHexadecimal(wanted)
      ? commits.filter { $0.hasPrefix(wanted) } : []
    guard matching.count <= 1 else {
      throw .invalidSetting(
        name: "The revision of \(id.repository)", value: wanted,
        allowed: "one that is not ambiguous: " + matching.joined(separator: ", "))
    }
    guard let commit = matching.first else { throw missing(wanted, id) }
    return HubSnapshot(id: id, commit: commit, repository: self)
  }

  private func missing(_ wanted: String, _ id: HubID) -> InferenceError {
    let known = references.map { Printable.clean($0) } + commits.map { String($0.prefix(8)) }
    let there = known.isEmpty ? "" : "; there are: " + known.joined(separator: ", ")
    return .missing(
      path: "The revision \(wanted) of \(id.repository)",
      advice: HubCommand.download(id) + " brings it" + unfinishedPhrase + there)
  }

  /// What is to be said about interrupted downloads, after the command that resumes them.
  var unfinishedPhrase: String {
    let (count, bytes) = unfinished
    guard count > 0 else { return "" }
    return " (\(count) unfinished download\(count == 1 ? "" : "s") of "
      + "\(bytes / 1_000_000) MB lie\(count == 1 ? "s" : "") in the cache)"
  }

  /// The commit in a reference's file, nil when there is no such reference.
  private func commit(
    ofReference name: String, _ id: HubID
  ) throws(InferenceError) -> String? {
    let path = folder + "/refs/" + name
    guard let resolved = FilePath.resolved(path) else { return nil }
    guard !FilePath.isFolder(resolved) else {
      // Names of branches may have slashes, so that others are folders rightly.
      guard name == "main" else { return nil }
      throw .damaged(
        path: path, reason: "it is a folder where a file with a commit is expected",
        advice: "remove it, then " + HubCommand.download(id))
    }
    guard FilePath.lies(resolved, in: folder) else {
      throw .damaged(
        path: path, reason: "it is a link that leads out of the cache",
        advice: "remove it, then " + HubCommand.download(id))
    }
    let advice = HubCommand.download(id) + " writes it anew"
    let bytes = try OpenFile.contents(of: resolved, limit: 4096, advice: advice)
    let text = String(decoding: bytes, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard Self.isCommit(text) else {
      throw .damaged(
        path: path,
        reason: "it holds \"\(text.prefix(60))\" where a commit of 40 digits is expected",
        advice: advice)
    }
    return text
  }
}

// MARK: - Everything there is

extension HubRepository {
  /// Every snapshot under the name that opens it: `org/name` for `main`, else with its branch, tag, or
  /// the first digits of its commit.
  public var snapshots: [HubSnapshot] {
    guard isModel else { return [] }
    var names: [String: String] = [:]
    for reference in references.reversed() {
      guard let id = try? HubID(name + "@" + reference),
        let commit = try? commit(ofReference: reference, id)
      else { continue }
      names[commit] = reference
    }
    return commits.compactMap { commit in
      let revision = names[commit] ?? String(commit.prefix(8))
      guard let id = try? HubID(revision == "main" ? name : name + "@" + revision) else {
        return nil
      }
      return HubSnapshot(id: id, commit: commit, repository: self)
    }
  }
}
