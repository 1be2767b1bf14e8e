import Foundation
import Inference

/// What `stepscope verify` found.
struct VerifyReport: Encodable, Sendable, Equatable {
  /// One file and what is known of it.
  struct File: Encodable, Sendable, Equatable {
    var name: String
    var bytes = 0
    /// `sha256` or `git-sha1`.
    var algorithm = "sha256"
    var digest: String?
    /// What the blob's name says; missing where nothing does.
    var expected: String?
    /// Of safetensors: how many values were looked at.
    var values: Int?
    var problem: String?
  }

  var model: String
  var path = ""
  var revision: String?
  var family: String?
  /// What is wrong with the model as a whole.
  var structure: String?
  var files: [File] = []
  var healthy: Bool { structure == nil && files.allSatisfy { $0.problem == nil } }

  private enum CodingKeys: String, CodingKey {
    case model, path, revision, family, structure, files, healthy
  }

  /// Checks a model.
  ///
  /// - Parameters:
  ///   - model: A shipped model, a folder or a Hub id.
  ///   - variant: The files' variant; nil is the best present.
  ///   - all: Every file, not only those that decide what is computed.
  ///   - watch: Told of each piece that is read.
  /// - Throws: `missing` and `invalidSetting` where there is no such model, `cancelled`; problems of its
  ///   files are part of the report.
  init(
    of model: String, variant: String? = nil, all: Bool = false, watch: VerifyWatch
  ) throws(InferenceError) {
    self.model = model
    var files: [HubFile]
    switch try Assets.place(model) {
    case .folder(let path):
      self.path = path
      files = try HubFile.all(in: path)
      checkStructure { () throws(InferenceError) in
        try ModelFolder(path: path, variant: variant)
      }
    case .hub(let id):
      let snapshot = try Assets.cache.snapshot(id)
      path = snapshot.path
      revision = snapshot.commit
      files = try snapshot.files()
      checkStructure { () throws(InferenceError) in
        try snapshot.modelFolder(variant: variant)
      }
    }
    if !all { files.removeAll { !Self.matters($0.name) } }
    for file in files { try check(file, watch) }
  }

  /// Whether a file decides what stepscope or its relatives compute.
  private static func matters(_ name: String) -> Bool {
    ["json", "safetensors", "txt"].contains((name as NSString).pathExtension)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(path, forKey: .path)
    try container.encodeIfPresent(revision, forKey: .revision)
    try container.encodeIfPresent(family, forKey: .family)
    try container.encodeIfPresent(structure, forKey: .structure)
    try container.encode(files, forKey: .files)
    try container.encode(healthy, forKey: .healthy)
  }

  /// Configs, names and shapes.
  private mutating func checkStructure(_ open: () throws(InferenceError) -> ModelFolder) {
    do throws(InferenceError) {
      family = type(of: try ModelOutline(try open()).family).id
    } catch {
      structure = error.description
    }
  }

  /// Digest and values of a file.
  ///
  /// - Throws: what `cancelled` would be; problems of the file are part of the report.
  private mutating func check(_ file: HubFile, _ watch: VerifyWatch) throws(InferenceError) {
    if watch.isCancelled() { throw .cancelled }
    var entry = File(name: file.name)
    switch file.state {
    case .dangling(let blob):
      entry.problem = "its link leads to \(blob), which is not there"
    case .outside(let target):
      entry.problem = "its link leads to \(target), which is no file of the cache"
    case .folder(let target):
      entry.problem = "its link leads to \(target), which is a folder"
    case .present(let path, let bytes):
      entry.bytes = bytes
      do throws(InferenceError) {
        try Self.digest(file.digest, path, &entry, watch)
        if file.name.hasSuffix(".safetensors"), entry.problem == nil {
          try Self.values(path, &entry, watch)
        }
      } catch .cancelled {
        throw .cancelled
      } catch {
        entry.problem = error.description
      }
    }
    files.append(entry)
  }

  private static func digest(
    _ expected: BlobDigest?, _ path: String, _ entry: inout File, _ watch: VerifyWatch
  ) throws(InferenceError) {
    let (name, bytes) = (Printable.clean(entry.name, limit: 60), entry.bytes)
    var done = 0
    func tell(_ count: Int) throws(InferenceError) {
      if watch.isCancelled() { throw .cancelled }
      done += count
      watch.show("\(name) \(done / 1_000_000)/\(bytes / 1_000_000) MB")
    }
    switch expected {
    case .git(let digest):
      entry.algorithm = "git-sha1"
      entry.expected = digest
      entry.digest = try Digest.gitBlob(path, tell)
    case .sha256(let digest):
      entry.expected = digest
      entry.digest = try Digest.file(path, tell)
    case nil:
      entry.digest = try Digest.file(path, tell)
    }
    guard let expected = entry.expected, let found = entry.digest, expected != found else { return }
    entry.problem =
      "its \(entry.algorithm) is \(found) and its blob is named \(expected): the bytes are not those "
      + "of the Hub"
    // A damaged file often says itself where it broke.
    if entry.name.hasSuffix(".safetensors") { entry.problem?.append(damage(path, name, watch)) }
  }

  /// What the file itself says of its damage, as the end of a sentence.
  private static func damage(_ path: String, _ name: String, _ watch: VerifyWatch) -> String {
    do throws(InferenceError) {
      let found = try SafetensorsFile(path: path).firstNonFinite(watch.checkpoint(name))
      return found.map { "; " + phrase($0) } ?? ""
    } catch .damaged(_, let reason, _) {
      return "; " + reason
    } catch {
      return ""
    }
  }

  private static func values(
    _ path: String, _ entry: inout File, _ watch: VerifyWatch
  ) throws(InferenceError) {
    let name = Printable.clean(entry.name, limit: 60)
    let file = try SafetensorsFile(path: path)
    entry.values = file.entries.reduce(0) { $0 + $1.count }
    guard let found = try file.firstNonFinite(watch.checkpoint(name)) else { return }
    entry.problem = phrase(found)
  }

  private static func phrase(_ found: SafetensorsFile.NonFinite) -> String {
    "value \(found.index) of the tensor \(found.tensor) is \(found.value), at byte "
      + "\(found.byteOffset) of the file"
  }
}

extension VerifyReport {
  /// The report as text, a line for each file.
  var lines: [String] {
    var lines = files.map(Self.line)
    if let structure { lines.append("WRONG  structure: " + structure) }
    return lines + [summary]
  }

  /// The report in a few words.
  var summary: String {
    let findings = files.count { $0.problem != nil } + (structure == nil ? 0 : 1)
    let bytes = files.reduce(0) { $0 + $1.bytes } / 1_000_000
    let what = "\(files.count) files, \(bytes) MB" + (family.map { ", family \($0)" } ?? "")
    return findings == 0
      ? "sound: \(what)" : "\(findings) finding\(findings == 1 ? "" : "s") in \(what)"
  }

  /// What is wrong, a sentence each: with the model as a whole first, then file by file.
  var problems: [String] {
    (structure.map { [$0] } ?? [])
      + files.compactMap { file in
        file.problem.map {
          "\(Printable.clean(file.name, limit: 60)): \(Printable.clean($0, limit: 900))."
        }
      }
  }

  private static func line(_ file: File) -> String {
    let name = Printable.clean(file.name)
    if let problem = file.problem {
      return "WRONG  \(name): \(Printable.clean(problem, limit: 900))"
    }
    let values = file.values.map { ", \($0) values finite" } ?? ""
    let digest = "\(file.algorithm) \(file.digest ?? "-")"
    let known = file.expected == nil ? "no digest is known, " : "as its blob is named, "
    return "ok     \(name): \(known)\(digest)\(values)"
  }
}
